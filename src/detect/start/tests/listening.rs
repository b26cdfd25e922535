//! Where programs listen: by their options, by the project's documents and settings; and which of them is the program.

use super::*;

const SERVE: &str = "from http.server import HTTPServer\n\ndef serve(options):\n    HTTPServer((options.host, options.port), None).serve_forever()\n";

/// The manifests of a project with one console script.
fn packaged(target: &str) -> Manifests {
    let text = format!(
        "[project]\nname = \"tides\"\nversion = \"1\"\n[project.scripts]\ntides = \"{target}\"\n[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n"
    );
    Manifests::read(&ProjectTree::in_memory([("pyproject.toml", text.as_str())])).unwrap()
}

#[test]
fn the_option_that_opens_a_program_to_the_network_is_added() {
    let parser = |options: &str| {
        format!(
            "import argparse\n{SERVE}\nHOST = 'localhost'\n\ndef main():\n    parser = argparse.ArgumentParser()\n{options}    serve(parser.parse_args())\n"
        )
    };
    for (options, expected) in [
        ("    parser.add_argument('--host', default='127.0.0.1')\n", "tides --host=0.0.0.0 | 8000"),
        (
            "    parser.add_argument('-l', '--listen', default=HOST)\n    parser.add_argument('-p', '--port', type=int, default=6001)\n",
            "tides --listen=0.0.0.0 | 6001",
        ),
        (
            "    parser.add_argument('-H', '--host', default='::1')\n    parser.add_argument('--port', default=6001)\n",
            "tides --host=0.0.0.0 | 6001",
        ),
        ("    parser.add_argument('--bind', default='127.0.0.1:7000')\n", "tides --bind=0.0.0.0:7000 | 7000"),
        (
            "    parser.add_argument('--listen', action='store_true', help='Make it reachable from the network')\n",
            "tides --listen | 8000",
        ),
        ("    parser.add_argument('--listen', action='store_true', help='Hear the waves')\n", "tides | 8000"),
        ("    parser.add_argument('--host', default='0.0.0.0')\n", "tides | 8000"),
        ("    parser.add_argument('--host')\n", "tides | 8000"),
        ("    parser.add_argument('--db-host', default='localhost')\n", "tides | 8000"),
        (
            "    parser.add_argument('--host', default='localhost')\n    parser.add_argument('--address', default='localhost')\n",
            "tides | 8000",
        ),
        ("    parser.add_argument('--web-port', default=1)\n    parser.add_argument('--http-port', default=2)\n", "tides | 8000"),
    ] {
        let code = parser(options);
        let detection = run(&[("tides/__init__.py", ""), ("tides/main.py", &code)], &packaged("tides.main:main"));
        let found = detection.chosen.unwrap();
        assert!(summary(&found.value).starts_with(&format!("{expected} | ")), "{options}: {}", summary(&found.value));
        let is_said = detection.notes.iter().any(|note| note.message.contains("is added to the command"));
        assert_eq!(is_said, expected.contains("--"), "{options}");
    }
}

#[test]
fn a_method_of_a_class_is_the_program_of_a_console_script() {
    const HUB: &str = "from tornado.ioloop import IOLoop\nfrom traitlets.config import Application\n\nclass Hub(Application):\n";
    for (body, target, expected) in [
        (
            "    def start(self):\n        self.loop = IOLoop.current()\n        self.loop.start()\n\nmain = Hub.launch_instance\n",
            "tides.hub:main",
            "tides | -",
        ),
        (
            "    @classmethod\n    def launch(cls):\n        loop = IOLoop(make_current=False)\n        loop.start()\n",
            "tides.hub:Hub.launch",
            "tides | -",
        ),
        ("    def start(self):\n        print('done')\n\nmain = Hub.launch_instance\n", "tides.hub:main", "tides + --help | -"),
    ] {
        let code = format!("{HUB}{body}");
        let detection = run(&[("tides/__init__.py", ""), ("tides/hub.py", &code)], &packaged(target));
        let found = summary(&detection.chosen.unwrap().value);
        assert!(found.starts_with(expected), "{body}: {found}");
    }
}

#[test]
fn the_documents_say_which_file_is_the_program() {
    let readme = |text: &'static str| ("README.md", text);
    let script = "if __name__ == '__main__':\n    print('x')\n";
    for (text, expected) in [
        ("```\n$ python weather.py --all\n```\n", "python weather.py | - | SIGINT | script"),
        ("```\n./weather.py\n```\n", "python weather.py | - | SIGINT | script"),
        // Two files are as good as none, and so is a package inside another one.
        ("```\npython weather.py\npython tide.py\n```\n", "python -m extra.waves | - | SIGINT | script"),
        ("Nothing.\n", "python -m extra.waves | - | SIGINT | script"),
    ] {
        let detection = run(
            &[readme(text), ("weather.py", script), ("tide.py", script), ("extra/waves/__main__.py", script)],
            &requirements(&["requests"]),
        );
        let found = detection.chosen.unwrap();
        assert_eq!(summary(&found.value), expected, "{text}");
        assert_eq!(found.value.confidence == Confidence::Strong, expected.contains("weather"), "{text}");
    }
}

#[test]
fn settings_and_documents_give_the_port_that_the_code_does_not_name() {
    let flask = ("app.py", "from flask import Flask\napp = Flask('x')\n");
    for (file, expected) in [
        (("README.md", "Open http://localhost:6012/ now.\n"), 6012),
        (("README.md", "Open http://localhost:6012/ or http://localhost:6013/\n"), 8000),
        (("README.md", "Set `redis://localhost:6379`.\n"), 8000),
        (("README.md", "    docker build -t shelf .\n    docker run -p 80:7001 shelf\n"), 7001),
        (("conf.py", "DEFAULTS = {\n    'http_port': 7002,\n}\n"), 7002),
    ] {
        let detection = run(&[flask, file], &requirements(&["flask", "gunicorn"]));
        assert_eq!(detection.chosen.unwrap().value.port.map(Port::number), Some(expected), "{file:?}");
    }
    // A server of pages is another program.
    let files = [flask, ("README.md", "Open http://localhost:3000/\n"), ("package.json", "{}")];
    let detection = run(&files, &requirements(&["flask", "gunicorn"]));
    assert_eq!(detection.chosen.unwrap().value.port.map(Port::number), Some(8000));
}

#[test]
fn a_call_is_known_by_keywords_that_only_it_takes() {
    let server = "import argparse\nfrom parts import pages\n\ndef show():\n    import gradio\n    pages['main'].launch(server_port=7000)\n\nif __name__ == '__main__':\n    show()\n";
    let files = [("server.py", server), ("parts.py", "pages = {}\n")];
    check(&files, &["gradio"], "python server.py | 7000 / | SIGINT | gradio");
}

#[test]
fn the_port_of_a_configuration_file_that_uwsgi_is_given() {
    let check = |command: &str, config: &str, expected: &str| {
        let dockerfile = format!("FROM python:3.13-slim\nCOPY . /app\nWORKDIR /app\nCMD {command}\n");
        let files = [
            ("Dockerfile", dockerfile.as_str()),
            ("requirements.txt", "flask\nuwsgi\n"),
            ("conf/web.ini", config),
            ("app.py", "from flask import Flask\napp = Flask('x')\n"),
        ];
        let found = of_files(&files, |evidence| detect(evidence).unwrap().chosen.unwrap().value);
        let health = found.health.as_ref().map_or(String::new(), |health| format!(" {health}"));
        assert_eq!(format!("{}{health}", found.port.unwrap()), expected, "{command} {config}");
    };
    let http = "[uwsgi]\nmodule = app:app\nhttp-socket = 0.0.0.0:7000\n";
    check("uwsgi --ini conf/web.ini", http, "7000 /");
    check("uwsgi conf/web.ini", http, "7000 /");
    check("uwsgi conf/web.ini", "[uwsgi]\nmodule = app:app\nsocket = [::]:5000\n", "5000 tcp");
    let both = "[uwsgi]\nmodule = app:app\nsocket = :5000\n\n[web]\nini = :uwsgi\nhttp = [::]:8080\n";
    check("uwsgi --ini conf/web.ini:web", both, "8080 /");
    check("uwsgi conf/web.ini:uwsgi --gevent 200", both, "5000 tcp");
}

#[test]
fn app_engine_sends_requests_to_its_own_port() {
    let app = ("main.py", "from flask import Flask\napp = Flask('x')\n");
    for (text, port) in [("runtime: python312\n", 8080), ("runtime: nodejs20\n", 8000)] {
        let detection = run(&[app, ("app.yaml", text)], &requirements(&["flask", "gunicorn"]));
        assert_eq!(detection.chosen.unwrap().value.port.unwrap().number(), port, "{text}");
    }
}

#[test]
fn metrics_are_served_where_the_call_says_and_give_way_to_any_other_server() {
    const LOOP: &str = "    while True:\n        time.sleep(9)\n";
    const IMPORTS: &str = "import time\nfrom prometheus_client import start_http_server\n";
    let main = |body: &str| format!("{IMPORTS}{body}\nif __name__ == '__main__':\n    main()\n");
    for (code, expected) in [
        (main(&format!("def main():\n    start_http_server(9123)\n{LOOP}")), "python exporter.py | 9123 /metrics"),
        (
            main(&format!("PORT = 9200\ndef main():\n    start_http_server(port=PORT, addr='0.0.0.0')\n{LOOP}")),
            "python exporter.py | 9200 /metrics",
        ),
        (main(&format!("def main(port=None):\n    start_http_server(port)\n{LOOP}")), "python exporter.py | -"),
        (
            main(&format!("P = 9400\ndef main(port=P):\n    start_http_server(port)\n{LOOP}")),
            "python exporter.py | 9400 /metrics",
        ),
        (
            format!(
                "{IMPORTS}def serve(a, port):\n    start_http_server(port)\n{LOOP}\nif __name__ == '__main__':\n    serve(1, 9500)\n"
            ),
            "python exporter.py | 9500 /metrics",
        ),
        (
            main(
                "from http.server import HTTPServer\ndef main():\n    start_http_server(9123)\n    HTTPServer(('', 8080), None).serve_forever()\n",
            ),
            "python exporter.py | 8080",
        ),
    ] {
        let detection = run(&[("exporter.py", &code)], &requirements(&["prometheus-client"]));
        let found = detection.chosen.unwrap();
        assert!(summary(&found.value).starts_with(expected), "{code}: {}", summary(&found.value));
    }
    // A console script that serves them is no tool.
    let code = format!("{IMPORTS}from .serve import start\ndef main():\n    start(port=9300)\n");
    let serve = "from prometheus_client import start_http_server\nPORT = 9300\ndef start(port=PORT):\n    return start_http_server(port)\n";
    let files = [("tides/__init__.py", ""), ("tides/main.py", code.as_str()), ("tides/serve.py", serve)];
    let found = summary(&run(&files, &packaged("tides.main:main")).chosen.unwrap().value);
    assert!(found.starts_with("tides | 9300 /metrics"), "{found}");
}

#[test]
fn the_strongest_line_about_the_port_counts() {
    const FLASK: (&str, &str) = ("app.py", "from flask import Flask\napp = Flask(__name__)\n");
    const DEPENDENCIES: (&str, &str) = ("requirements.txt", "flask==3.0.0\ngunicorn==23.0.0\n");
    const IMAGE: &str =
        "FROM python:3.14\nCOPY . .\nEXPOSE 8085\nCMD [\"gunicorn\", \"-c\", \"gunicorn_config.py\", \"app:app\"]\n";
    check_rows(&[
        (
            "the server's configuration binds another one than the image exposes",
            &[FLASK, DEPENDENCIES, ("Dockerfile", IMAGE), ("gunicorn_config.py", "bind = \"0.0.0.0:8080\"\n")],
            "gunicorn -c gunicorn_config.py app:app | 8080 /? | SIGTERM | flask",
        ),
        (
            "a configuration that reads its environment leaves it open",
            &[
                FLASK,
                DEPENDENCIES,
                ("Dockerfile", IMAGE),
                ("gunicorn_config.py", "import os\nbind = \"0.0.0.0:\" + os.environ.get(\"PORT\", \"8080\")\n"),
            ],
            "gunicorn -c gunicorn_config.py app:app | 8085 /? | SIGTERM | flask",
        ),
        (
            "a list of other machines",
            &[
                FLASK,
                DEPENDENCIES,
                ("settings.py", "NODES = [\n    {\n        \"address\": \"far.example\",\n        \"port\": 443,\n    }\n]\n"),
            ],
            "gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile - app:app | 8000 /? | SIGTERM | flask",
        ),
        (
            "a section about the program itself",
            &[
                FLASK,
                DEPENDENCIES,
                (
                    "settings.py",
                    "DEFAULTS = {\n    \"server\": {\n        \"port\": 9443,\n    },\n    \"redis\": {\n        \"port\": 6380,\n    },\n}\n",
                ),
            ],
            "gunicorn --bind 0.0.0.0:9443 --worker-tmp-dir /dev/shm --access-logfile - app:app | 9443 /? | SIGTERM | flask",
        ),
        (
            "ports of other programs in the same service",
            &[
                FLASK,
                DEPENDENCIES,
                ("frontend/package.json", "{}"),
                (
                    "compose.yaml",
                    "services:\n  dev:\n    build: .\n    ports: [\"3000:3000\", \"5678:5678\", \"8443:8443\", \"5000:5000\"]\n",
                ),
            ],
            "gunicorn --bind 0.0.0.0:5000 --worker-tmp-dir /dev/shm --access-logfile - app:app | 5000 /? | SIGTERM | flask",
        ),
        (
            "a page beside a bot",
            &[
                ("requirements.txt", "flask==3.0.0\n"),
                ("Dockerfile", "FROM python:3.14\nCOPY . .\nCMD [\"python\", \"-m\", \"helper\"]\n"),
                ("helper/__init__.py", ""),
                ("helper/__main__.py", "from helper import page\npage.start()\nwork()\n"),
                (
                    "helper/page.py",
                    "from threading import Thread\nfrom flask import Flask\napp = Flask('x')\ndef run():\n    app.run(host='0.0.0.0', port=8010)\ndef start():\n    Thread(target=run).start()\n",
                ),
            ],
            "python -m helper | 8010 /? | SIGINT | flask",
        ),
    ]);
}
