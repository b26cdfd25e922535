//! Where projects write down how they start and which port they have: one row per kind of place.

use super::*;

const FLASK: &str = "from flask import Flask\napp = Flask('x')\n";
const FASTAPI: &str = "from fastapi import FastAPI\napp = FastAPI()\n";
const TWO: &str = "from flask import Flask\nadmin = Flask('a')\nsite = Flask('b')\n";
const IMAGE: &str = "FROM python:3.14\nWORKDIR /srv\nCOPY . .\nRUN pip install -r requirements.txt\n";
const BUILD: &str = "[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n";

/// The place, the files, how the command begins, and the port.
type Place<'p> = (&'p str, &'p [(&'p str, &'p str)], &'p str, Option<u16>);

#[track_caller]
fn check_places(places: &[Place<'_>]) {
    for (place, files, command, port) in places {
        let found = of_files(files, |evidence| {
            let detection = detect(evidence).unwrap();
            let is_sure = !detection.is_unsure();
            detection.chosen.filter(|_| is_sure).map(|found| found.value)
        });
        let line = found.as_ref().map_or("nothing".to_owned(), |start| start.command.to_string());
        assert!(line.starts_with(command), "{place}: {line}");
        assert_eq!(found.and_then(|start| start.port).map(Port::number), *port, "{place}: {line}");
    }
}

#[test]
fn files_of_hosts_name_the_start_and_the_port() {
    let web = ("requirements.txt", "flask\ngunicorn\n");
    let two = ("web.py", TWO);
    check_places(&[
        (
            "render.yaml",
            &[web, two, ("render.yaml", "services:\n- type: web\n  runtime: python\n  startCommand: gunicorn web:site\n")],
            "gunicorn web:site",
            Some(8000),
        ),
        ("heroku.yml", &[web, two, ("heroku.yml", "run:\n  web: gunicorn web:site\n")], "gunicorn web:site", Some(8000)),
        (
            "app.yaml",
            &[web, two, ("app.yaml", "runtime: python314\nentrypoint: gunicorn -b :$PORT web:site\n")],
            "gunicorn -b :8080 web:site",
            Some(8080),
        ),
        (
            "railway.json",
            &[web, two, ("railway.json", "{\"deploy\": {\"startCommand\": \"gunicorn web:site\"}}")],
            "gunicorn web:site",
            Some(8000),
        ),
        (
            "nixpacks.toml",
            &[web, two, ("nixpacks.toml", "[start]\ncmd = \"gunicorn web:site\"\n")],
            "gunicorn web:site",
            Some(8000),
        ),
        (
            ".replit",
            &[web, two, (".replit", "modules = ['python-3.13']\n[deployment]\nrun = ['gunicorn', 'web:site']\n")],
            "gunicorn web:site",
            Some(8000),
        ),
        (
            "a script that a Procfile starts",
            &[
                web,
                two,
                ("Procfile", "web: ./bin/start.sh\n"),
                (
                    "bin/start.sh",
                    "#!/bin/bash\nif [ -z \"$KEY\" ]; then exit 1; fi\nflask db upgrade\nexec gunicorn -b :$PORT web:site\n",
                ),
            ],
            "gunicorn -b :8000 web:site",
            Some(8000),
        ),
        (
            "fly.toml",
            &[web, two, ("fly.toml", "[processes]\nweb = 'gunicorn web:site'\n[http_service]\ninternal_port = 8126\n")],
            "gunicorn web:site --bind 0.0.0.0:8126",
            Some(8126),
        ),
        (
            "a chart",
            &[web, ("app.py", FLASK), ("charts/web/values.yaml", "service:\n  port: 80\n  targetPort: 8124\n")],
            "gunicorn --bind 0.0.0.0:8124",
            Some(8124),
        ),
        (
            "a deployment",
            &[web, ("app.py", FLASK), ("k8s/web.yaml", "spec:\n  ports:\n  - containerPort: 8125\n")],
            "gunicorn --bind 0.0.0.0:8125",
            Some(8125),
        ),
        (
            "a server that only the Procfile names",
            &[
                ("requirements.txt", "flask\n"),
                ("app.py", "from flask import Flask\napp = Flask('x')\nif __name__ == '__main__':\n    app.run()\n"),
                ("Procfile", "web: gunicorn app:app\n"),
            ],
            "gunicorn app:app",
            Some(8000),
        ),
        (
            "a runner of the Procfile in the own image",
            &[
                ("requirements.txt", "flask\ngunicorn\nhoncho\n"),
                two,
                ("Procfile", "mail: python mail.py\nweb: gunicorn web:site\n"),
                ("Dockerfile", &[IMAGE, "CMD honcho start\n"].concat()),
            ],
            "gunicorn web:site",
            Some(8000),
        ),
    ]);
}

#[test]
fn a_consumer_beside_a_development_server_works_for_the_website() {
    let web = ("requirements.txt", "flask\ngunicorn\nredis\n");
    let image = ("Dockerfile", "FROM python:3.14\nCOPY . .\nRUN pip install -r requirements.txt\n");
    let consumer = ("consumer.py", "import time\nwhile True:\n    time.sleep(1)\n");
    let services = |web: &str| {
        format!(
            "services:\n  events:\n    build: .\n    command: python consumer.py\n  api:\n    build: .\n    command: {web}\n    ports: ['80:8140']\n"
        )
    };
    let server = services("flask run --host=0.0.0.0 --port=8140");
    let none = "services:\n  events:\n    build: .\n    command: python consumer.py\n";
    check_places(&[
        (
            "a development server",
            &[web, image, ("app.py", FLASK), consumer, ("compose.yml", &server)],
            "gunicorn --bind 0.0.0.0:8140",
            Some(8140),
        ),
        ("no other service", &[web, image, ("app.py", FLASK), consumer, ("compose.yml", none)], "python consumer.py", None),
    ]);
}

#[test]
fn tasks_and_sentences_tell_programs_apart() {
    let scripts = [("requirements.txt", "requests\n"), ("export.py", "print(1)\n"), ("tracker.py", "print(2)\n")];
    let [list, export, tracker] = scripts;
    let web = ("requirements.txt", "flask\ngunicorn\n");
    check_places(&[
        ("a Makefile", &[list, export, tracker, ("Makefile", "run:\n\tpython tracker.py --all\n")], "python tracker.py", None),
        (
            "a justfile",
            &[web, ("web.py", TWO), ("justfile", "serve:\n    gunicorn web:site --reload\n")],
            "gunicorn --bind 0.0.0.0:8000",
            Some(8000),
        ),
        (
            "a Taskfile",
            &[list, export, tracker, ("Taskfile.yml", "tasks:\n  run:\n    cmds:\n      - python tracker.py\n")],
            "python tracker.py",
            None,
        ),
        (
            "a Pipfile",
            &[list, export, tracker, ("Pipfile", "[scripts]\nstart = \"python tracker.py\"\n")],
            "python tracker.py",
            None,
        ),
        (
            "a sentence",
            &[list, export, tracker, ("README.md", "Start it with `python tracker.py`.\n")],
            "python tracker.py",
            None,
        ),
        (
            "a unit",
            &[list, export, tracker, ("deploy/x.service", "[Service]\nExecStart=/usr/bin/python3 /opt/x/tracker.py\n")],
            "python tracker.py",
            None,
        ),
        (
            "a module in a script",
            &[
                list,
                ("x/__init__.py", ""),
                ("x/a.py", "if __name__ == '__main__':\n    print(1)\n"),
                ("x/b.py", "if __name__ == '__main__':\n    print(1)\n"),
                ("start.sh", "#!/bin/sh\nexec python -m x.b\n"),
            ],
            "python -m x.b",
            None,
        ),
    ]);
}

#[test]
fn ports_are_those_that_the_projects_own_files_let_a_server_listen_on() {
    let flask = ("requirements.txt", "flask\ngunicorn\n");
    let app = ("app.py", FLASK);
    let server = |port: u16| format!("gunicorn --bind 0.0.0.0:{port}");
    for (kind, file, text, port) in [
        ("a line of the first page", "README.md", "```\ngunicorn -b 0.0.0.0:8131 app:app\n```\n", 8131),
        ("a line for development", "CONTRIBUTING.md", "    flask --app app run --port 8132\n", 8132),
        ("two lines", "README.md", "```\ngunicorn -b 0.0.0.0:1 app:app\ngunicorn -b 0.0.0.0:2 app:app\n```\n", 8000),
        ("a line of some other program", "README.md", "```\npsql --port 8133\n```\n", 8000),
        ("a folder of supervisord", "supervisor.d/web.conf", "[program:web]\ncommand=gunicorn -b :8134 app:app\n", 8134),
        ("the port of a web address", "settings.py", "PORT = 443\n", 8000),
        ("the port of the system's log", "shop_config.py", "port: int = 514\n", 8000),
    ] {
        check_places(&[(kind, &[flask, app, (file, text)], &server(port), Some(port))]);
    }
    let variables = (".env.example", "SHOP_PORT=8135\nDATABASE_PORT=5433\n");
    let compose =
        ("deploy/compose.yml", "services:\n  web:\n    image: shop\n    command: gunicorn -b 0.0.0.0:${SHOP_PORT} app:app\n");
    check_places(&[
        ("a variable that compose binds", &[flask, app, variables, compose], &server(8135), Some(8135)),
        ("a variable that nothing binds", &[flask, app, variables], &server(8000), Some(8000)),
    ]);
}

#[test]
fn ports_are_read_where_programs_keep_them() {
    let flask = ("requirements.txt", "flask\n");
    let fastapi = ("requirements.txt", "fastapi\nuvicorn\n");
    let run = |call: &str| format!("import os, uvicorn\n{FASTAPI}if __name__ == '__main__':\n    {call}\n");
    check_places(&[
        (
            "unpacked keywords",
            &[
                flask,
                (
                    "app.py",
                    &format!(
                        "{FLASK}options = {{'host': '0.0.0.0', 'port': 8765}}\nif __name__ == '__main__':\n    app.run(**options)\n"
                    ),
                ),
            ],
            "gunicorn --bind 0.0.0.0:8765",
            Some(8765),
        ),
        (
            "a library of variables",
            &[fastapi, ("main.py", &run("uvicorn.run(app, host='0.0.0.0', port=env.int('PORT', 3335))"))],
            "uvicorn main:app --host 0.0.0.0 --port 3335",
            Some(3335),
        ),
        (
            "an example of variables",
            &[
                fastapi,
                (".env.example", "DB_PORT=5432\nPORT=4040\n"),
                ("main.py", &run("uvicorn.run(app, host='0.0.0.0', port=int(os.environ['PORT']))")),
            ],
            "uvicorn main:app --host 0.0.0.0 --port 4040",
            Some(4040),
        ),
        (
            "a configuration file",
            &[fastapi, ("config.yaml", "server:\n  port: 8899\n"), ("main.py", FASTAPI)],
            "uvicorn main:app --host 0.0.0.0 --port 8899",
            Some(8899),
        ),
        (
            "the host's port of a page",
            &[
                fastapi,
                ("main.py", FASTAPI),
                ("README.md", "Open http://localhost:8004\n"),
                ("compose.yaml", "services:\n  api:\n    build: ./other\n    ports: ['8004:8001']\n"),
            ],
            "uvicorn main:app --host 0.0.0.0 --port 8001",
            Some(8001),
        ),
        (
            "another image",
            &[fastapi, ("main.py", FASTAPI), ("ci/test.dockerfile", "FROM acme/base\nCOPY .venv .venv\nEXPOSE 8088\n")],
            "uvicorn main:app --host 0.0.0.0 --port 8088",
            Some(8088),
        ),
        (
            "a table of settings",
            &[
                ("requirements.txt", "cherrypy\n"),
                (
                    "shop.py",
                    "import argparse\nimport shop_core.web\np = argparse.ArgumentParser()\np.add_argument('--port')\nif __name__ == '__main__':\n    shop_core.web.go(p.parse_args())\n",
                ),
                ("shop_core/__init__.py", ""),
                ("shop_core/web.py", "def go(x): pass\n"),
                ("shop_core/config.py", "KEYS = {\n    'HTTP_PORT' : (int, 'Interface', 8090),\n}\n"),
            ],
            "python shop.py",
            Some(8090),
        ),
        (
            "the framework's configuration",
            &[
                ("requirements.txt", "streamlit\n"),
                (".streamlit/config.toml", "[server]\nport = 8502\n"),
                ("Home.py", "import streamlit as st\nst.title('x')\n"),
            ],
            "streamlit run Home.py --server.port 8502",
            Some(8502),
        ),
        (
            "a server of websockets",
            &[
                ("requirements.txt", "websockets\n"),
                (
                    "ws.py",
                    "import asyncio, websockets\nasync def main():\n    async with websockets.serve(print, '0.0.0.0', 8765):\n        await asyncio.Future()\nasyncio.run(main())\n",
                ),
            ],
            "python ws.py",
            Some(8765),
        ),
    ]);
}

#[test]
fn images_and_packages_name_their_programs() {
    let packaged =
        |scripts: &str| format!("[project]\nname = \"tides\"\nversion = \"1\"\ndependencies = [\"mcp\"]\n{scripts}{BUILD}");
    check_places(&[
        (
            "a worker beside the server",
            &[
                ("requirements.txt", "flask\ngunicorn\ncelery\n"),
                ("shop.py", FLASK),
                ("Dockerfile", &[IMAGE, "CMD [\"./go.sh\"]\n"].concat()),
                ("go.sh", "#!/bin/sh\ngunicorn shop:app -b 0.0.0.0:8000 &\ncelery -A tasks worker\n"),
            ],
            "gunicorn shop:app",
            Some(8000),
        ),
        (
            "a stage that is only checked",
            &[
                ("requirements.txt", "flask\ngunicorn\n"),
                ("web.py", TWO),
                (
                    "Dockerfile",
                    "FROM python:3.14 AS compiled\nCOPY . /srv\nFROM python:3.14\nCOPY --from=compiled /srv /srv\nWORKDIR /srv\nCMD [\"gunicorn\", \"web:site\", \"-b\", \"0.0.0.0:1\"]\n",
                ),
                (".github/workflows/x.yml", "jobs:\n  x:\n    steps:\n    - run: docker build --target compiled .\n"),
            ],
            "gunicorn web:site",
            Some(1),
        ),
        (
            "entry points in one text",
            &[
                (
                    "setup.py",
                    "from setuptools import setup\nsetup(name='tides', packages=['tides'], entry_points='''\n[console_scripts]\ntides=tides:main\n''')\n",
                ),
                ("tides/__init__.py", "def main(): print(1)\n"),
            ],
            "tides",
            None,
        ),
        (
            "a program as a file",
            &[
                ("setup.py", "from setuptools import setup\nsetup(name='tides', packages=['tides'], scripts=['bin/tides'])\n"),
                ("tides/__init__.py", ""),
                ("bin/tides", "#!/usr/bin/env python\nprint(1)\n"),
            ],
            "tides",
            None,
        ),
        (
            "the command of a program that is run as a module",
            &[
                ("pyproject.toml", &packaged("[project.scripts]\ntides = \"tides.server:main\"\n")),
                ("tides/__init__.py", ""),
                (
                    "tides/server.py",
                    "from mcp.server.fastmcp import FastMCP\nmcp = FastMCP('t')\ndef main():\n    mcp.run()\nif __name__ == '__main__':\n    main()\n",
                ),
            ],
            "tides",
            None,
        ),
        (
            "a command whose module does not exist",
            &[
                ("pyproject.toml", &packaged("[project.scripts]\ntides-mail = \"tides_mail.send:main\"\n")),
                ("tides/__init__.py", "def f(): ...\n"),
            ],
            "nothing",
            None,
        ),
        (
            "a framework of the tests",
            &[
                ("pyproject.toml", &packaged("[dependency-groups]\ntests = [\"fastapi\"]\n")),
                ("tides/__init__.py", "def f(): ...\n"),
                ("tutorial_src/main.py", FASTAPI),
            ],
            "nothing",
            None,
        ),
        (
            "a factory that is handed on",
            &[
                ("requirements.txt", "flask\ngunicorn\n"),
                ("shop/__init__.py", "from flask import Flask\ndef create_app(name):\n    return Flask(name)\n"),
                (
                    "manage.py",
                    "import click\nfrom flask.cli import FlaskGroup\nfrom shop import create_app\ndef make():\n    return create_app('dev')\n@click.group(cls=FlaskGroup, create_app=make)\ndef cli(): ...\nif __name__ == '__main__':\n    cli()\n",
                ),
            ],
            "gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile - 'manage:make()'",
            Some(8000),
        ),
        (
            "an option for the folder of the data",
            &[
                ("requirements.txt", "cherrypy\n"),
                (
                    "shop.py",
                    "import argparse, os, sys\np = argparse.ArgumentParser()\np.add_argument('--datadir')\nargs = p.parse_args()\ndata = args.datadir or os.path.dirname(__file__)\nif not os.access(data, os.W_OK):\n    sys.exit('not writable')\nwhile True:\n    print(data)\n",
                ),
            ],
            "python shop.py --datadir=/app/data",
            None,
        ),
        (
            "settings in another folder than `manage.py`",
            &[
                ("requirements.txt", "django\ngunicorn\n"),
                ("manage.py", "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n"),
                ("src/shop/__init__.py", ""),
                ("src/shop/settings.py", "DEBUG = False\n"),
                (
                    "src/shop/wsgi.py",
                    "import os\nfrom django.core.wsgi import get_wsgi_application\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\napplication = get_wsgi_application()\n",
                ),
            ],
            "gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile - shop.wsgi:application",
            Some(8000),
        ),
        (
            "a first page that a page for development imports",
            &[
                ("requirements.txt", "streamlit\n"),
                ("app.py", "import streamlit as st\ndef main():\n    st.title('x')\nif __name__ == '__main__':\n    main()\n"),
                ("app_dev.py", "import streamlit as st\nimport app\nst.write(1)\napp.main()\n"),
            ],
            "streamlit run app.py",
            Some(8501),
        ),
    ]);
}

#[test]
fn code_that_imports_the_folder_of_its_packages_by_name_starts_from_above_it() {
    let found = "[tool.setuptools]\npackage-dir = {\"\" = \"src\"}\n[tool.setuptools.packages.find]\nwhere = [\"src\"]\n";
    let manifest = &format!("[project]\nname = \"shop\"\nversion = \"1\"\ndependencies = [\"flask\", \"gunicorn\"]\n{found}");
    let main = "import shop.db\nif __name__ == '__main__':\n    print(input())\n";
    let by_root = &main.replace("shop.db", "src.shop.db");
    let factory =
        "from flask import Flask\ndef create_app():\n    from src.shop.db import connect\n    app = Flask('x')\n    return app\n";
    let db = ("src/shop/db.py", "def connect():\n    return None\n");
    check_places(&[
        ("a script of the folder", &[("pyproject.toml", manifest), db, ("src/main.py", main)], "python src/main.py", None),
        ("a script of the root", &[("pyproject.toml", manifest), db, ("src/main.py", by_root)], "python -m src.main", None),
        (
            "a factory",
            &[("pyproject.toml", manifest), db, ("src/shop/__init__.py", ""), ("src/shop/web.py", factory)],
            "gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile - 'src.shop.web:create_app()'",
            Some(8000),
        ),
    ]);
}
