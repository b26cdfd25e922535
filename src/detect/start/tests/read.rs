//! Whole projects, read with their manifests and their Dockerfile: which evidence shows the program, and which port it listens on.

use super::*;
use crate::detect::start::evidence::of_files;

const BEACON: &str = "#!/usr/bin/env python3\nimport argparse\nimport socketserver\nparser = argparse.ArgumentParser()\nparser.add_argument('--rpc-port', type=int, default=7404)\nparser.add_argument('--rpc-address', default='localhost')\nargs = parser.parse_args()\nsocketserver.TCPServer((args.rpc_address, args.rpc_port), None).serve_forever()\n";
const COPIER: &str = "import shutil\nif __name__ == '__main__':\n    shutil.copy('a', 'b')\n";

#[test]
fn a_program_without_an_ending_is_known_by_its_first_line() {
    check_rows(&[
        (
            "a unit starts it",
            &[
                ("beacon", BEACON),
                ("beacon-copy.py", COPIER),
                ("contrib/beacon.service", "[Service]\nExecStart=/srv/lamps/beacon -v\n"),
            ],
            "python beacon --rpc-address=0.0.0.0 | 7404 | SIGINT | script",
        ),
        (
            "a document starts it",
            &[("beacon", BEACON), ("README.md", "```\n./beacon\n```\n")],
            "python beacon --rpc-address=0.0.0.0 | 7404 | SIGINT | script",
        ),
        (
            "nothing names it",
            &[("mend", "#!/usr/bin/env python\nimport sys\nprint(sys.argv)\n")],
            "? python mend | - | SIGINT | script",
        ),
        ("a shell's script is none", &[("beacon", "#!/bin/sh\nexec true\n")], "nothing"),
        ("a text is none", &[("NOTES", "import this\nprint(1)\n")], "nothing"),
    ]);
}

#[test]
fn files_that_are_filled_in_before_they_are_used_show_the_program() {
    let files = |name: &'static str, text: &'static str| -> Vec<(&'static str, &'static str)> {
        vec![("sweep.py", "import time\nwhile True:\n    time.sleep(1)\n"), ("sweep_once.py", "print(1)\n"), (name, text)]
    };
    for (name, text, expected) in [
        ("sweep.service.in", "[Service]\nExecStart=python3 @prefix@/sweep.py\n", "python sweep.py"),
        (
            "supervisord.conf.example",
            "[program:sweep]\n# as root\ncommand =\n    python sweep.py\n       --verbose\nautorestart=true\n",
            "python sweep.py --verbose",
        ),
        // What a unit gives the program stays, up to what only the machine of the unit has.
        (
            "unit/sweep.service",
            "[Service]\nExecStart=/usr/bin/python3 /opt/sweep/sweep.py run --fast\n",
            "python sweep.py run --fast",
        ),
        ("unit/sweep.service", "[Service]\nExecStart=/opt/sweep/sweep.py run -c /etc/sweep.ini\n", "python sweep.py run"),
        ("unit/sweep.service", "[Service]\nExecStart=/opt/sweep/sweep.py -c /etc/sweep.ini\n", "python sweep.py"),
        // What shows how the project is used elsewhere says nothing about this one.
        ("examples/sweep.service", "[Service]\nExecStart=python3 sweep.py\n", "? python sweep.py"),
    ] {
        let detection = of_files(&files(name, text), |evidence| detect(evidence).unwrap());
        let doubt = if detection.is_unsure() { "? " } else { "" };
        let start = detection.chosen.as_ref().map(|found| format!("{doubt}{}", found.value.command));
        assert_eq!(start.as_deref(), Some(expected), "{name}");
    }
}

#[test]
fn several_programs_that_the_documents_run_are_a_question() {
    const WORK: &str = "import time\nif __name__ == '__main__':\n    while True:\n        time.sleep(1)\n";
    check_rows(&[
        (
            "two of equal rank",
            &[
                ("stock.py", WORK),
                ("ledger.py", WORK),
                ("stock/__init__.py", ""),
                ("README.md", "```\n./stock.py --port 80\n./ledger.py --port 81\n```\n"),
            ],
            "? python stock.py | - | SIGINT | script",
        ),
        (
            "one with a program's name",
            &[("main.py", WORK), ("seed.py", WORK), ("README.md", "```\npython seed.py\npython main.py\n```\n")],
            "python main.py | - | SIGINT | script",
        ),
        (
            "one that prepares notebooks",
            &[("lessons.ipynb", "{}"), ("make_lessons.py", COPIER)],
            "? python make_lessons.py | - | SIGINT | script",
        ),
        (
            "a chore of a Django project whose application nothing names",
            &[
                ("requirements.txt", "django==5.2\n"),
                (
                    "manage.py",
                    "import sys\nfrom django.core.management import execute_from_command_line\nexecute_from_command_line(sys.argv)\n",
                ),
                ("settings.py", "DEBUG = False\n"),
                ("sweep.py", WORK),
            ],
            "? python sweep.py | - | SIGINT | script",
        ),
        (
            "a page of a framework that no manifest declares",
            &[("streamlit_app.py", "import streamlit as st\nst.title('Tides')\n"), ("requirements.txt", "pandas==2.0.0\n")],
            "? streamlit run streamlit_app.py --server.port 8501 | 8501 /_stcore/health | SIGTERM | streamlit",
        ),
    ]);
}

#[test]
fn a_subclass_and_a_factory_that_completes_another_are_applications() {
    check_rows(&[
        (
            "APIFlask",
            &[
                ("requirements.txt", "apiflask==2.3.0\ngunicorn==23.0.0\n"),
                (
                    "shop/app.py",
                    "from apiflask import APIFlask\ndef create_app(conf=None):\n    app = APIFlask(__name__)\n    return app\n",
                ),
                ("shop/__init__.py", ""),
            ],
            "gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile - 'shop.app:create_app()' | 8000 /? | SIGTERM | flask",
        ),
        (
            "a method of a class, and of an object of one, that returns it",
            &[
                ("requirements.txt", "flask==3.0.0\ngunicorn==23.0.0\n"),
                (
                    "loading.py",
                    "from flask import Flask\nclass Loader:\n    @staticmethod\n    def load():\n        app = Flask(__name__)\n        return app\n",
                ),
                ("app.py", "import loading\nfrom loading import Loader\nloader = loading.Loader()\napp = loader.load()\n"),
            ],
            "gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile - app:app | 8000 /? | SIGTERM | flask",
        ),
        (
            "the one that a cluster runs",
            &[
                ("requirements.txt", "fastapi==0.115.0\nuvicorn==0.30.0\n"),
                ("api/main.py", "from fastapi import FastAPI\napp = FastAPI()\nversioned = FastAPI()\n"),
                (
                    "k8s/api.yaml",
                    "spec:\n  containers:\n  - name: api\n    command: [uvicorn]\n    args: ['api.main:versioned', '--port', '8080']\n",
                ),
            ],
            "uvicorn api.main:versioned --host 0.0.0.0 --port 8080 | 8080 /openapi.json | SIGTERM | fastapi",
        ),
        (
            "a workflow serves another one for its tests",
            &[
                ("requirements.txt", "fastapi==0.115.0\nuvicorn==0.30.0\n"),
                ("main.py", "from fastapi import FastAPI\napp = FastAPI()\nstub = FastAPI()\n"),
                (".github/workflows/ci.yml", "jobs:\n  test:\n    steps:\n      - run: uvicorn main:stub &\n"),
            ],
            "uvicorn main:app --host 0.0.0.0 --port 8000 | 8000 /openapi.json | SIGTERM | fastapi",
        ),
        (
            "the whole factory",
            &[
                ("requirements.txt", "fastapi==0.115.0\nuvicorn==0.30.0\n"),
                (
                    "main.py",
                    "from fastapi import FastAPI\ndef create_app():\n    return FastAPI()\ndef create_whole_app():\n    app = create_app()\n    connect(app)\n    return app\ndef create_test_app():\n    app = create_whole_app()\n    return app\n",
                ),
            ],
            "uvicorn --factory main:create_whole_app --host 0.0.0.0 --port 8000 | 8000 /openapi.json | SIGTERM | fastapi",
        ),
        (
            "the one that a line for development serves, in a compose file under another name",
            &[
                ("requirements.txt", "fastapi==0.115.0\nuvicorn==0.30.0\n"),
                ("main.py", "from fastapi import FastAPI\napp = FastAPI()\n"),
                ("site.py", "from fastapi import FastAPI\npages = FastAPI()\n"),
                (
                    "tides.yml",
                    "services:\n  tides:\n    build: .\n    ports:\n      - \"7000:7000\"\n    entrypoint: [uvicorn, site:pages, --port=7000, --reload]\n",
                ),
                ("store.yml", "services:\n  store:\n    image: postgres\n"),
            ],
            "uvicorn site:pages --host 0.0.0.0 --port 7000 | 7000 /openapi.json | SIGTERM | fastapi",
        ),
        (
            "the one that the framework's variable names",
            &[
                ("requirements.txt", "flask==3.0.0\ngunicorn==23.0.0\n"),
                ("app.py", "from flask import Flask\napp = Flask(__name__)\n"),
                ("harbor.py", "from flask import Flask\napp = Flask(__name__)\n"),
                ("README.md", "Type `export FLASK_APP=harbor.py`.\n"),
            ],
            "gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile - harbor:app | 8000 /? | SIGTERM | flask",
        ),
        (
            "a module for servers holds another one",
            &[
                ("requirements.txt", "flask==3.0.0\ngunicorn==23.0.0\n"),
                ("wsgi.py", "from flask import Flask\napp = Flask(__name__)\n"),
                ("harbor.py", "from flask import Flask\napp = Flask(__name__)\n"),
                (".flaskenv", "FLASK_APP=harbor\n"),
            ],
            "gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile - wsgi:app | 8000 /? | SIGTERM | flask",
        ),
        (
            "a script that only calls the development server",
            &[
                ("requirements.txt", "flask==3.0.0\n"),
                ("app/__init__.py", "from flask import Flask\napp = Flask(__name__)\n"),
                ("run.py", "from app import app\nif __name__ == '__main__':\n    app.run(debug=True)\n"),
            ],
            "gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile - --no-control-socket app:app | 8000 /? | SIGTERM | flask",
        ),
        (
            "sockets that a server for WSGI lacks",
            &[
                ("requirements.txt", "flask==3.0.0\nflask-socketio==5.3.0\neventlet==0.36.0\n"),
                (
                    "chat.py",
                    "import flask\nimport flask_socketio\napp = flask.Flask(__name__)\nsocketio = flask_socketio.SocketIO(app)\nif __name__ == '__main__':\n    socketio.run(app, host='0.0.0.0', port=8900)\n",
                ),
            ],
            "python chat.py | 8900 /? | SIGINT | flask",
        ),
        (
            "without a server for sockets",
            &[
                ("requirements.txt", "flask==3.0.0\nflask-socketio==5.3.0\ngunicorn==23.0.0\n"),
                (
                    "chat.py",
                    "import flask\nimport flask_socketio\napp = flask.Flask(__name__)\nsocketio = flask_socketio.SocketIO(app)\nif __name__ == '__main__':\n    socketio.run(app)\n",
                ),
            ],
            "gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile - --workers 1 --threads 100 chat:app | 8000 /? | SIGTERM | flask",
        ),
    ]);
}

#[test]
fn the_settings_name_an_application_that_something_is_around() {
    const SETTINGS: (&str, &str) =
        ("shop/settings.py", "SECRET_KEY = 'x'\nROOT_URLCONF = 'shop.urls'\nWSGI_APPLICATION = 'shop.wsgi.application'\n");
    const BARE: (&str, &str) = ("shop/settings.py", "SECRET_KEY = 'x'\nROOT_URLCONF = 'shop.urls'\n");
    const DEPENDENCIES: (&str, &str) = ("requirements.txt", "django==5.2\ngunicorn==23.0.0\n");
    const MANAGE: (&str, &str) = ("manage.py", "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n");
    const WRAPPED: &str = "from watch import Watched\nfrom django.core.wsgi import get_wsgi_application\napplication = Watched(get_wsgi_application())\n";
    const SERVED: &str = "gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile - shop.wsgi:application | 8000 /? | SIGTERM | django";
    check_rows(&[
        ("a wrapper of another package", &[SETTINGS, DEPENDENCIES, MANAGE, ("shop/wsgi.py", WRAPPED)], SERVED),
        (
            "a class of its own",
            &[
                SETTINGS,
                DEPENDENCIES,
                MANAGE,
                (
                    "shop/wsgi.py",
                    "from django.core.wsgi import WSGIHandler\nclass Slow(WSGIHandler):\n    pass\napplication = Slow()\n",
                ),
            ],
            SERVED,
        ),
        (
            "imports that hang on a condition",
            &[
                SETTINGS,
                DEPENDENCIES,
                MANAGE,
                (
                    "shop/wsgi.py",
                    "import os\nif os.environ.get('X'):\n    from configurations.wsgi import get_wsgi_application\nelse:\n    from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n",
                ),
            ],
            SERVED,
        ),
        ("a module for servers by its name", &[BARE, DEPENDENCIES, MANAGE, ("shop/wsgi.py", WRAPPED)], SERVED),
        ("a name that nothing binds", &[SETTINGS, DEPENDENCIES, MANAGE, ("shop/wsgi.py", "import os\n")], "nothing"),
    ]);
}

#[test]
fn what_is_no_start_of_this_program_is_not_taken() {
    check_rows(&[
        (
            "a script that prepares and hands on to nothing",
            &[
                ("requirements.txt", "django==5.2\n"),
                ("manage.py", "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site_.settings')\n"),
                ("site_/__init__.py", ""),
                ("site_/settings.py", "WSGI_APPLICATION = 'site_.wsgi.application'\n"),
                ("site_/wsgi.py", "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n"),
                ("Dockerfile", "FROM python:3.14\nCOPY . .\nENTRYPOINT [\"sh\", \"start.sh\"]\n"),
                ("start.sh", "python manage.py migrate\npython manage.py collectstatic --no-input\nexec \"$@\"\n"),
            ],
            "gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile - --no-control-socket site_.wsgi:application | 8000 /? | SIGTERM | django",
        ),
        (
            "a line of a document that fits several examples",
            &[
                ("requirements.txt", "fastapi==0.120.0\nuvicorn==0.40.0\n"),
                ("README.md", "```\nuvicorn app:app --host 0.0.0.0\n```\n"),
                ("demo/ebb/app.py", "from fastapi import FastAPI\napp = FastAPI()\n"),
                ("demo/flow/app.py", "from fastapi import FastAPI\napp = FastAPI()\n"),
            ],
            "? uvicorn demo.ebb.app:app --host 0.0.0.0 --port 8000 | 8000 /openapi.json | SIGTERM | fastapi",
        ),
        (
            "a port of the service beside it",
            &[
                ("requirements.txt", "fastapi==0.120.0\n"),
                ("Dockerfile", "FROM python:3.14\nCOPY . .\n"),
                (
                    "compose.yaml",
                    "services:\n  bot:\n    build: .\n    command: python bot.py\n  hook:\n    build: .\n    command: python hook.py\n    ports: [\"2315:2315\"]\n",
                ),
                ("bot.py", "import time\nwhile True:\n    time.sleep(5)\n"),
                ("hook.py", "print('x')\n"),
            ],
            "python bot.py | - | SIGINT | script",
        ),
        (
            "a port of pages that Node serves",
            &[
                ("requirements.txt", "fastapi==0.120.0\nuvicorn==0.40.0\n"),
                ("app.py", "from fastapi import FastAPI\napp = FastAPI()\n"),
                (".env.example", "WEB_PORT=3000\n"),
                ("web/package.json", "{}"),
            ],
            "uvicorn app:app --host 0.0.0.0 --port 8000 | 8000 /openapi.json | SIGTERM | fastapi",
        ),
        (
            "a module that uv runs",
            &[
                ("pyproject.toml", "[project]\nname = \"tides\"\nversion = \"1\"\ndependencies = []\n"),
                ("Dockerfile", "FROM python:3.14\nCOPY . .\nCMD [\"uv\", \"run\", \"-m\", \"tides.main\"]\n"),
                ("tides/__init__.py", ""),
                ("tides/main.py", "import time\nwhile True:\n    time.sleep(5)\n"),
                ("other.py", "print('x')\n"),
            ],
            "python -m tides.main | - | SIGINT | script",
        ),
        (
            "a name of a function, beside names from everywhere",
            &[
                ("requirements.txt", "flask==3.0.0\n"),
                ("tides.py", "import flask\nfrom os import *\ndef create_app():\n    app = flask.Flask('x')\n    return app\n"),
            ],
            "gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile - --no-control-socket 'tides:create_app()' | 8000 /? | SIGTERM | flask",
        ),
        (
            "a folder with the name of a package that it would hide",
            &[
                ("requirements.txt", "fastapi==0.120.0\nuvicorn==0.40.0\n"),
                ("site_/web/fastapi/app.py", "from fastapi import FastAPI\nfrom site_ import tides\napp = FastAPI()\n"),
                ("site_/tides.py", "import fastapi\n"),
            ],
            "uvicorn site_.web.fastapi.app:app --host 0.0.0.0 --port 8000 | 8000 /openapi.json | SIGTERM | fastapi",
        ),
        (
            "a bot with a method of its own to run it",
            &[
                (
                    "pyproject.toml",
                    "[project]\nname = \"ebb\"\nversion = \"1\"\ndependencies = [\"discord.py==2.6.0\"]\n[project.scripts]\nebb = \"ebb.bot:main\"\n[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n",
                ),
                ("ebb/__init__.py", ""),
                (
                    "ebb/bot.py",
                    "import ebb\nfrom discord.ext import commands\nclass Ebb(commands.Bot):\n    def run(self):\n        super().run('t')\ndef main():\n    ebb = Ebb()\n    ebb.run()\n",
                ),
            ],
            "ebb | - | SIGINT | script",
        ),
        (
            "a port of imported settings",
            &[
                ("requirements.txt", "flask==3.0.0\n"),
                ("settings.py", "class Settings:\n    APP_PORT = 1234\n"),
                (
                    "app.py",
                    "import flask\nfrom settings import Settings\napp = flask.Flask('x')\nif __name__ == '__main__':\n    app.run(host='0.0.0.0', port=Settings.APP_PORT)\n",
                ),
            ],
            "gunicorn --bind 0.0.0.0:1234 --worker-tmp-dir /dev/shm --access-logfile - --no-control-socket app:app | 1234 /? | SIGTERM | flask",
        ),
        (
            "a port that the imported settings import themselves",
            &[
                ("requirements.txt", "flask==3.0.0\n"),
                ("const.py", "DEFAULT_PORT = 1235\n"),
                ("settings.py", "from const import DEFAULT_PORT as USUAL\nclass Settings:\n    port: int = USUAL\n"),
                (
                    "app.py",
                    "import flask\nfrom settings import Settings\napp = flask.Flask('x')\nif __name__ == '__main__':\n    app.run(host='0.0.0.0', port=Settings.port)\n",
                ),
            ],
            "gunicorn --bind 0.0.0.0:1235 --worker-tmp-dir /dev/shm --access-logfile - --no-control-socket app:app | 1235 /? | SIGTERM | flask",
        ),
        (
            "a port that a compose file below the root publishes",
            &[
                ("main.py", "import tides\nif __name__ == '__main__':\n    tides.watch()\n"),
                ("Dockerfile", "FROM python:3.13\nCOPY . .\nCMD [\"python\", \"main.py\"]\n"),
                ("docker-compose.dev.yml", "services:\n  web:\n    build: .\n    ports: ['80:7000']\n"),
                (
                    "deploy/compose.yaml",
                    "services:\n  web:\n    build: ..\n    ports: ['5678:5678', '80:8099']\n  pages:\n    build: ../pages\n    ports: ['81:81']\n",
                ),
            ],
            "python main.py | 8099 | SIGINT | script",
        ),
    ]);
}

#[test]
fn a_program_that_the_manager_runs_is_in_its_environment() {
    const PYPROJECT: &str = "[project]\nname = \"tides\"\nversion = \"1\"\ndependencies = [\"tide-tables\"]\n[dependency-groups]\ndev = [\"pytest\"]\n";
    const CMD: &str = "FROM python:3.14\nCOPY . .\n";
    for (line, expected) in [
        ("CMD [\"poetry\", \"run\", \"td-update\", \"--all\"]\n", "td-update --all"),
        ("CMD [\"uv\", \"run\", \"td-update\"]\n", "td-update"),
        // A program of the system, or one that only development installs.
        ("CMD [\"td-update\"]\n", "nothing"),
        ("CMD [\"uv\", \"run\", \"pytest\"]\n", "nothing"),
    ] {
        let dockerfile = format!("{CMD}{line}");
        let files = [("pyproject.toml", PYPROJECT), ("Dockerfile", dockerfile.as_str())];
        let detection = of_files(&files, |evidence| detect(evidence).unwrap());
        let found = detection.chosen.map_or("nothing".to_owned(), |found| found.value.command.to_string());
        assert_eq!(found, expected, "{line}");
    }
}
