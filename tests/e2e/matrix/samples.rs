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
    sample(
        "apscheduler",
        &["apscheduler"],
        &[(
            "main.py",
            "from apscheduler.schedulers.blocking import BlockingScheduler\nscheduler = BlockingScheduler()\nscheduler.start()\n",
        )],
    ),
    sample("arq", &["arq"], &[("worker.py", "import arq\nclass WorkerSettings:\n    functions = []\n")]),
    sample("bentoml", &["bentoml"], &[("service.py", "import bentoml\n@bentoml.service\nclass Shop:\n    pass\n")]),
    sample("blacksheep", &["blacksheep", "uvicorn"], &[("app.py", "from blacksheep import Application\napp = Application()\n")]),
    sample("bokeh", &["bokeh"], &[("app.py", "from bokeh.io import curdoc\ncurdoc().title = 'Shop'\n")]),
    sample("bottle", &["bottle", "gunicorn"], &[("app.py", "from bottle import Bottle\napp = Bottle()\n")]),
    sample("celery", &["celery"], &[("tasks.py", "from celery import Celery\napp = Celery('tasks')\n")]),
    sample(
        "chainlit",
        &["chainlit"],
        &[("app.py", "import chainlit as cl\n@cl.on_message\nasync def answer(message):\n    pass\n")],
    ),
    sample(
        "cherrypy",
        &["cherrypy"],
        &[(
            "main.py",
            "import cherrypy\nclass Shop:\n    pass\nif __name__ == '__main__':\n    cherrypy.config.update({'server.socket_host': '0.0.0.0'})\n    cherrypy.quickstart(Shop())\n",
        )],
    ),
    sample(
        "cli",
        &["click"],
        &[("shop/cli.py", "import click\n@click.command()\ndef main():\n    pass\n"), ("shop/__init__.py", "")],
    ),
    sample("connexion", &["connexion", "uvicorn"], &[("app.py", "from connexion import AsyncApp\napp = AsyncApp(__name__)\n")]),
    sample(
        "dagster",
        &["dagster", "dagster-webserver"],
        &[("jobs.py", "from dagster import Definitions\ndefs = Definitions()\n")],
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
    sample(
        "fasthtml",
        &["python-fasthtml", "uvicorn"],
        &[("main.py", "from fasthtml.common import FastHTML\napp = FastHTML()\n")],
    ),
    sample("faust", &["faust-streaming"], &[("worker.py", "import faust\napp = faust.App('shop', broker='kafka://broker')\n")]),
    sample("flask", &["flask", "gunicorn"], FLASK),
    // Without tests there is neither a development stage nor a test stage.
    Sample { tests: false, ..sample("flask", &["flask", "waitress"], FLASK) },
    Sample { compiles: true, ..sample("flask", &["flask", "gunicorn", "psycopg2"], FLASK) },
    sample("flet", &["flet", "flet-web"], &[("main.py", "import flet as ft\ndef main(page):\n    pass\nft.run(main)\n")]),
    sample(
        "functions-framework",
        &["functions-framework"],
        &[("main.py", "import functions_framework\n@functions_framework.http\ndef shop(request):\n    return ''\n")],
    ),
    sample("gradio", &["gradio"], &[("app.py", "import gradio as gr\ndemo = gr.Blocks()\ndemo.launch()\n")]),
    sample(
        "grpc",
        &["grpcio"],
        &[("server.py", "import grpc\nserver = grpc.server(None)\nserver.add_insecure_port('[::]:50051')\nserver.start()\n")],
    ),
    sample("huey", &["huey"], &[("tasks.py", "from huey import RedisHuey\nhuey = RedisHuey('shop')\n")]),
    sample("kopf", &["kopf"], &[("operator1.py", "import kopf\n@kopf.on.create('shops')\ndef create(**kwargs):\n    pass\n")]),
    sample("litestar", &["litestar", "uvicorn"], &[("app.py", "from litestar import Litestar\napp = Litestar([])\n")]),
    sample(
        "litserve",
        &["litserve"],
        &[(
            "server.py",
            "import litserve as ls\nclass Shop(ls.LitAPI):\n    pass\nif __name__ == '__main__':\n    server = ls.LitServer(Shop())\n    server.run(port=8000)\n",
        )],
    ),
    sample("locust", &["locust"], &[("locustfile.py", "from locust import HttpUser\nclass Visitor(HttpUser):\n    pass\n")]),
    sample("luigi", &["luigi"], &[("tasks.py", "import luigi\nclass Stock(luigi.Task):\n    pass\n")]),
    sample(
        "marimo",
        &["marimo"],
        &[("notebook.py", "import marimo\napp = marimo.App()\nif __name__ == '__main__':\n    app.run()\n")],
    ),
    sample(
        "masonite",
        &["masonite", "gunicorn"],
        &[("wsgi.py", "from masonite.foundation import Application\napplication = Application('')\n")],
    ),
    sample(
        "mcp",
        &["fastmcp"],
        &[(
            "server.py",
            "from fastmcp import FastMCP\nmcp = FastMCP('shop')\nif __name__ == '__main__':\n    mcp.run(transport='http')\n",
        )],
    ),
    sample(
        "mesop",
        &["mesop", "gunicorn"],
        &[("main.py", "import mesop as me\n@me.page(path='/')\ndef page():\n    me.text('Shop')\n")],
    ),
    sample("nicegui", &["nicegui"], &[("main.py", "from nicegui import ui\nui.label('Shop')\nui.run()\n")]),
    sample("panel", &["panel"], &[("app.py", "import panel as pn\npn.Column('Shop').servable()\n")]),
    sample(
        "prefect",
        &["prefect"],
        &[(
            "flow.py",
            "from prefect import flow\n@flow\ndef stock():\n    pass\nif __name__ == '__main__':\n    stock.serve(name='stock')\n",
        )],
    ),
    sample(
        "procrastinate",
        &["procrastinate"],
        &[("tasks.py", "import procrastinate\napp = procrastinate.App(connector=procrastinate.PsycopgConnector())\n")],
    ),
    sample(
        "prometheus",
        &["prometheus-client"],
        &[(
            "exporter.py",
            "import time\nfrom prometheus_client import start_http_server\nif __name__ == '__main__':\n    start_http_server(9100)\n    while True:\n        time.sleep(1)\n",
        )],
    ),
    sample(
        "pyramid",
        &["pyramid", "waitress"],
        &[(
            "app.py",
            "from pyramid.config import Configurator\nwith Configurator() as config:\n    app = config.make_wsgi_app()\n",
        )],
    ),
    sample("quart", &["quart"], &[("app.py", "from quart import Quart\napp = Quart(__name__)\n")]),
    sample(
        "ray-serve",
        &["ray[serve]"],
        &[("app.py", "from ray import serve\n@serve.deployment\nclass Shop:\n    pass\napp = Shop.bind()\n")],
    ),
    sample(
        "reflex",
        &["reflex"],
        &[
            ("shop/shop.py", "import reflex as rx\napp = rx.App()\n"),
            ("shop/__init__.py", ""),
            ("rxconfig.py", "import reflex as rx\nconfig = rx.Config(app_name='shop')\n"),
        ],
    ),
    sample(
        "robyn",
        &["robyn"],
        &[("app.py", "from robyn import Robyn\napp = Robyn(__file__)\nif __name__ == '__main__':\n    app.start()\n")],
    ),
    sample(
        "rq",
        &["rq"],
        &[("worker.py", "from rq import Worker\nworker = Worker(['default'])\nif __name__ == '__main__':\n    worker.work()\n")],
    ),
    sample("sanic", &["sanic"], &[("app.py", "from sanic import Sanic\napp = Sanic('shop')\n")]),
    sample(
        "scrapy",
        &["scrapy"],
        &[
            ("shop/spiders/prices.py", "import scrapy\nclass Prices(scrapy.Spider):\n    name = 'prices'\n"),
            ("shop/spiders/__init__.py", ""),
            ("shop/__init__.py", ""),
            ("shop/settings.py", "SPIDER_MODULES = ['shop.spiders']\n"),
            ("scrapy.cfg", "[settings]\ndefault = shop.settings\n"),
        ],
    ),
    sample(
        "script",
        &["requests"],
        &[("main.py", "import requests\nif __name__ == '__main__':\n    print(requests.__version__)\n")],
    ),
    sample("shiny", &["shiny"], &[("app.py", "from shiny import App, ui\napp = App(ui.page_fluid('Shop'), None)\n")]),
    sample(
        "slack-bolt",
        &["slack-bolt"],
        &[("bot.py", "from slack_bolt import App\napp = App()\nif __name__ == '__main__':\n    app.start(3000)\n")],
    ),
    sample("solara", &["solara"], &[("app.py", "import solara\n@solara.component\ndef Page():\n    pass\n")]),
    sample(
        "starlette",
        &["starlette", "uvicorn"],
        &[("app.py", "from starlette.applications import Starlette\napp = Starlette()\n")],
    ),
    sample("streamlit", &["streamlit"], &[("app.py", "import streamlit as st\nst.title('Shop')\n")]),
    sample(
        "taipy",
        &["taipy"],
        &[("main.py", "from taipy.gui import Gui\nif __name__ == '__main__':\n    Gui(page='Shop').run(host='0.0.0.0')\n")],
    ),
    sample(
        "taskiq",
        &["taskiq", "taskiq-redis"],
        &[("tasks.py", "from taskiq_redis import ListQueueBroker\nbroker = ListQueueBroker('redis://')\n")],
    ),
    sample(
        "telegram",
        &["python-telegram-bot"],
        &[("bot.py", "from telegram.ext import Application\napp = Application.builder().token('').build()\napp.run_polling()\n")],
    ),
    sample("tornado", &["tornado"], &[("main.py", "import tornado.web\napp = tornado.web.Application([])\napp.listen(8888)\n")]),
    sample(
        "voila",
        &["voila"],
        &[(
            "shop.ipynb",
            "{\"cells\": [], \"metadata\": {\"kernelspec\": {\"name\": \"python3\"}}, \"nbformat\": 4, \"nbformat_minor\": 5}\n",
        )],
    ),
    sample(
        "web-py",
        &["web.py", "gunicorn"],
        &[("app.py", "import web\napp = web.application((), {})\napplication = app.wsgifunc()\n")],
    ),
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
