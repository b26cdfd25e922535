//! Kinds of programs that a decorator, a base class, a call or a file shows, and repositories that hold no program.

use super::*;

#[test]
fn a_mark_shows_the_application_and_the_framework_starts_it() {
    for (path, text, declared, expected) in [
        (
            "talk.py",
            "import chainlit as cl\n@cl.on_message\nasync def answer(message): ...\n",
            "chainlit",
            "chainlit run talk.py --headless --host 0.0.0.0 --port 8000 | 8000 / | SIGTERM | chainlit",
        ),
        (
            "board.py",
            "import panel as pn\npn.Row('depth').servable()\n",
            "panel",
            "panel serve board.py --address 0.0.0.0 --port 5006 --liveness | 5006 /liveness | SIGTERM | panel",
        ),
        (
            "waves.py",
            "from bokeh.plotting import curdoc\ncurdoc().add_root(plot)\n",
            "bokeh",
            "bokeh serve waves.py --address 0.0.0.0 --port 5006 | 5006 / | SIGTERM | bokeh",
        ),
        (
            "app.py",
            "from shiny import App, ui\napp = App(ui.page_fluid('x'), None)\n",
            "shiny",
            "shiny run --host 0.0.0.0 --port 8000 app.py | 8000 / | SIGTERM | shiny",
        ),
        (
            "app.py",
            "from shiny.express import render\n@render.text\ndef depth(): return '3 m'\n",
            "shiny",
            "shiny run --host 0.0.0.0 --port 8000 app.py | 8000 / | SIGTERM | shiny",
        ),
        (
            "main.py",
            "from nicegui import ui\nif __name__ in {'__main__', '__mp_main__'}:\n    ui.run(port=9001)\n",
            "nicegui",
            "python main.py | 9001 / | SIGTERM | nicegui",
        ),
        (
            "main.py",
            "from fasthtml.common import *\napp, rt = fast_app()\nserve()\n",
            "python-fasthtml",
            "uvicorn main:app --host 0.0.0.0 --port 8000 | 8000 /? | SIGTERM | fasthtml",
        ),
        (
            "site.py",
            "from robyn import Robyn\napp = Robyn(__file__)\nif __name__ == '__main__':\n    app.start(host='127.0.0.1', port=9002)\n",
            "robyn",
            "python site.py | 9002 /? | SIGINT | robyn",
        ),
        (
            "notes.py",
            "import marimo\napp = marimo.App()\n",
            "marimo",
            "marimo run notes.py --headless --host 0.0.0.0 --port 8080 | 8080 /health | SIGTERM | marimo",
        ),
        (
            "app.py",
            "import solara\n@solara.component\ndef Page(): ...\n",
            "solara",
            "solara run app.py --host 0.0.0.0 --port 8765 --production | 8765 /readyz | SIGTERM | solara",
        ),
        (
            "service.py",
            "import bentoml\n@bentoml.service\nclass Tides: ...\n",
            "bentoml",
            "bentoml serve service:Tides --host 0.0.0.0 --port 3000 | 3000 /livez | SIGTERM | bentoml",
        ),
        (
            "model.py",
            "from ray import serve\n@serve.deployment\nclass Tides: ...\napp = Tides.bind()\n",
            "ray[serve]",
            "serve run model:app | 8000 /-/healthz | SIGINT | ray-serve",
        ),
        (
            "locustfile.py",
            "from locust import HttpUser\nclass Visitor(HttpUser): ...\n",
            "locust",
            "locust -f locustfile.py --web-port 8089 | 8089 / | SIGTERM | locust",
        ),
        (
            "handlers.py",
            "import kopf\n@kopf.on.create('boats')\ndef made(**_): ...\n",
            "kopf",
            "kopf run --all-namespaces --liveness=http://0.0.0.0:8080/healthz handlers.py | 8080 /healthz | SIGTERM | kopf",
        ),
        (
            "tasks.py",
            "from huey import RedisHuey\nqueue = RedisHuey('x')\n",
            "huey",
            "huey_consumer tasks.queue | - | SIGINT | huey",
        ),
        (
            "broker.py",
            "from taskiq_redis import ListQueueBroker\nbroker = ListQueueBroker('redis://x').with_result_backend(y)\n",
            "taskiq",
            "taskiq worker broker:broker | - | SIGTERM | taskiq",
        ),
        (
            "jobs.py",
            "from apscheduler.schedulers.blocking import BlockingScheduler\ns = BlockingScheduler()\ns.start()\n",
            "apscheduler",
            "python jobs.py | - | SIGINT | apscheduler",
        ),
        (
            "main.py",
            "import functions_framework\n@functions_framework.http\ndef tides(request): ...\n",
            "functions-framework",
            "functions-framework --target tides --source main.py --port 8080 | 8080 /? | SIGTERM | functions-framework",
        ),
        (
            "flow.py",
            "from prefect import flow\n@flow\ndef tides(): ...\nif __name__ == '__main__':\n    tides.serve(name='x')\n",
            "prefect",
            "python flow.py | - | SIGTERM | prefect",
        ),
        (
            "main.py",
            "import cherrypy\ncherrypy.config.update({'server.socket_host': '0.0.0.0', 'server.socket_port': 9003})\ncherrypy.quickstart(Root())\n",
            "cherrypy",
            "python main.py | 9003 /? | SIGTERM | cherrypy",
        ),
    ] {
        check(&[(path, text)], &[declared], expected);
    }
}

#[test]
fn a_file_beside_the_code_says_what_runs_it() {
    let spider = "import scrapy\nclass Board(scrapy.Spider):\n    name = 'board'\n";
    let base = "import scrapy\nclass Base(scrapy.Spider): ...\n";
    check(
        &[("crawl/scrapy.cfg", ""), ("crawl/notices/spiders/base.py", base), ("crawl/notices/spiders/board.py", spider)],
        &["scrapy"],
        "scrapy crawl board in crawl | - | SIGTERM | scrapy",
    );
    check(
        &[("production.ini", "[app:main]\n[server:main]\nlisten = *:6544\n"), ("harbour/__init__.py", "import pyramid\n")],
        &["pyramid", "waitress"],
        "pserve production.ini | 6544 /? | SIGINT | pyramid",
    );
    check(
        &[("tides.ipynb", "{}")],
        &["voila"],
        "voila tides.ipynb --no-browser --Voila.ip=0.0.0.0 --port=8866 | 8866 / | SIGTERM | voila",
    );
}

#[test]
fn what_starts_a_framework_must_be_declared() {
    let definitions = [("defs.py", "import dagster as dg\ndefs = dg.Definitions()\n")];
    check(
        &definitions,
        &["dagster", "dagster-webserver"],
        "dagster-webserver -h 0.0.0.0 -p 3000 -m defs | 3000 /server_info | SIGINT | dagster",
    );
    check(&definitions, &["dagster"], "nothing");
    check(&[("main.py", "import flet as ft\nft.run(main)\n")], &["flet"], "nothing");
}

#[test]
fn a_repository_without_a_program_is_named() {
    let handler = "def lambda_handler(event, context): ...\n";
    for (files, declared, expected) in [
        (&[("dags/x.py", "from airflow import DAG\n")][..], &["apache-airflow==2.10.4"][..], "Airflow DAGs"),
        (
            &[("host.json", "{\"version\": \"2.0\"}"), ("function_app.py", "import azure.functions as func\n")],
            &["azure-functions"],
            "Azure Functions app",
        ),
        (
            &[
                ("host.json", "{\"version\": \"2.0\"}"),
                ("function_app.py", "import azure.functions as func\nfrom api import app\n"),
                ("api.py", "from fastapi import FastAPI\napp = FastAPI()\n"),
            ],
            &["azure-functions", "fastapi"],
            "Azure Functions app",
        ),
        (&[("lambda_function.py", handler)], &["boto3"], "AWS Lambda functions"),
        (&[("agent.py", "graph = 1\n"), ("langgraph.json", "{\"graphs\": {}}")], &["langgraph"], "LangGraph application"),
        (&[("tides.ipynb", "{}")], &["jupyterlab"], "notebooks"),
        (
            &[("cookiecutter.json", "{}"), ("{{cookiecutter.slug}}/main.py", "import flask\napp = flask.Flask('x')\n")],
            &["flask", "gunicorn"],
            "cookiecutter template",
        ),
        (&[("mkdocs.yml", "site_name: Tides\n")], &["mkdocs"], "documentation project (MkDocs)"),
        (&[("flow.py", "from prefect import flow\n@flow\ndef tides(): ...\n")], &["prefect"], "Prefect flows"),
    ] {
        let detection = run(files, &requirements(declared));
        assert!(detection.chosen.is_none(), "{detection:#?}");
        let note = &detection.notes[0];
        assert!(note.message.contains(expected) && note.at.is_some() && note.hint.is_some(), "{note:#?}");
    }
}

#[test]
fn a_function_that_a_platform_calls_does_not_hide_an_application() {
    let app = "from fastapi import FastAPI\nfrom mangum import Mangum\napp = FastAPI()\nhandler = Mangum(app)\n";
    check(
        &[("main.py", app), ("serverless.yml", "provider:\n  runtime: python3.12\n")],
        &["fastapi", "uvicorn", "mangum"],
        "uvicorn main:app --host 0.0.0.0 --port 8000 | 8000 /openapi.json | SIGTERM | fastapi",
    );
}

#[test]
fn a_plug_in_of_twisted_is_started_by_twistd() {
    let maker = "from twisted.application.service import ServiceMaker\n\nmailbox = ServiceMaker(\n    'Post office',\n    'post.tap',\n    'Keeps letters.',\n    'post-office',\n)\n";
    let class = "class Maker:\n    tapname: ClassVar[str] = 'post-office'\n    description = 'x'\n";
    let started = "twistd --nodaemon --pidfile= post-office";
    for (path, plugin, expected) in [
        ("twisted/plugins/post.py", maker, format!("{started} | 4000 | SIGTERM | script")),
        ("src/twisted/plugins/post.py", maker, format!("{started} | 4000 | SIGTERM | script")),
        ("twisted/plugins/post.py", class, format!("{started} | - | SIGTERM | script")),
    ] {
        let files = [
            (path, plugin),
            ("post/__init__.py", ""),
            ("post/tap.py", "class Options:\n    optParameters = [('port', 'p', 'tcp:4000', 'endpoint')]\n"),
        ];
        check(&files, &["twisted"], &expected);
    }
}

#[test]
fn a_server_that_a_document_starts_is_taken_where_the_code_shows_nothing() {
    let pages = [
        ("pages.py", "import streamlit as st\n\nclass Pages:\n    def draw(self):\n        st.title('x')\n"),
        ("app.py", "import streamlit as st\nfrom pages import Pages\n\nPages().draw()\n"),
        ("README.md", "# Tides\n\n```\nstreamlit run app.py\n```\n"),
    ];
    check(&pages, &["streamlit"], "streamlit run app.py | 8501 /_stcore/health | SIGTERM | streamlit");
}

#[test]
fn a_script_gets_the_sub_command_that_the_project_shows() {
    let bot = "import typer\nfrom telegram.ext import Updater\n\ncli = typer.Typer()\nupdater = Updater('x')\n\n\
               @cli.command()\ndef initdb():\n    pass\n\n@cli.command()\ndef run():\n    updater.start_polling()\n\nif __name__ == '__main__':\n    cli()\n";
    let just = "run:\n    poetry run python main.py run\n\ninitdb:\n    poetry run python main.py initdb\n";
    let detection = run(&[("main.py", bot), ("Justfile", just)], &requirements(&["python-telegram-bot", "typer"]));
    assert_eq!(detection.chosen.unwrap().value.command.to_string(), "python main.py run");
}

#[test]
fn a_command_that_opens_a_window_at_once_is_no_program_of_a_container() {
    const MANIFEST: &str = "[build-system]\nrequires = [\"setuptools\"]\nbuild-backend = \"setuptools.build_meta\"\n[project]\nname = \"tides\"\nversion = \"1\"\n[project.scripts]\ntides = \"tides.__main__:main\"\n";
    for (kind, window, started) in [
        ("at once", "import tkinter\ndef show(): ...\n", false),
        ("when it is asked to", "def show():\n    import tkinter\n", true),
        ("where there is one", "try:\n    import tkinter\nexcept ImportError:\n    tkinter = None\ndef show(): ...\n", true),
    ] {
        let files = [
            ("pyproject.toml", MANIFEST),
            ("tides/__init__.py", ""),
            ("tides/__main__.py", "from tides.window import show\ndef main():\n    show()\n"),
            ("tides/window.py", window),
        ];
        let manifests = Manifests::read(&ProjectTree::in_memory(files)).unwrap();
        let detection = run(&files, &manifests);
        assert_eq!(detection.chosen.is_some(), started, "{kind}: {detection:#?}");
        let says = detection.notes.iter().any(|note| note.message.starts_with("this is a program with windows"));
        assert_eq!(says, !started, "{kind}: {detection:#?}");
    }
}
