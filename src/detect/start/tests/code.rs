//! What the code of a project says, and what only looks as if it did.

use super::*;

#[test]
fn a_web_application_goes_before_its_worker() {
    let files = [("app.py", "from flask import Flask\nfrom celery import Celery\napp = Flask('x')\ncelery = Celery('x')\n")];
    check(&files, &["flask", "celery", "gunicorn"], &format!("{GUNICORN} app:app | 8000 /? | SIGTERM | flask"));
}

#[test]
fn what_only_looks_like_an_application_is_none() {
    let flask = ["flask", "gunicorn"];
    check(&[("x.py", "# app = FastAPI()\ntext = 'from fastapi import FastAPI'\n")], &["fastapi", "uvicorn"], "nothing");
    check(&[("a.py", "from flask_caching import Cache\ncache = Cache()\n"), ("b.py", "")], &["Flask-Caching"], "nothing");
    check(
        &[
            ("tests/app.py", "from flask import Flask\napp = Flask('x')"),
            ("test_app.py", "from flask import Flask\napp = Flask('x')"),
            ("docs/app.py", "from flask import Flask\napp = Flask('x')"),
        ],
        &flask,
        "nothing",
    );
    check(
        &[("a.py", "from flask import Flask\nif __name__ == '__main__':\n    app = Flask('x')\n"), ("b.py", "")],
        &flask,
        "python a.py | - | SIGINT | script",
    );
    check(
        &[
            ("my app.py", "import flask\napp = flask.Flask('x')"),
            ("it's.py", "import flask\napp = flask.Flask('x')"),
            ("a\nb.py", "import flask\napp = flask.Flask('x')"),
        ],
        &flask,
        "nothing",
    );
    check(
        &[("my-app.py", "import flask\napp = flask.Flask('x')\nif __name__ == '__main__':\n    app.run(host='0.0.0.0')\n")],
        &flask,
        "python my-app.py | 5000 /? | SIGINT | flask",
    );
    check(
        &[
            ("old.py", "print 'hello'\nexec 'x' in y\n"),
            ("new.py", "match = (\n"),
            ("app.py", "import flask\napp = flask.Flask('x')\nprint 'done'\n"),
        ],
        &flask,
        &format!("{GUNICORN} app:app | 8000 /? | SIGTERM | flask"),
    );
    check(&[], &[], "nothing");
    let note = &run(&[("a.py", ""), ("b.py", "")], &requirements(&["django"])).notes[0];
    assert_eq!(
        note.message,
        "found nothing to start: looked at `a.py`, `b.py`, which only define things, and for a Procfile or compose file with a command; the project declares `django`"
    );
    check(
        &[("a.py", "app = a\na = app\nfrom a import app\nfrom flask import Flask\ndef f(): return f()\nx = f()\n"), ("b.py", "")],
        &flask,
        "nothing",
    );
}

#[test]
fn of_several_applications_the_outer_and_the_better_named_wins() {
    let api = "from fastapi import FastAPI\n";
    let web = ["fastapi", "uvicorn"];
    let expected = |target: &str| format!("uvicorn {target} --host 0.0.0.0 --port 8000 | 8000 /openapi.json | SIGTERM | fastapi");
    check(
        &[("main.py", &format!("{api}app = FastAPI()\ninner = FastAPI()\ninner_app = inner\ninner.mount('/x', app)\n"))],
        &web,
        &expected("main:inner"),
    );
    check(&[("main.py", &format!("{api}admin = FastAPI()\napp = FastAPI()\n"))], &web, &expected("main:app"));
    check(
        &[("scripts/app.py", &format!("{api}app = FastAPI()")), ("shop/deep/web.py", &format!("{api}web = FastAPI()"))],
        &web,
        &expected("shop.deep.web:web"),
    );
    let twins = [
        ("one/main.py", "from fastapi import FastAPI\napp = FastAPI()"),
        ("two/main.py", "from fastapi import FastAPI\napp = FastAPI()"),
    ];
    let detection = run(&twins, &requirements(&web));
    assert!(detection.tied);
    assert_eq!(detection.others.len(), 1);
}

#[test]
fn the_port_and_the_page_come_from_the_code() {
    let flask = ["flask", "gunicorn"];
    let bound = |port: u16, health: &str| {
        format!(
            "gunicorn --bind 0.0.0.0:{port} --worker-tmp-dir /dev/shm --access-logfile - app:app | {port} {health} | SIGTERM | flask"
        )
    };
    for (end, expected) in [
        ("if __name__ == '__main__':\n    app.run(port=5050)", bound(5050, "/?")),
        ("if __name__ == '__main__':\n    app.run(host='0.0.0.0', port=int(os.environ.get('PORT', 8080)))", bound(8080, "/?")),
        ("PORT = 5001\nif __name__ == '__main__':\n    app.run('0.0.0.0', PORT)", bound(5001, "/?")),
        ("def main():\n    app.run(port=settings.port)", bound(8000, "/?")),
        ("@app.get('/healthz')\ndef h(): ...\n@app.get('/')\ndef i(): ...", bound(8000, "/healthz")),
        ("@app.post('/health')\ndef h(): ...", bound(8000, "/?")),
        ("@app.get('/health/<name>')\ndef h(name): ...", bound(8000, "/?")),
        ("@app.get('/')\n@login_required\ndef h(): ...", bound(8000, "/?")),
        (
            "bp = flask.Blueprint('x', __name__, url_prefix='/api')\n@bp.route('/health')\ndef h(): ...\napp.register_blueprint(bp)",
            bound(8000, "/api/health"),
        ),
        ("bp = flask.Blueprint('x', __name__)\n@bp.route('/health')\ndef h(): ...", bound(8000, "/?")),
        (
            "bp = flask.Blueprint('x', __name__)\n@bp.route('/health')\ndef h(): ...\napp.register_blueprint(bp, url_prefix=PREFIX)",
            bound(8000, "/?"),
        ),
    ] {
        check(&[("app.py", &format!("import flask, os\napp = flask.Flask('x')\n{end}\n"))], &flask, &expected);
    }
    let local = [(
        "app.py",
        "from fastapi import FastAPI\nimport uvicorn\napp = FastAPI()\nif __name__ == '__main__':\n    uvicorn.run('app:app', host='127.0.0.1', port=9001)\n",
    )];
    check(&local, &["fastapi", "uvicorn"], "uvicorn app:app --host 0.0.0.0 --port 9001 | 9001 /openapi.json | SIGTERM | fastapi");
    check(&local, &["fastapi"], "uvicorn app:app --host 0.0.0.0 --port 9001 | 9001 /openapi.json | SIGTERM | fastapi");
    // Nothing but the program can reach this one.
    let inside = [(
        "app.py",
        "from aiohttp import web\nif __name__ == '__main__':\n    web.run_app(web.Application(), host='127.0.0.1', port=9001)\n",
    )];
    assert!(run(&inside, &requirements(&["aiohttp"])).notes[0].message.contains("127.0.0.1"));
}

#[test]
fn a_page_behind_a_dependency_is_not_called_known() {
    let expected = |health: &str| format!("uvicorn main:app --host 0.0.0.0 --port 8000 | 8000 {health} | SIGTERM | fastapi");
    for (text, health) in [
        ("app = FastAPI()\n@app.get('/')\ndef home(user = Depends(current_user)): ...", "/openapi.json"),
        ("app = FastAPI()\n@app.get('/')\ndef home(db = Depends(get_db)): ...", "/openapi.json"),
        ("app = FastAPI()\n@app.get('/health')\ndef home(db = Depends(get_db)): ...", "/health"),
        ("app = FastAPI()\n@app.get('/health')\ndef home(name: str): ...", "/openapi.json"),
        ("app = FastAPI(dependencies=[Depends(token)])\n@app.get('/')\ndef home(): ...", "/openapi.json"),
        ("app = FastAPI(openapi_url=None)", "/?"),
        ("app = FastAPI(openapi_url='/api/openapi.json')", "/api/openapi.json"),
        ("r = APIRouter(prefix='/api')\n@r.get('/health')\ndef h(): ...\napp = FastAPI()\napp.include_router(r)", "/api/health"),
        (
            "r = APIRouter(prefix='/v1')\n@r.get('/health')\ndef h(): ...\napp = FastAPI()\napp.include_router(r, prefix='/api')",
            "/api/v1/health",
        ),
        (
            "r = APIRouter()\n@r.get('/health')\ndef h(): ...\napp = FastAPI()\napp.include_router(r, prefix=settings.prefix)",
            "/openapi.json",
        ),
    ] {
        let text = format!("from fastapi import APIRouter, Depends, FastAPI\n{text}\n");
        check(&[("main.py", &text)], &["fastapi", "uvicorn"], &expected(health));
    }
}

#[test]
fn imports_tell_the_folder_that_they_start_from() {
    let api = "from fastapi import FastAPI\napp = FastAPI()\n";
    let with = |import: &str| format!("{import}\n{api}");
    let line = |target: &str, folder: &str| {
        format!("uvicorn {target} --host 0.0.0.0 --port 8000{folder} | 8000 /openapi.json | SIGTERM | fastapi")
    };
    let web = ["fastapi", "uvicorn"];
    check(&[("app/main.py", &with("from app.db import x")), ("app/db.py", "")], &web, &line("app.main:app", ""));
    check(&[("app/main.py", &with("from db import x")), ("app/db.py", "")], &web, &line("main:app", " in app"));
    check(&[("app/main.py", &with("from .db import x")), ("app/db.py", "")], &web, &line("app.main:app", ""));
    check(&[("app/main.py", api)], &web, &line("app.main:app", ""));
    check(&[("my-app/main.py", api)], &web, &line("main:app", " in my-app"));
    check(
        &[("src/__init__.py", ""), ("src/app.py", &with("from config import x")), ("src/config.py", "")],
        &web,
        &line("app:app", " in src"),
    );
    check(&[("src/app.py", &with("from src.config import x")), ("src/config.py", "")], &web, &line("src.app:app", ""));
    check(
        &[("app/main.py", &with("app2 = StaticFiles(directory='static')")), ("app/static/x.css", "")],
        &web,
        &line("main:app", " in app"),
    );
}

#[test]
fn a_program_that_serves_when_it_is_imported_is_run_as_a_program() {
    let flask = ["flask", "gunicorn"];
    let app = "from flask import Flask\napp = Flask('x')\n";
    check(&[("app.py", &format!("{app}app.run(host='0.0.0.0')\n"))], &flask, "python app.py | 5000 /? | SIGINT | flask");
    let bot =
        "import discord\nclient = discord.Client()\nif __name__ == '__main__':\n    serve_in_thread()\n    client.run('x')\n";
    let text = format!("{app}{bot}    app.run(host='0.0.0.0', port=7000)\n");
    check(&[("app.py", &text)], &["flask", "gunicorn", "discord.py"], "python app.py | 7000 /? | SIGINT | flask");
    check(
        &[("web/app.py", &format!("{app}data = open('model.json')\n")), ("web/model.json", "{}")],
        &flask,
        &format!("{GUNICORN} app:app in web | 8000 /? | SIGTERM | flask"),
    );
}

#[test]
fn programs_are_started_as_python_would() {
    check(&[("main.py", "print(1)")], &[], "python main.py | - | SIGINT | script");
    check(&[("a.py", ""), ("b.py", "if __name__ == '__main__':\n    go()\n")], &[], "python b.py | - | SIGINT | script");
    check(&[("tool/__init__.py", ""), ("tool/__main__.py", "print(1)")], &[], "python -m tool | - | SIGINT | script");
    check(
        &[("tool/__init__.py", ""), ("tool/__main__.py", "import argparse\nmain()\n")],
        &[],
        "python -m tool + nothing | - | SIGINT | cli",
    );
    check(
        &[("src/tool/__init__.py", ""), ("src/tool/__main__.py", "print(1)")],
        &[],
        "python -m tool in src | - | SIGINT | script",
    );
    check(
        &[("main.py", "from http.server import HTTPServer\nHTTPServer(('', 8123), H).serve_forever()\n")],
        &[],
        "python main.py | 8123 | SIGINT | script",
    );
    check(
        &[
            ("main.py", "from server import go\nif __name__ == '__main__':\n    go()\n"),
            ("server.py", "from wsgiref.simple_server import make_server\ndef go():\n    make_server('', 8124, app)\n"),
        ],
        &[],
        "python main.py | 8124 | SIGINT | script",
    );
}

#[test]
fn a_function_that_hands_requests_on_is_the_application() {
    let wsgi = "from django.core.wsgi import get_wsgi_application\n_inner = get_wsgi_application()\ndef application(environ, start_response):\n    return _inner(environ, start_response)\n";
    let asgi = "from django.core.asgi import get_asgi_application\napplication = get_asgi_application()\n";
    check(
        &[
            ("tides/wsgi.py", wsgi),
            ("tides/asgi.py", asgi),
            ("tides/settings.py", "WSGI_APPLICATION = 'tides.wsgi.application'\n"),
        ],
        &["django", "gunicorn"],
        &format!("{GUNICORN} tides.wsgi:application | 8000 /? | SIGTERM | django"),
    );
}

#[test]
fn a_variable_opens_the_address() {
    let program =
        |host: &str| format!("import os\nimport uvicorn\nfrom fastapi import FastAPI\napp = FastAPI()\nprepare()\n{host}\n");
    for (call, expected) in [
        ("uvicorn.run(app, host=os.getenv('HOST', '127.0.0.1'), port=9000)", "HOST=0.0.0.0"),
        ("ADDRESS = os.environ.get('BIND', 'localhost')\nuvicorn.run(app, host=ADDRESS, port=9000)", "BIND=0.0.0.0"),
        ("uvicorn.run(app, host=os.getenv('HOST', '0.0.0.0'), port=9000)", ""),
        ("uvicorn.run(app, host='0.0.0.0', port=9000)", ""),
    ] {
        let text = program(call);
        let found = run(&[("main.py", &text)], &requirements(&["fastapi", "uvicorn"]));
        let start = found.chosen.unwrap().value;
        assert_eq!(start.command.to_string(), "python main.py", "{call}");
        let env: Vec<String> = start.env.iter().map(ToString::to_string).collect();
        assert_eq!(env.join(" "), expected, "{call}");
        assert!(found.notes.iter().all(|note| !note.message.contains("127.0.0.1")), "{:?}", found.notes);
    }
}

/// Every module takes everything from every other one, so that there are more ways through them than can be walked.
#[test]
fn modules_that_import_everything_from_each_other_are_read_once() {
    const NAMES: [&str; 14] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n"];
    let all: String = NAMES.iter().map(|name| format!("from .{name} import *\n")).collect();
    let module = format!("from . import *\n{all}made = unknown()\nother = absent.call(made)\n");
    let paths: Vec<String> = NAMES.iter().map(|name| format!("shop/{name}.py")).collect();
    let app = "from flask import Flask\nfrom shop import *\napp = Flask('x')\n";
    let mut files = vec![("app.py", app), ("shop/__init__.py", module.as_str())];
    files.extend(paths.iter().map(|path| (path.as_str(), module.as_str())));
    check(&files, &["flask", "gunicorn"], &format!("{GUNICORN} app:app | 8000 /? | SIGTERM | flask"));
}

#[test]
fn a_program_that_asks_for_arguments_is_given_them_when_the_container_is_run() {
    let parser = |line: &str| {
        format!(
            "import argparse\ndef main():\n    parser = argparse.ArgumentParser()\n    {line}\n    print(parser.parse_args())\nif __name__ == '__main__':\n    main()\n"
        )
    };
    let tool = "python main.py + --help | - | SIGINT | cli";
    let program = "python main.py | - | SIGINT | script";
    for (line, expected) in [
        ("parser.add_argument('file')", tool),
        ("parser.add_argument('--file', required=True)", tool),
        ("parser.add_subparsers(dest='command').add_parser('list')", tool),
        ("parser.add_argument('file', nargs='?')", program),
        ("parser.add_argument('--file', default='x')", program),
    ] {
        check(&[("main.py", &parser(line))], &[], expected);
    }
    let own =
        "import argparse\nparser = argparse.ArgumentParser()\nparser.add_argument('file')\nprint(parser.parse_args().file)\n";
    check(&[("main.py", own)], &[], tool);
    let click = "import click\n@click.command()\n@click.argument('file')\ndef main(file):\n    print(file)\nif __name__ == '__main__':\n    main()\n";
    check(&[("main.py", click)], &["click"], tool);
    let package = [("tides/__init__.py", ""), ("tides/__main__.py", own)];
    check(&package, &[], "python -m tides + --help | - | SIGINT | cli");
    // What the project's own files give it is what it is started with.
    let shown = [
        (
            "main.py",
            "import argparse\nparser = argparse.ArgumentParser()\nparser.add_subparsers(dest='command').add_parser('run')\nprint(parser.parse_args())\n",
        ),
        ("README.md", "```sh\npython main.py run\n```\n"),
    ];
    check(&shown, &[], "python main.py run | - | SIGINT | script");
}

#[test]
fn an_extension_of_a_framework_brings_it() {
    let app = "from flask import Flask\nfrom flask_restful import Api\napp = Flask('x')\nApi(app)\n";
    let setup = "from setuptools import setup\nsetup(name='tides', packages=['tides'], install_requires=['Flask-RESTful', 'gunicorn'], entry_points={'console_scripts': ['tides = tides.manage:cli']})\n";
    let manage = "from flask.cli import FlaskGroup\ncli = FlaskGroup()\n";
    let files = [("setup.py", setup), ("tides/__init__.py", ""), ("tides/wsgi.py", app), ("tides/manage.py", manage)];
    let start = evidence::of_files(&files, |evidence| detect(evidence).unwrap().chosen);
    assert_eq!(start.map(|found| found.value.command.to_string()), Some(format!("{GUNICORN} tides.wsgi:app")));
}

#[test]
fn an_application_with_the_name_of_a_framework_is_not_the_framework() {
    let setup = ("setup.py", "from setuptools import setup\nsetup(name='flask_api', packages=['flask_api'])\n");
    let requirements = ("requirements.txt", "flask==3.1.3\ngunicorn==23.0.0\n");
    let app = "from flask import Flask\ndef create_app():\n    app = Flask(__name__)\n    return app\n";
    let files = [setup, requirements, ("flask_api/__init__.py", ""), ("flask_api/app.py", app)];
    let start = evidence::of_files(&files, |evidence| detect(evidence).unwrap().chosen);
    assert_eq!(start.map(|found| found.value.command.to_string()), Some(format!("{GUNICORN} 'flask_api.app:create_app()'")));
    let framework = [
        setup,
        requirements,
        ("flask_api/__init__.py", ""),
        ("flask_api/app.py", "from flask import Flask\nclass FlaskAPI(Flask):\n    pass\napp = FlaskAPI('x')\n"),
    ];
    let start = evidence::of_files(&framework, |evidence| detect(evidence).unwrap().chosen);
    assert_eq!(start.map(|found| found.value.command.to_string()), None);
}
