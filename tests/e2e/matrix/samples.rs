//! The smallest project of every framework.

/// A project without its manifests.
pub struct Sample {
    /// The framework that must be found in it.
    pub framework: &'static str,
    pub dependencies: &'static [&'static str],
    /// The first one is the program.
    pub files: &'static [(&'static str, &'static str)],
    pub tests: bool,
    /// A dependency is compiled, so that a stage with compilers is needed.
    pub compiles: bool,
}

const fn sample(
    framework: &'static str,
    dependencies: &'static [&'static str],
    files: &'static [(&'static str, &'static str)],
) -> Sample {
    Sample { framework, dependencies, files, tests: true, compiles: false }
}

const FLASK: &[(&str, &str)] = &[("app.py", "from flask import Flask\napp = Flask(__name__)\n")];

/// By framework; one that has other shapes has more than one.
pub const SAMPLES: &[Sample] = &[
    sample(
        "aiogram",
        &["aiogram"],
        &[("bot.py", "from aiogram import Bot, Dispatcher\nbot = Bot('')\ndp = Dispatcher()\ndp.run_polling(bot)\n")],
    ),
    sample(
        "aiohttp",
        &["aiohttp"],
        &[("main.py", "from aiohttp import web\napp = web.Application()\nif __name__ == '__main__':\n    web.run_app(app)\n")],
    ),
    sample("arq", &["arq"], &[("worker.py", "import arq\nclass WorkerSettings:\n    functions = []\n")]),
    sample("bottle", &["bottle", "gunicorn"], &[("app.py", "from bottle import Bottle\napp = Bottle()\n")]),
    sample("celery", &["celery"], &[("tasks.py", "from celery import Celery\napp = Celery('tasks')\n")]),
    sample(
        "cli",
        &["click"],
        &[("shop/cli.py", "import click\n@click.command()\ndef main():\n    pass\n"), ("shop/__init__.py", "")],
    ),
    sample("dash", &["dash", "gunicorn"], &[("app.py", "from dash import Dash\ndash = Dash(__name__)\nserver = dash.server\n")]),
    sample(
        "discord",
        &["discord.py"],
        &[("bot.py", "import discord\nclient = discord.Client(intents=discord.Intents.default())\nclient.run('')\n")],
    ),
    sample("django", &["django", "gunicorn"], DJANGO),
    sample(
        "dramatiq",
        &["dramatiq"],
        &[("tasks.py", "from dramatiq.brokers.redis import RedisBroker\nbroker = RedisBroker()\n")],
    ),
    sample("falcon", &["falcon", "gunicorn"], &[("app.py", "import falcon\napp = falcon.App()\n")]),
    sample("fastapi", &["fastapi", "uvicorn"], &[("main.py", "from fastapi import FastAPI\napp = FastAPI()\n")]),
    sample("flask", &["flask", "gunicorn"], FLASK),
    // Without tests there is neither a development stage nor a test stage.
    Sample { tests: false, ..sample("flask", &["flask", "waitress"], FLASK) },
    Sample { compiles: true, ..sample("flask", &["flask", "gunicorn", "psycopg2"], FLASK) },
    sample("gradio", &["gradio"], &[("app.py", "import gradio as gr\ndemo = gr.Blocks()\ndemo.launch()\n")]),
    sample(
        "grpc",
        &["grpcio"],
        &[("server.py", "import grpc\nserver = grpc.server(None)\nserver.add_insecure_port('[::]:50051')\nserver.start()\n")],
    ),
    sample("litestar", &["litestar", "uvicorn"], &[("app.py", "from litestar import Litestar\napp = Litestar([])\n")]),
    sample(
        "mcp",
        &["fastmcp"],
        &[(
            "server.py",
            "from fastmcp import FastMCP\nmcp = FastMCP('shop')\nif __name__ == '__main__':\n    mcp.run(transport='http')\n",
        )],
    ),
    sample("quart", &["quart"], &[("app.py", "from quart import Quart\napp = Quart(__name__)\n")]),
    sample(
        "rq",
        &["rq"],
        &[("worker.py", "from rq import Worker\nworker = Worker(['default'])\nif __name__ == '__main__':\n    worker.work()\n")],
    ),
    sample("sanic", &["sanic"], &[("app.py", "from sanic import Sanic\napp = Sanic('shop')\n")]),
    sample(
        "script",
        &["requests"],
        &[("main.py", "import requests\nif __name__ == '__main__':\n    print(requests.__version__)\n")],
    ),
    sample(
        "slack-bolt",
        &["slack-bolt"],
        &[("bot.py", "from slack_bolt import App\napp = App()\nif __name__ == '__main__':\n    app.start(3000)\n")],
    ),
    sample(
        "starlette",
        &["starlette", "uvicorn"],
        &[("app.py", "from starlette.applications import Starlette\napp = Starlette()\n")],
    ),
    sample("streamlit", &["streamlit"], &[("app.py", "import streamlit as st\nst.title('Shop')\n")]),
    sample(
        "telegram",
        &["python-telegram-bot"],
        &[("bot.py", "from telegram.ext import Application\napp = Application.builder().token('').build()\napp.run_polling()\n")],
    ),
    sample("tornado", &["tornado"], &[("main.py", "import tornado.web\napp = tornado.web.Application([])\napp.listen(8888)\n")]),
];

const DJANGO: &[(&str, &str)] = &[
    ("manage.py", "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site1.settings')\n"),
    ("site1/__init__.py", ""),
    ("site1/settings.py", "SECRET_KEY = 'x'\nSTATIC_URL = 'static/'\nSTATIC_ROOT = 'staticfiles'\n"),
    (
        "site1/wsgi.py",
        "import os\nfrom django.core.wsgi import get_wsgi_application\n\
         os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site1.settings')\napplication = get_wsgi_application()\n",
    ),
];
