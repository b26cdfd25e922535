use super::*;
use crate::manifest::RequirementsFile;
use crate::manifest::{ComposeService, ProcessType, Procfile};
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
    check(&app, &["flask", "waitress"], "waitress-serve '--host=0.0.0.0' '--port=8000' app:app | 8000 / | SIGINT | flask");
    check(&app, &["flask"], "flask --app app:app run --host 0.0.0.0 --port 8000 | 8000 / | SIGINT | flask");
    check(&app, &["flask", "granian"], "granian --interface wsgi --host 0.0.0.0 --port 8000 app:app | 8000 / | SIGTERM | flask");
}

#[test]
fn every_way_of_making_an_application_is_seen() {
    let gunicorn = |target: &str| {
        format!("{GUNICORN} '{target}' | 8000 /? | SIGTERM | flask").replace('\'', if target.contains('(') { "'" } else { "" })
    };
    let flask = ["flask", "gunicorn"];
    for (text, target) in [
        ("import flask\nservice: flask.Flask = flask.Flask(__name__)\n", "app:service"),
        ("import flask as f\napp = f.Flask(__name__)\n", "app:app"),
        ("from flask import Flask as Web\napp = Web(__name__)\n", "app:app"),
        ("from flask import *\napp = Flask(__name__)\n", "app:app"),
        ("from flask import Flask\nif (app := Flask(__name__)):\n    pass\n", "app:app"),
        (
            "from flask import Flask\ndef create_app(config=None):\n    web = Flask(__name__)\n    return web\n",
            "app:create_app()",
        ),
        ("from flask import Flask\ndef make_app() -> Flask:\n    return build()\n", "app:make_app()"),
        ("from flask import Flask\nclass Web(Flask): pass\napp = Web(__name__)\n", "app:app"),
        ("from flask import Flask\ndef build(name):\n    return Flask(name)\napplication = build('x')\n", "app:application"),
        ("from flask import Flask\ntry:\n    app = Flask(__name__)\nexcept Exception:\n    raise\n", "app:app"),
        (
            "from flask import Flask\nfrom werkzeug.middleware.proxy_fix import ProxyFix\napp = Flask('x')\napp = ProxyFix(app)\n",
            "app:app",
        ),
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
    check(
        &[("shop/__init__.py", core), ("wsgi.py", "from shop import create_app\napp = create_app()\n")],
        &flask,
        &expected("wsgi:app"),
    );
    check(
        &[("shop/core.py", core), ("shop/__init__.py", "from .core import create_app\napp = create_app()")],
        &flask,
        &expected("shop:app"),
    );
    check(
        &[
            ("shop/core.py", "import flask\napp = flask.Flask('x')"),
            ("shop/__init__.py", ""),
            ("wsgi.py", "from shop.core import app as application"),
        ],
        &flask,
        &expected("wsgi:application"),
    );
    check(
        &[("src/shop/__init__.py", ""), ("src/shop/api.py", "import flask\napp = flask.Flask('x')")],
        &flask,
        &format!("{GUNICORN} shop.api:app in src | 8000 /? | SIGTERM | flask"),
    );
}

#[test]
fn fastapi_is_run_by_an_asgi_server() {
    let app = [("main.py", "from fastapi import FastAPI as Api\napp: Api = Api()\n")];
    let expected = "uvicorn main:app --host 0.0.0.0 --port 8000 | 8000 /openapi.json | SIGTERM | fastapi";
    check(&app, &["fastapi", "uvicorn[standard]"], expected);
    check(&app, &["fastapi[standard]"], expected);
    check(
        &app,
        &["fastapi", "hypercorn"],
        "hypercorn --bind 0.0.0.0:8000 --access-logfile - main:app | 8000 /openapi.json | SIGTERM | fastapi",
    );
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
    let wsgi = (
        "site/wsgi.py",
        "import os\nfrom django.core.wsgi import get_wsgi_application\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site.settings')\napplication = get_wsgi_application()\n",
    );
    let asgi = ("site/asgi.py", "from django.core.asgi import get_asgi_application\napplication = get_asgi_application()\n");
    let files = [("manage.py", "if __name__ == '__main__':\n    main()\n"), ("site/__init__.py", ""), wsgi, asgi];
    check(&files, &["django", "gunicorn"], &format!("{GUNICORN} site.wsgi:application | 8000 /? | SIGTERM | django"));
    check(
        &files,
        &["django", "uvicorn"],
        "uvicorn site.asgi:application --host 0.0.0.0 --port 8000 | 8000 /? | SIGTERM | django",
    );
    check(
        &files,
        &["django", "channels[daphne]"],
        "daphne -b 0.0.0.0 -p 8000 site.asgi:application | 8000 /? | SIGTERM | django",
    );
    check(&files, &["django"], "python manage.py runserver 0.0.0.0:8000 --noreload | 8000 /? | SIGINT | django");
    let nested = [("backend/manage.py", ""), ("backend/site/__init__.py", ""), ("backend/site/wsgi.py", wsgi.1)];
    check(&nested, &["django", "gunicorn"], &format!("{GUNICORN} site.wsgi:application in backend | 8000 /? | SIGTERM | django"));
    check(&nested, &["django"], "python manage.py runserver 0.0.0.0:8000 --noreload in backend | 8000 /? | SIGINT | django");
}

#[test]
fn other_frameworks_are_started_their_own_way() {
    let uvicorn = |target: &str, health: &str, name: &str| {
        format!("uvicorn {target} --host 0.0.0.0 --port 8000 | 8000 {health} | SIGTERM | {name}")
    };
    check(
        &[(
            "app.py",
            "from starlette.applications import Starlette\nfrom starlette.routing import Route\napp = Starlette(routes=[Route('/ping', ping)])\n",
        )],
        &["starlette", "uvicorn"],
        &uvicorn("app:app", "/ping", "starlette"),
    );
    check(
        &[(
            "app.py",
            "from litestar import Litestar, get\n@get('/health')\nasync def health() -> str: return 'ok'\napp = Litestar([health])\n",
        )],
        &["litestar[standard]"],
        &uvicorn("app:app", "/health", "litestar"),
    );
    check(
        &[("app.py", "from quart import Quart\napp = Quart(__name__)\n@app.route('/')\nasync def home(): return ''\n")],
        &["quart"],
        "hypercorn --bind 0.0.0.0:8000 --access-logfile - app:app | 8000 / | SIGTERM | quart",
    );
    check(
        &[("server.py", "from sanic import Sanic\napp = Sanic('x')\n@app.get('/status')\nasync def status(request): ...\n")],
        &["sanic"],
        "sanic server:app --host 0.0.0.0 --port 8000 | 8000 /status | SIGTERM | sanic",
    );
    check(
        &[(
            "main.py",
            "from aiohttp import web\napp = web.Application()\napp.router.add_get('/', home)\napp.add_routes([web.get('/health', health)])\nif __name__ == '__main__':\n    web.run_app(app, port=9000)\n",
        )],
        &["aiohttp"],
        "python main.py | 9000 /health | SIGTERM | aiohttp",
    );
    check(
        &[("main.py", "from aiohttp import web\nasync def make_app():\n    app = web.Application()\n    return app\n")],
        &["aiohttp", "gunicorn"],
        "gunicorn --worker-class aiohttp.GunicornWebWorker --bind 0.0.0.0:8080 --worker-tmp-dir /dev/shm --access-logfile - 'main:make_app()' | 8080 /? | SIGTERM | aiohttp",
    );
    check(
        &[(
            "main.py",
            "import tornado.web\nclass Home(tornado.web.RequestHandler):\n    def get(self): pass\ndef make():\n    return tornado.web.Application([(r'/', Home), (r'/x/(.*)', Home)])\nasync def main():\n    app = make()\n    app.listen(8888)\nif __name__ == '__main__':\n    asyncio.run(main())\n",
        )],
        &["tornado"],
        "python main.py | 8888 / | SIGINT | tornado",
    );
    check(
        &[("app.py", "import falcon\napi = falcon.App()\napi.add_route('/health', Health())\n")],
        &["falcon", "gunicorn"],
        &format!("{GUNICORN} app:api | 8000 /health | SIGTERM | falcon"),
    );
    check(
        &[("app.py", "import falcon.asgi\napp = falcon.asgi.App()\n")],
        &["falcon", "gunicorn==20.0", "uvicorn"],
        &uvicorn("app:app", "/?", "falcon"),
    );
    check(
        &[("app.py", "from bottle import Bottle\napp = Bottle()\n")],
        &["bottle", "gunicorn"],
        &format!("{GUNICORN} app:app | 8000 /? | SIGTERM | bottle"),
    );
    check(
        &[("app.py", "import bottle\napp = bottle.default_app()\nbottle.run(host='0.0.0.0', port=8081)\n")],
        &["bottle"],
        "bottle --bind 0.0.0.0:8000 app:app | 8000 /? | SIGINT | bottle",
    );
}

#[test]
fn pages_and_notebooks_are_started_by_their_tool() {
    let env = "STREAMLIT_SERVER_ADDRESS=0.0.0.0";
    let page = "import streamlit as st\nst.title('x')\n";
    let files =
        [("Home.py", page), ("pages/1_More.py", page), ("helpers.py", "import streamlit as st\ndef draw(): st.write(1)\n")];
    check(&files, &["streamlit"], "streamlit run Home.py --server.port 8501 | 8501 /_stcore/health | SIGTERM | streamlit");
    let start = run(&files, &requirements(&["streamlit"])).chosen.unwrap().value;
    assert!(start.env.iter().any(|variable| variable.to_string() == env));
    check(
        &[(
            "app.py",
            "import gradio as gr\nwith gr.Blocks() as demo:\n    gr.Markdown('x')\ndemo.queue().launch(server_port=7000)\n",
        )],
        &["gradio"],
        "python app.py | 7000 / | SIGINT | gradio",
    );
    check(
        &[(
            "app.py",
            "import gradio as gr\nfrom fastapi import FastAPI\napp = FastAPI()\ndemo = gr.Interface(f, 'text', 'text')\napp = gr.mount_gradio_app(app, demo, path='/ui')\n",
        )],
        &["gradio", "fastapi"],
        "uvicorn app:app --host 0.0.0.0 --port 8000 | 8000 /openapi.json | SIGTERM | fastapi",
    );
    let dash = "from dash import Dash\napp = Dash(__name__)\nserver = app.server\nif __name__ == '__main__':\n    app.run(debug=False)\n";
    check(
        &[("app.py", dash)],
        &["dash", "gunicorn"],
        "gunicorn --bind 0.0.0.0:8050 --worker-tmp-dir /dev/shm --access-logfile - app:server | 8050 / | SIGTERM | dash",
    );
    check(&[("app.py", dash)], &["dash"], "python app.py | 8050 / | SIGINT | dash");
    let without = [("app.py", "from dash import Dash\napp = Dash(__name__)\napp.run(port=9050)\n")];
    check(&without, &["dash", "gunicorn"], "python app.py | 9050 / | SIGINT | dash");
    assert!(
        run(&without, &requirements(&["dash", "gunicorn"])).notes[0].hint.as_deref().unwrap().contains("server = app.server")
    );
    check(
        &[("app.py", "from flask import Flask\nfrom dash import Dash\nserver = Flask('x')\ndash_app = Dash(server=server)\n")],
        &["flask", "dash", "gunicorn"],
        &format!("{GUNICORN} app:server | 8000 /? | SIGTERM | flask"),
    );
}

#[test]
fn workers_bots_and_services_open_no_port_of_their_own() {
    check(
        &[("tasks.py", "from celery import Celery\ncelery = Celery('x')\n")],
        &["celery"],
        "celery --app tasks:celery worker --loglevel INFO | - | SIGTERM | celery",
    );
    check(
        &[("worker.py", "from rq import Worker\nif __name__ == '__main__':\n    Worker(['default']).work()\n")],
        &["rq"],
        "python worker.py | - | SIGTERM | rq",
    );
    check(
        &[("jobs.py", "from dramatiq.brokers.redis import RedisBroker\nbroker = RedisBroker()\n")],
        &["dramatiq[redis]"],
        "dramatiq jobs | - | SIGTERM | dramatiq",
    );
    check(
        &[("jobs.py", "from arq import cron\nclass WorkerSettings:\n    functions = []\n")],
        &["arq"],
        "arq jobs.WorkerSettings | - | SIGTERM | arq",
    );
    check(
        &[("bot.py", "import discord\nclient = discord.Client()\nclient.run(TOKEN)\n")],
        &["discord.py"],
        "python bot.py | - | SIGINT | discord",
    );
    check(
        &[(
            "main.py",
            "from aiogram import Dispatcher, Bot\nasync def main():\n    dp = Dispatcher()\n    await dp.start_polling(bot)\nif __name__ == '__main__':\n    asyncio.run(main())\n",
        )],
        &["aiogram"],
        "python main.py | - | SIGINT | aiogram",
    );
    check(
        &[(
            "main.py",
            "from telegram.ext import ApplicationBuilder\napp = ApplicationBuilder().token('x').build()\napp.run_polling()\n",
        )],
        &["python-telegram-bot"],
        "python main.py | - | SIGINT | telegram",
    );
    check(
        &[("app.py", "from slack_bolt import App\napp = App()\nif __name__ == '__main__':\n    app.start(port=3000)\n")],
        &["slack-bolt"],
        "python app.py | - | SIGINT | slack-bolt",
    );
    check(
        &[(
            "server.py",
            "import grpc\ndef serve():\n    server = grpc.server(pool)\n    server.add_insecure_port('[::]:50052')\nserve()\n",
        )],
        &["grpcio"],
        "python server.py | 50052 | SIGINT | grpc",
    );
    let mcp = |transport: &str| {
        format!("from fastmcp import FastMCP\nmcp = FastMCP('x')\nif __name__ == '__main__':\n    mcp.run({transport})\n")
    };
    check(&[("server.py", &mcp("transport='http', port=9000"))], &["fastmcp"], "python server.py | 9000 | SIGINT | mcp");
    check(&[("server.py", &mcp(""))], &["fastmcp"], "python server.py | - | SIGINT | mcp");
}

#[test]
fn a_web_application_goes_before_its_worker() {
    let files = [
        ("app.py", "from flask import Flask\nfrom celery import Celery\napp = Flask('x')\ncelery = Celery('x')\n"),
        ("bot.py", "import discord\nbot = discord.Client()\nbot.run('x')\n"),
    ];
    check(&files, &["flask", "celery", "gunicorn", "discord.py"], &format!("{GUNICORN} app:app | 8000 /? | SIGTERM | flask"));
}

#[test]
fn what_only_looks_like_an_application_is_none() {
    let flask = ["flask", "gunicorn"];
    check(
        &[("x.py", "# app = FastAPI()\ntext = 'from fastapi import FastAPI'\n")],
        &["fastapi", "uvicorn"],
        "python x.py | - | SIGINT | script",
    );
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
    assert_eq!(note.message, "found nothing to start: looked at 2 Python files, and the project declares `django`");
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
        ("app.run(port=5050)", bound(5050, "/?")),
        ("app.run(host='0.0.0.0', port=int(os.environ.get('PORT', 8080)))", bound(8080, "/?")),
        ("PORT = 5001\nif __name__ == '__main__':\n    app.run('0.0.0.0', PORT)", bound(5001, "/?")),
        ("app.run(port=settings.port)", bound(8000, "/?")),
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
    check(&local, &["fastapi"], "python app.py | 9001 /openapi.json | SIGTERM | fastapi");
    assert!(run(&local, &requirements(&["fastapi"])).notes[0].message.contains("127.0.0.1"));
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
fn what_a_person_wrote_for_a_machine_comes_first() {
    let app = [("app.py", "from flask import Flask\napp = Flask('x')\n")];
    let at = Location::line(RelPath::parse("Procfile").unwrap(), 1);
    let process = |name: &str, command: &str| ProcessType { name: name.to_owned(), command: command.to_owned(), at: at.clone() };
    let mut manifests = requirements(&["flask", "gunicorn"]);
    for (command, expected) in [
        ("gunicorn app:app", "gunicorn app:app --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm | 8000 /? | SIGTERM | flask"),
        ("gunicorn app:app -b 0.0.0.0:$PORT", "gunicorn app:app -b 0.0.0.0:8000 | 8000 /? | SIGTERM | flask"),
        ("gunicorn app:app -b :${PORT:-5000} --log-file -", "gunicorn app:app -b :5000 --log-file - | 5000 /? | SIGTERM | flask"),
        ("python app.py", "python app.py | - | SIGINT | script"),
        (
            "gunicorn app:app -w $WORKERS",
            "sh -c 'exec gunicorn app:app -w $WORKERS --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm' | 8000 /? | SIGTERM | flask",
        ),
        ("gunicorn app:app -w $WORKERS -b :80", "sh -c 'exec gunicorn app:app -w $WORKERS -b :80' | 80 /? | SIGTERM | flask"),
    ] {
        manifests.procfile = Some(Procfile {
            processes: vec![
                process("release", "flask db upgrade"),
                process("worker", "celery -A x worker"),
                process("web", command),
            ],
        });
        let detection = run(&app, &manifests);
        assert_eq!(summary(&detection.chosen.unwrap().value), expected);
    }
    manifests.procfile = None;
    manifests.compose = vec![ComposeService {
        name: "web".to_owned(),
        command: Some((["gunicorn", "app:app", "--bind", "0.0.0.0:7000"].map(str::to_owned).to_vec(), at.clone())),
        ports: Vec::new(),
    }];
    assert_eq!(
        summary(&run(&app, &manifests).chosen.unwrap().value),
        "gunicorn app:app --bind 0.0.0.0:7000 | 7000 /? | SIGTERM | flask"
    );
}

#[test]
fn a_command_is_understood_but_not_changed() {
    let tree = ProjectTree::in_memory([
        ("shop/api.py", "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/ping')\ndef ping(): ...\n"),
        ("site/wsgi.py", "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n"),
        ("manage.py", ""),
        ("tool.py", "print(1)"),
    ]);
    let frameworks = Frameworks::built_in();
    let manifests = requirements(&["fastapi", "django"]);
    for (command, expected) in [
        ("uvicorn shop.api:app --port 9000", " | 9000 /ping | SIGTERM | fastapi"),
        ("python -m uvicorn shop.api:app", " | 8000 /ping | SIGTERM | fastapi"),
        ("uv run --no-dev uvicorn shop.api:app '--port=81'", " | 81 /ping | SIGTERM | fastapi"),
        ("fastapi run shop/api.py", " | 8000 /openapi.json | SIGTERM | fastapi"),
        ("gunicorn site.wsgi -b0.0.0.0:8001", " | 8001 /? | SIGTERM | django"),
        ("gunicorn site.wsgi:application --workers 4", " | 8000 /? | SIGTERM | django"),
        ("python manage.py runserver 0.0.0.0:9000", " | 9000 /? | SIGINT | django"),
        ("python manage.py migrate", " | - | SIGINT | script"),
        ("celery -A shop worker", " | - | SIGTERM | celery"),
        ("streamlit run page.py --server.port 80", " | 80 /_stcore/health | SIGTERM | streamlit"),
        ("python tool.py --port 9", " | 9 | SIGINT | script"),
        ("python tool.py", " | - | SIGINT | script"),
        ("./run.sh", " | - | SIGTERM | script"),
    ] {
        let start = from_command(&tree, &manifests, &frameworks, &command.parse().unwrap());
        assert_eq!(summary(&start), format!("{command}{expected}"));
    }
}

#[test]
fn an_entry_point_that_a_person_names_needs_no_detection() {
    let tree = ProjectTree::in_memory([("shop/api.py", "def build():\n    return make()\nservice = make()\n")]);
    let frameworks = Frameworks::built_in();
    let manifests = requirements(&["fastapi", "uvicorn", "flask", "gunicorn"]);
    let start = |text: &str, framework: Option<&str>| {
        let framework = framework.map(|name| Framework(name.to_owned()));
        from_entrypoint(&tree, &manifests, &frameworks, &text.parse().unwrap(), framework.as_ref()).0.map(|start| summary(&start))
    };
    assert_eq!(
        start("shop.api:service", Some("flask")).unwrap(),
        format!("{GUNICORN} shop.api:service | 8000 /? | SIGTERM | flask")
    );
    assert_eq!(
        start("shop.api:service", None).unwrap(),
        "uvicorn shop.api:service --host 0.0.0.0 --port 8000 | 8000 /openapi.json | SIGTERM | fastapi"
    );
    assert_eq!(
        start("shop.api:build", Some("fastapi")).unwrap(),
        "uvicorn --factory shop.api:build --host 0.0.0.0 --port 8000 | 8000 /openapi.json | SIGTERM | fastapi"
    );
    assert_eq!(
        start("shop.api:build", Some("flask")).unwrap(),
        format!("{GUNICORN} 'shop.api:build()' | 8000 /? | SIGTERM | flask")
    );
}

#[test]
fn programs_are_started_as_python_would() {
    check(&[("main.py", "print(1)")], &[], "python main.py | - | SIGINT | script");
    check(&[("a.py", ""), ("b.py", "if __name__ == '__main__':\n    go()\n")], &[], "python b.py | - | SIGINT | script");
    check(&[("tool/__init__.py", ""), ("tool/__main__.py", "")], &[], "python -m tool | - | SIGINT | script");
    check(&[("src/tool/__init__.py", ""), ("src/tool/__main__.py", "")], &[], "python -m tool in src | - | SIGINT | script");
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
