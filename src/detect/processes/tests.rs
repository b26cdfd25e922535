//! What is listed, by the files of the project.

use crate::detect::start::of_files;
use crate::detect::{Processes, Started};

fn processes(files: &[(&str, &str)]) -> Processes {
    started(files).processes
}

fn started(files: &[(&str, &str)]) -> Started {
    of_files(files, |evidence| super::super::starts(evidence).unwrap())
}

/// `name kind: command (place)`, with `*` before the image's own and `in folder` where it is not the root.
#[track_caller]
fn check(files: &[(&str, &str)], expected: &[&str]) {
    let found = processes(files).found;
    let shown = |process: &crate::model::Process| {
        let image = if process.is_image { "*" } else { "" };
        let folder = process.start.working_dir.as_ref().map(|folder| format!(" in {folder}")).unwrap_or_default();
        let also: Vec<String> = process.also.iter().map(|at| format!(", {at}")).collect();
        let (name, kind, at) = (&process.name, process.kind, &process.at);
        format!("{image}{name} {kind}: {}{folder} ({at}{})", process.start.command, also.concat())
    };
    assert_eq!(found.iter().map(shown).collect::<Vec<_>>(), expected);
}

const DJANGO: [(&str, &str); 4] = [
    ("manage.py", "import os\nos.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"shop.settings\")\n"),
    ("shop/__init__.py", ""),
    ("shop/settings.py", "DATABASES = {\"default\": {}}\nCELERY_BEAT_SCHEDULE = {\"sweep\": {\"task\": \"sweep\"}}\n"),
    ("shop/wsgi.py", "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n"),
];

#[test]
fn a_procfile_names_every_process() {
    check(
        &[
            ("requirements.txt", "flask\ngunicorn\ncelery\nflask-migrate\n"),
            ("shop.py", "from flask import Flask\napp = Flask(__name__)\n"),
            ("tasks.py", "from celery import Celery\ncelery = Celery(__name__)\n"),
            ("bin/clock", "#!/bin/sh\n"),
            (
                "Procfile",
                "release: flask db upgrade && flask seed\nweb: gunicorn shop:app -b :$PORT\nworker: celery -A tasks worker -Q high\n\
                 slow: celery -A tasks worker -Q low -c 1\nclock: bin/clock\nassets: npm run watch\n",
            ),
        ],
        &[
            "*web web: gunicorn shop:app -b :8000 (Procfile:2)",
            "worker worker: celery -A tasks worker -Q high (Procfile:3, tasks.py:2)",
            "slow worker: celery -A tasks worker -Q low -c 1 (Procfile:4)",
            "clock scheduler: bin/clock (Procfile:5)",
            "release release: sh -c 'flask db upgrade && flask seed' (Procfile:1)",
        ],
    );
}

#[test]
fn what_this_image_cannot_run_is_noted() {
    // Of every other line the start says so.
    let procfile = "web: flask run\nassets: npm run watch\nbad: a '\nrelease: npm run build\n";
    let found = processes(&[("requirements.txt", "flask\n"), ("Procfile", procfile)]);
    assert_eq!(found.found.iter().map(|process| process.name.as_str()).collect::<Vec<_>>(), ["web"]);
    let notes: Vec<&str> = found.notes.iter().map(|note| note.message.as_str()).collect();
    assert_eq!(
        notes,
        ["the process `release` is not listed, since this image cannot run it: nothing that is installed brings `npm`"]
    );
}

#[test]
fn settings_show_what_no_file_starts() {
    let with = |more: &[(&'static str, &'static str)]| -> Vec<(&'static str, &'static str)> {
        DJANGO.iter().chain(more).copied().collect()
    };
    let celery = "from celery import Celery\napp = Celery(\"shop\")\n";
    check(
        &with(&[("requirements.txt", "django\ngunicorn\ncelery\n"), ("shop/celery.py", celery)]),
        &[
            "*web web: gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile - shop.wsgi:application (shop/wsgi.py:2)",
            "worker worker: celery --app shop.celery:app worker --loglevel INFO (shop/celery.py:2)",
            "beat scheduler: celery --app shop.celery:app beat --loglevel INFO --schedule /tmp/celerybeat-schedule (shop/settings.py:2)",
            "migrate release: python manage.py migrate --noinput (shop/settings.py:1)",
        ],
    );
    let compose = "services:\n  web:\n    build: .\n    command: python manage.py runserver 0.0.0.0:8000\n  celery:\n    build: .\n\
                   \x20   command: watchmedo auto-restart -d . -R -- celery -A shop worker\n  db:\n    image: postgres\n";
    check(
        &with(&[
            ("requirements.txt", "django\ngunicorn\ncelery\nwatchdog\n"),
            ("shop/celery.py", celery),
            ("compose.yaml", compose),
        ]),
        &[
            "*web web: gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile - shop.wsgi:application (shop/wsgi.py:2, compose.yaml:4)",
            "celery worker: celery -A shop worker (compose.yaml:7, shop/celery.py:2)",
            "beat scheduler: celery --app shop beat --loglevel INFO --schedule /tmp/celerybeat-schedule (shop/settings.py:2)",
            "migrate release: python manage.py migrate --noinput (shop/settings.py:1)",
        ],
    );
}

#[test]
fn migrations_run_once_for_each_release() {
    check(
        &[
            ("requirements.txt", "fastapi\nuvicorn\nalembic\n"),
            ("main.py", "from fastapi import FastAPI\napp = FastAPI()\n"),
            ("db/alembic.ini", "[alembic]\n"),
        ],
        &[
            "*web web: uvicorn main:app --host 0.0.0.0 --port 8000 (main.py:2)",
            "migrate release: alembic upgrade head in db (db/alembic.ini)",
        ],
    );
    check(
        &[
            ("requirements.txt", "flask\ngunicorn\nflask-migrate\nrq\n"),
            (
                "shop/__init__.py",
                "from flask import Flask\nfrom rq import Queue\nfast = Queue(\"fast\", connection=None)\n\ndef create_app():\n    return Flask(__name__)\n",
            ),
            ("migrations/env.py", ""),
            ("migrations/alembic.ini", ""),
        ],
        &[
            "*web web: gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile - 'shop:create_app()' (shop/__init__.py:5)",
            "worker worker: rq worker fast (shop/__init__.py:3)",
            "migrate release: flask db upgrade (migrations/env.py)",
        ],
    );
}

#[test]
fn a_release_that_a_line_runs_first_is_a_process_of_its_own() {
    check(
        &[
            DJANGO[0],
            DJANGO[1],
            DJANGO[3],
            ("requirements.txt", "django\ngunicorn\n"),
            ("Procfile", "web: python manage.py migrate && gunicorn shop.wsgi\n"),
        ],
        &[
            "*web web: gunicorn shop.wsgi --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm (Procfile:1)",
            "release release: python manage.py migrate (Procfile:1)",
        ],
    );
}

/// A health check, a signal and a time to end come from the row of the program.
#[test]
fn a_process_has_what_its_program_needs() {
    let found = processes(&[
        ("requirements.txt", "celery\nhuey\n"),
        ("tasks.py", "from celery import Celery\napp = Celery()\n"),
        (
            "Procfile",
            "worker: celery -A tasks worker\nnamed: celery -A tasks worker -n x@%h\nhuey: huey_consumer.py tasks.huey\n",
        ),
    ]);
    let shown: Vec<String> = found
        .found
        .iter()
        .map(|process| {
            let health = process.health.as_ref().map_or("-", |command| command.words().last().unwrap());
            format!("{} {} {} {health}", process.name, process.start.stop_signal, process.grace)
        })
        .collect();
    assert_eq!(
        shown,
        [
            "worker SIGTERM 60 celery --app tasks inspect ping --destination celery@$HOSTNAME",
            "named SIGTERM 60 -",
            "huey SIGINT 60 -",
        ]
    );
}

#[test]
fn nonsense_makes_no_process() {
    for text in ["", "::::", "web\nworker", "web: \u{1b}[31m", "web: $(", "web: ;;"] {
        assert!(processes(&[("Procfile", text), ("requirements.txt", "flask\n")]).found.is_empty(), "{text:?}");
    }
}

/// Files of nonsense, and names that are computed: no crash, no name that nobody wrote.
#[test]
fn what_makes_no_sense_names_nothing() {
    let flask =
        [("requirements.txt", "flask\ngunicorn\ncelery\n"), ("shop.py", "from flask import Flask\napp = Flask(__name__)\n")];
    let web = "*web web: gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile - shop:app (shop.py:2)";
    for procfile in [
        "",
        ":::\n\u{0}\n: x\nweb\n= = =\n\u{feff}\n",
        "web: '\nworker: $(\nclock: \\\n",
        "worker: \u{202e}celery -A x worker\n",
        "{{cookiecutter.name}}: celery worker\n",
        "web: $COMMAND\nworker: ${WORKER}\n",
        "%PDF-1.7 \u{1}\u{2}\u{3}: \u{7f}\n",
    ] {
        check(&[&flask[..], &[("Procfile", procfile)]].concat(), &[web]);
    }
    let mut bomb = "x-a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (of, name) in "abcdefghi".chars().zip("bcdefghij".chars()) {
        bomb.push_str(&format!("x-{name}: &{name} [{}]\n", vec![format!("*{of}"); 10].join(", ")));
    }
    bomb.push_str("services:\n  worker:\n    build: .\n    command: *j\n");
    for compose in [
        bomb.as_str(),
        "services: [1, 2]\n",
        "services:\n  - web\n",
        "services:\n  1: {build: .}\n  web: null\n  ? [a]\n  : {build: .}\n",
        "services: {web: {build: {context: {a: b}}, command: {a: b}, ports: {a: b}, volumes: 1, environment: 3.5}}\n",
        "a: b: c\n\t- x\n",
        "--- !!python/object/apply:os.system [x]\n",
        "services:\n  <<: *nothing\n  web: {build: ., command: *nothing}\n",
    ] {
        check(&[&flask[..], &[("compose.yaml", compose)]].concat(), &[web]);
    }
    let computed = "import os, sys\nfrom celery import Celery\nNAME = sys.argv[1]\nfor part in ('A', NAME)[1:]:\n    globals()[f'{part}_URL'] = \
                    os.environ[f'{part}_URL']\nX = os.environ[NAME + '_X']\nY = os.getenv('{}_Y'.format(NAME))\nZ = os.environ.get(*[1])\n";
    let found = started(&[&flask[..], &[("settings.py", computed)]].concat());
    assert_eq!(found.environment.variables, []);
    assert!(found.services.is_empty());
}

#[test]
fn flower_is_listed_where_it_is_declared() {
    check(
        &[("requirements.txt", "celery\nflower\n"), ("tasks.py", "from celery import Celery\ncelery = Celery(__name__)\n")],
        &[
            "flower web: celery --app tasks:celery flower (requirements.txt:2)",
            "*worker worker: celery --app tasks:celery worker --loglevel INFO (tasks.py:2)",
        ],
    );
}

#[test]
fn options_of_the_interpreter_hide_no_program() {
    check(
        &[
            ("requirements.txt", "django\ngunicorn\ndjango-rq\n"),
            DJANGO[0],
            DJANGO[1],
            ("shop/settings.py", "DEBUG = False\n"),
            DJANGO[3],
            ("Procfile", "web: gunicorn shop.wsgi\njobs: python -u manage.py rqworker\n"),
            (
                "Dockerfile",
                "FROM python:3.13\nRUN pip install -r requirements.txt\nENTRYPOINT [\"python3\", \"-u\", \"manage.py\", \"runserver\"]\n",
            ),
        ],
        &[
            "*web web: gunicorn shop.wsgi --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm (Procfile:1, Dockerfile:3)",
            "jobs worker: python -u manage.py rqworker (Procfile:2)",
        ],
    );
}

#[test]
fn tables_that_the_start_does_not_make_are_made_by_a_process() {
    let app = |rest: &str| {
        format!(
            "from flask import Flask\nfrom flask_sqlalchemy import SQLAlchemy\napp = Flask(__name__)\ndb = SQLAlchemy(app)\n{rest}"
        )
    };
    let web = "*web web: gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile - app:app (app.py:3)";
    for (rest, expected) in [
        ("@app.cli.command()\ndef init_db():\n    db.create_all()\n", Some("tables release: flask init-db (app.py:7)")),
        (
            "import click\ndef make():\n    db.create_all()\n@click.command('make-tables')\ndef command():\n    make()\napp.cli.add_command(command)\n",
            Some("tables release: flask make-tables (app.py:7)"),
        ),
        (
            "if __name__ == '__main__':\n    with app.app_context():\n        db.create_all()\n    app.run()\n",
            Some("tables release: python -c 'from app import app, db; app.app_context().push(); db.create_all()' (app.py:7)"),
        ),
        ("with app.app_context():\n    db.create_all()\n", None),
        ("def make():\n    db.create_all()\nmake()\n", None),
        ("@app.before_first_request\ndef make():\n    db.create_all()\n", None),
    ] {
        let text = app(rest);
        let files = [("requirements.txt", "flask\nflask-sqlalchemy\ngunicorn\n"), ("app.py", text.as_str())];
        let expected: Vec<&str> = [web].into_iter().chain(expected).collect();
        check(&files, &expected);
    }
}
