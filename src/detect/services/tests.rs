//! Which services are listed, by the files of the project.

use crate::detect::start::of_files;

/// `name image scheme: variables; uses`
#[track_caller]
fn check(files: &[(&str, &str)], expected: &[&str]) {
    let found = of_files(files, |evidence| super::super::starts(evidence).unwrap().services);
    let shown = |service: &super::Service| {
        let variables: Vec<String> = service.variables.iter().map(|(name, role)| format!("{name} {role:?}")).collect();
        let uses: Vec<String> = service.uses.iter().map(|found| format!("{} {}", found.what, found.at)).collect();
        let fixed: Vec<String> = service.fixed.iter().map(|found| format!("; fixed {}", found.at)).collect();
        let scheme = service.scheme.as_deref().unwrap_or("-");
        let name = &service.row.name;
        format!("{name} {} {scheme} [{}] {}{}", service.image, variables.join(", "), uses.join(", "), fixed.concat())
    };
    assert_eq!(found.iter().map(shown).collect::<Vec<_>>(), expected);
}

#[test]
fn a_driver_and_a_use_make_a_service() {
    check(
        &[
            ("requirements.txt", "django\npsycopg[binary]\ndjango-redis\ncelery\n"),
            (
                "shop/settings.py",
                "import os\nDATABASES = {\"default\": {\"ENGINE\": \"django.db.backends.postgresql\", \"HOST\": os.environ[\"POSTGRES_HOST\"]}}\n\
                 CELERY_BROKER_URL = os.getenv(\"CELERY_BROKER_URL\", \"redis://localhost:6379/0\")\n",
            ),
        ],
        &[
            "postgresql postgres:18 - [POSTGRES_HOST Host] django.db.backends.postgresql shop/settings.py:2, POSTGRES_HOST shop/settings.py:2",
            "redis redis:8 redis [CELERY_BROKER_URL Url] redis:// shop/settings.py:3, CELERY_BROKER_URL shop/settings.py:3",
        ],
    );
}

#[test]
fn a_driver_alone_makes_none() {
    check(&[("requirements.txt", "django\npsycopg2\nredis\ncelery\npymongo\nboto3\n"), ("app.py", "import redis\n")], &[]);
}

#[test]
fn a_use_without_a_driver_makes_none() {
    check(
        &[
            ("requirements.txt", "flask\n"),
            ("app.py", "URL = \"postgresql://localhost/x\"\n"),
            ("compose.yaml", "services:\n  db:\n    image: postgres:16\n"),
        ],
        &[],
    );
}

#[test]
fn urls_begin_as_the_driver_wants() {
    check(
        &[
            ("requirements.txt", "fastapi\nsqlalchemy\nasyncpg\n"),
            (
                "app/config.py",
                "from pydantic_settings import BaseSettings\n\nclass Settings(BaseSettings):\n    database_url: str\n",
            ),
        ],
        &["postgresql postgres:18 postgresql+asyncpg [DATABASE_URL Url] DATABASE_URL app/config.py:4"],
    );
    check(
        &[("requirements.txt", "flask-sqlalchemy\npymysql\n"), ("app.py", "import os\nURI = os.environ[\"DATABASE_URL\"]\n")],
        &["mariadb mariadb:11.8 mysql+pymysql [DATABASE_URL Url] DATABASE_URL app.py:2"],
    );
}

#[test]
fn a_shared_variable_is_for_the_only_one_that_it_can_mean() {
    check(
        &[("requirements.txt", "sqlalchemy\npsycopg2\npymysql\n"), ("app.py", "import os\nURI = os.environ[\"DATABASE_URL\"]\n")],
        &[],
    );
    check(
        &[
            ("requirements.txt", "celery\nredis\n"),
            (
                "app.py",
                "import os\nfrom celery import Celery\napp = Celery(broker=os.environ.get(\"BROKER_URL\", \"amqp://guest@localhost//\"))\n",
            ),
        ],
        &["rabbitmq rabbitmq:4 amqp [BROKER_URL Url] amqp:// app.py:3, BROKER_URL app.py:3"],
    );
}

#[test]
fn a_fixed_address_is_kept_in_mind() {
    check(
        &[("requirements.txt", "redis\n"), ("app.py", "import redis\nclient = redis.from_url(\"redis://localhost:6379\")\n")],
        &["redis redis:8 redis [] redis:// app.py:2, redis.from_url app.py:2; fixed app.py:2"],
    );
}

#[test]
fn extensions_choose_the_image() {
    check(
        &[
            ("requirements.txt", "psycopg\npgvector\n"),
            ("app.py", "import os\nHOST = os.environ[\"PGHOST\"]\n"),
            ("compose.yaml", "services:\n  db:\n    image: postgres:16\n"),
        ],
        &["postgresql pgvector/pgvector:pg18 - [PGHOST Host] postgres:16 compose.yaml:3, PGHOST app.py:2"],
    );
}
