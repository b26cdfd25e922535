//! Each framework, by each of its servers.

use super::*;

#[test]
fn flask_is_run_by_the_server_that_is_declared() {
    let app = [("app.py", "from flask import Flask\napp = Flask(__name__)\n@app.route('/')\ndef home(): return 'hi'\n")];
    check(&app, &["flask", "gunicorn"], &format!("{GUNICORN} app:app | 8000 /? | SIGTERM | flask"));
    check(&app, &["flask", "gunicorn==25.1.0"], &format!("{GUNICORN} --no-control-socket app:app | 8000 /? | SIGTERM | flask"));
    check(&app, &["flask", "gunicorn>=25.1"], &format!("{GUNICORN} --no-control-socket app:app | 8000 /? | SIGTERM | flask"));
    check(&app, &["flask", "gunicorn>=20,!=25.1"], &format!("{GUNICORN} app:app | 8000 /? | SIGTERM | flask"));
    check(&app, &["flask", "gunicorn==25.0.3"], &format!("{GUNICORN} app:app | 8000 /? | SIGTERM | flask"));
    check(&app, &["flask", "waitress"], "waitress-serve --host=0.0.0.0 --port=8000 app:app | 8000 /? | SIGINT | flask");
    check(&app, &["flask"], &format!("{GUNICORN} --no-control-socket app:app | 8000 /? | SIGTERM | flask"));
    check(&app, &["flask", "granian"], "granian --interface wsgi --host 0.0.0.0 --port 8000 app:app | 8000 /? | SIGTERM | flask");
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
    check(&app, &["fastapi", "gunicorn==23.0.0"], expected);
    check(
        &app,
        &["fastapi", "gunicorn==24.1.0"],
        "gunicorn --worker-class asgi --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile - main:app | 8000 /openapi.json | SIGTERM | fastapi",
    );
    check(&app, &["fastapi"], expected);
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
    let added = format!("{GUNICORN} --no-control-socket site.wsgi:application");
    check(&files, &["django"], &format!("{added} | 8000 /? | SIGTERM | django"));
    let nested = [("backend/manage.py", ""), ("backend/site/__init__.py", ""), ("backend/site/wsgi.py", wsgi.1)];
    check(&nested, &["django", "gunicorn"], &format!("{GUNICORN} site.wsgi:application in backend | 8000 /? | SIGTERM | django"));
    check(&nested, &["django"], &format!("{added} in backend | 8000 /? | SIGTERM | django"));
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
        "hypercorn --bind 0.0.0.0:8000 --access-logfile - app:app | 8000 /? | SIGTERM | quart",
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
        "python main.py | 9000 /health | SIGINT | aiohttp",
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
        "python main.py | 8888 /? | SIGINT | tornado",
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
        "python app.py | 8081 /? | SIGINT | bottle",
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
    check(
        &[("app.py", dash)],
        &["dash"],
        "gunicorn --bind 0.0.0.0:8050 --worker-tmp-dir /dev/shm --access-logfile - --no-control-socket app:server | 8050 / | SIGTERM | dash",
    );
    let without = [("app.py", "from dash import Dash\napp = Dash(__name__)\napp.run(port=9050)\n")];
    check(&without, &["dash", "gunicorn"], "python app.py | 9050 / | SIGINT | dash");
    assert!(
        run(&without, &requirements(&["dash", "gunicorn"])).notes[1].hint.as_deref().unwrap().contains("server = app.server")
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
    let made = mcp("transport='sse'").replace("'x'", "'x', host='0.0.0.0', port=int(os.environ.get('PORT', '9001'))");
    check(&[("server.py", &made)], &["fastmcp"], "python server.py | 9001 | SIGINT | mcp");
}
