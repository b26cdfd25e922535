use super::*;
use crate::manifest::RequirementsFile;
use crate::model::{Dependency, DependencySource, Location, RelPath};

/// Manifests of a project that has one `requirements.txt` with these lines.
pub fn requirements(lines: &[&str]) -> Manifests {
    let path = RelPath::parse("requirements.txt").unwrap();
    let dependencies = lines.iter().map(|line| {
        let requirement: pep508_rs::Requirement = line.parse().unwrap();
        Dependency {
            name: requirement.name,
            extras: requirement.extras,
            specifiers: match requirement.version_or_url {
                Some(pep508_rs::VersionOrUrl::VersionSpecifier(specifiers)) => specifiers,
                _ => Default::default(),
            },
            marker: requirement.marker,
            source: DependencySource::Index,
            at: Location::file(path.clone()),
        }
    });
    let file = RequirementsFile {
        dependencies: dependencies.collect(),
        development: false,
        constraints: Vec::new(),
        files: vec![path.clone()],
        local: Vec::new(),
        hashed: false,
        pinned: false,
        compiled_by: None,
        compiled_for: None,
        needs_git: false,
        index_urls: Vec::new(),
        utf16: false,
        path,
    };
    Manifests { requirements: if lines.is_empty() { Vec::new() } else { vec![file] }, ..Manifests::default() }
}

pub fn run(files: &[(&str, &str)], manifests: &Manifests) -> Detection<Start> {
    detect(&ProjectTree::in_memory(files.iter().copied()), manifests, &Frameworks::built_in()).unwrap()
}

/// One line: the command, `in` a folder, the port, the health path with `?` where it is a guess, the signal.
fn summary(start: &Start) -> String {
    let mut line = start.command.to_string();
    if let Some(arguments) = &start.arguments {
        line += &format!(" + {arguments}");
    }
    if let Some(folder) = &start.working_dir {
        line += &format!(" in {folder}");
    }
    line += &start.port.map_or(" | -".to_owned(), |port| format!(" | {port}"));
    if let Some(health) = &start.health {
        line += &format!(" {}{}", health.path(), if health.ill_from == 500 { "?" } else { "" });
    }
    format!("{line} | {} | {}", start.stop_signal, start.framework)
}

#[track_caller]
fn check(files: &[(&str, &str)], declared: &[&str], expected: &str) {
    let detection = run(files, &requirements(declared));
    let found = detection.chosen.as_ref().map_or("nothing".to_owned(), |finding| summary(&finding.value));
    assert_eq!(found, expected, "{detection:#?}");
    assert!(!detection.tied);
}

const GUNICORN: &str = "gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile -";

#[test]
fn flask_is_run_by_the_server_that_is_declared() {
    let app = [("app.py", "from flask import Flask\napp = Flask(__name__)\n@app.route('/')\ndef home(): return 'hi'\n")];
    check(&app, &["flask", "gunicorn"], &format!("{GUNICORN} app:app | 8000 / | SIGTERM | flask"));
    check(&app, &["flask", "gunicorn==25.1.0"], &format!("{GUNICORN} --no-control-socket app:app | 8000 / | SIGTERM | flask"));
    check(&app, &["flask", "gunicorn==25.0.3"], &format!("{GUNICORN} app:app | 8000 / | SIGTERM | flask"));
    check(&app, &["flask", "waitress"], "waitress-serve --host=0.0.0.0 --port=8000 app:app | 8000 / | SIGINT | flask");
    check(&app, &["flask"], "flask --app app:app run --host 0.0.0.0 --port 8000 | 8000 / | SIGINT | flask");
    check(&app, &["flask", "granian"], "granian --interface wsgi --host 0.0.0.0 --port 8000 app:app | 8000 / | SIGTERM | flask");
}

#[test]
fn every_way_of_making_an_application_is_seen() {
    let gunicorn = |target: &str| format!("{GUNICORN} '{target}' | 8000 /? | SIGTERM | flask").replace('\'', if target.contains('(') { "'" } else { "" });
    let flask = ["flask", "gunicorn"];
    for (text, target) in [
        ("import flask\nservice: flask.Flask = flask.Flask(__name__)\n", "app:service"),
        ("import flask as f\napp = f.Flask(__name__)\n", "app:app"),
        ("from flask import Flask as Web\napp = Web(__name__)\n", "app:app"),
        ("from flask import *\napp = Flask(__name__)\n", "app:app"),
        ("from flask import Flask\nif (app := Flask(__name__)):\n    pass\n", "app:app"),
        ("from flask import Flask\ndef create_app(config=None):\n    web = Flask(__name__)\n    return web\n", "app:create_app()"),
        ("from flask import Flask\ndef make_app() -> Flask:\n    return build()\n", "app:make_app()"),
        ("from flask import Flask\nclass Web(Flask): pass\napp = Web(__name__)\n", "app:app"),
        ("from flask import Flask\ndef build(name):\n    return Flask(name)\napplication = build('x')\n", "app:application"),
        ("from flask import Flask\ntry:\n    app = Flask(__name__)\nexcept Exception:\n    raise\n", "app:app"),
        ("from flask import Flask\nfrom werkzeug.middleware.proxy_fix import ProxyFix\napp = Flask('x')\napp = ProxyFix(app)\n", "app:app"),
        ("def create_app():\n    from flask import Flask\n    return Flask('x')\napp = create_app()\n", "app:app"),
    ] {
        check(&[("app.py", text)], &flask, &gunicorn(target));
    }
}

#[test]
fn an_application_is_followed_through_imports() {
    let core = "from flask import Flask\ndef create_app(config='prod'):\n    return Flask(__name__)\n";
    let expected = |target: &str| format!("{GUNICORN} {target} | 8000 /? | SIGTERM | flask");
    let flask = ["flask", "gunicorn"];
    check(&[("shop/__init__.py", core), ("wsgi.py", "from shop import create_app\napp = create_app()\n")], &flask, &expected("wsgi:app"));
    check(&[("shop/core.py", core), ("shop/__init__.py", "from .core import create_app\napp = create_app()")], &flask, &expected("shop:app"));
    check(
        &[("shop/core.py", "import flask\napp = flask.Flask('x')"), ("shop/__init__.py", ""), ("wsgi.py", "from shop.core import app as application")],
        &flask,
        &expected("wsgi:application"),
    );
    check(&[("src/shop/__init__.py", ""), ("src/shop/api.py", "import flask\napp = flask.Flask('x')")], &flask, &format!("{GUNICORN} shop.api:app in src | 8000 /? | SIGTERM | flask"));
}

#[test]
fn fastapi_is_run_by_an_asgi_server() {
    let app = [("main.py", "from fastapi import FastAPI as Api\napp: Api = Api()\n")];
    let expected = "uvicorn main:app --host 0.0.0.0 --port 8000 | 8000 /openapi.json | SIGTERM | fastapi";
    check(&app, &["fastapi", "uvicorn[standard]"], expected);
    check(&app, &["fastapi[standard]"], expected);
    check(&app, &["fastapi", "hypercorn"], "hypercorn --bind 0.0.0.0:8000 --access-logfile - main:app | 8000 /openapi.json | SIGTERM | fastapi");
    check(&app, &["fastapi", "gunicorn==23.0.0"], "nothing");
    check(
        &app,
        &["fastapi", "gunicorn==24.1.0"],
        "gunicorn --worker-class asgi --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile - main:app | 8000 /openapi.json | SIGTERM | fastapi",
    );
    check(&app, &["fastapi"], "nothing");
    check(
        &[("main.py", "from fastapi import FastAPI\ndef create_app():\n    return FastAPI()\n")],
        &["fastapi", "uvicorn"],
        "uvicorn --factory main:create_app --host 0.0.0.0 --port 8000 | 8000 /openapi.json | SIGTERM | fastapi",
    );
}

#[test]
fn django_is_found_by_its_wsgi_and_asgi_modules() {
    let wsgi = ("site/wsgi.py", "import os\nfrom django.core.wsgi import get_wsgi_application\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site.settings')\napplication = get_wsgi_application()\n");
    let asgi = ("site/asgi.py", "from django.core.asgi import get_asgi_application\napplication = get_asgi_application()\n");
    let files = [("manage.py", "if __name__ == '__main__':\n    main()\n"), ("site/__init__.py", ""), wsgi, asgi];
    check(&files, &["django", "gunicorn"], &format!("{GUNICORN} site.wsgi:application | 8000 /? | SIGTERM | django"));
    check(&files, &["django", "uvicorn"], "uvicorn site.asgi:application --host 0.0.0.0 --port 8000 | 8000 /? | SIGTERM | django");
    check(&files, &["django", "channels[daphne]"], "daphne -b 0.0.0.0 -p 8000 site.asgi:application | 8000 /? | SIGTERM | django");
    check(&files, &["django"], "python manage.py runserver 0.0.0.0:8000 --noreload | 8000 /? | SIGINT | django");
    let nested = [("backend/manage.py", ""), ("backend/site/__init__.py", ""), ("backend/site/wsgi.py", wsgi.1)];
    check(&nested, &["django", "gunicorn"], &format!("{GUNICORN} site.wsgi:application in backend | 8000 /? | SIGTERM | django"));
    check(&nested, &["django"], "python manage.py runserver 0.0.0.0:8000 --noreload in backend | 8000 /? | SIGINT | django");
}
