//! Ports that the project states, and console scripts that serve.

use super::*;

const FLASK: (&str, &str) = ("app.py", "from flask import Flask\napp = Flask('x')\n");

fn compose(port: u16) -> ComposeService {
    ComposeService {
        volumes: Vec::new(),
        environment: Vec::new(),
        paths: Vec::new(),
        dockerfile: None,
        entrypoint: None,
        name: "web".to_owned(),
        command: None,
        ports: vec![(Port::new(port).unwrap(), Location::file(RelPath::parse("compose.yaml").unwrap()))],
    }
}

#[test]
fn the_port_of_the_project_goes_before_that_of_the_server() {
    let bind = |text: &'static str| ("gunicorn.conf.py", text);
    let own = " --worker-tmp-dir /dev/shm | ";
    for (file, command, published, expected) in [
        (bind(""), "gunicorn app:app", None, format!("gunicorn app:app --bind 0.0.0.0:8000{own}8000")),
        (bind(""), "gunicorn app:app", Some(5000), format!("gunicorn app:app --bind 0.0.0.0:5000{own}5000")),
        (bind(""), "gunicorn app:app -b :$PORT", Some(81), "gunicorn app:app -b :81 | 81".to_owned()),
        (bind("bind = '0.0.0.0:8080'\n"), "gunicorn app:app", None, "gunicorn app:app | 8080".to_owned()),
        (bind("bind = '0.0.0.0:8080'\n"), "gunicorn app:app", Some(9000), "gunicorn app:app | 8080".to_owned()),
        (bind("bind = 'unix:/run/x'\n"), "gunicorn app:app", None, format!("gunicorn app:app --bind 0.0.0.0:8000{own}8000")),
        (
            ("deploy/g.py", "bind = ':7000'\n"),
            "gunicorn -c deploy/g.py app:app",
            None,
            "gunicorn -c deploy/g.py app:app | 7000".to_owned(),
        ),
    ] {
        let mut manifests = requirements(&["flask", "gunicorn"]);
        let at = Location::line(RelPath::parse("Procfile").unwrap(), 1);
        let web = ProcessType { name: "web".to_owned(), command: command.to_owned(), at };
        manifests.procfile = Some(Procfile { processes: vec![web] });
        manifests.compose = published.map(compose).into_iter().collect();
        let detection = run(&[FLASK, file], &manifests);
        assert_eq!(summary(&detection.chosen.unwrap().value), format!("{expected} /? | SIGTERM | flask"));
    }
    // Without a command, the server of the framework is bound to it.
    let mut manifests = requirements(&["flask", "gunicorn"]);
    manifests.compose = vec![compose(5000)];
    let found = summary(&run(&[FLASK], &manifests).chosen.unwrap().value);
    assert!(found.starts_with("gunicorn --bind 0.0.0.0:5000 ") && found.contains("| 5000 "), "{found}");
}

#[test]
fn a_console_script_that_serves_needs_no_help() {
    const MAIN: &str =
        "import argparse\nfrom http.server import HTTPServer\n\ndef main():\n    parser = argparse.ArgumentParser()\n";
    let server = "    serve()\n\ndef serve():\n    HTTPServer(('', 80), None).serve_forever()\n";
    let command = "    commands = parser.add_subparsers()\n    run = commands.add_parser('run')\n    run.add_argument('-p', '--port', default=8090)\n    run.add_argument('--host')\n";
    let click = "import click\n\n@click.group()\ndef main():\n    pass\n\n@main.command()\n@click.option('--port', default=4000)\ndef serve_all(port):\n    pass\n";
    let readme = |line: &str| format!("# Tides\n\n```console\n$ {line}\n```\n");
    for (code, documents, expected) in [
        (format!("{MAIN}{server}"), String::new(), "tides | 80 | SIGINT | script"),
        (format!("{MAIN}    parser.add_argument('file')\n{server}"), String::new(), "tides + --help | - | SIGINT | cli"),
        (format!("{MAIN}    parser.add_argument('file', nargs='?')\n{server}"), String::new(), "tides | 80 | SIGINT | script"),
        (
            format!("{MAIN}    parser.add_argument('--file', required=True)\n{server}"),
            String::new(),
            "tides + --help | - | SIGINT | cli",
        ),
        (MAIN.to_owned(), String::new(), "tides + --help | - | SIGINT | cli"),
        // The line alone does not tell a server from a tool, but that neither must be given anything.
        (MAIN.to_owned(), readme("tides"), "tides + nothing | - | SIGINT | cli"),
        (format!("{MAIN}    parser.add_argument('file')\n"), readme("tides"), "tides + --help | - | SIGINT | cli"),
        (format!("{MAIN}{command}"), String::new(), "tides + --help | - | SIGINT | cli"),
        (
            format!("{MAIN}{command}"),
            readme("tides run ~/data &"),
            "tides run --host=0.0.0.0 --port=8090 | 8090 | SIGINT | script",
        ),
        (format!("{MAIN}{command}"), readme("tides check"), "tides + --help | - | SIGINT | cli"),
        (click.to_owned(), readme("tides serve-all"), "tides serve-all --port=4000 | 4000 | SIGINT | script"),
    ] {
        let manifest = "[project]\nname = \"tides\"\nversion = \"1\"\n[project.scripts]\ntides = \"tides.main:main\"\n[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n";
        let files = [
            ("pyproject.toml", manifest),
            ("tides/__init__.py", ""),
            ("tides/main.py", code.as_str()),
            ("README.md", &documents),
        ];
        let manifests = Manifests::read(&ProjectTree::in_memory(files)).unwrap();
        assert_eq!(summary(&run(&files, &manifests).chosen.unwrap().value), expected, "{code}{documents}");
    }
}

const PACKAGE: &str = "[project]\nname = \"tides\"\nversion = \"1\"\n[project.scripts]\ntides = \"tides.main:main\"\n[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n";

#[test]
fn a_console_script_is_followed_to_what_it_runs_without_options() {
    let endless = "class Gateway:\n    def __init__(self):\n        self.stopped = False\n        self.loop()\n    def loop(self):\n        while not self.stopped:\n            time.sleep(1)\n";
    let group = "import click\nimport uvicorn\n@click.group()\ndef main(): ...\n@main.command()\ndef check(): ...\n@main.command()\ndef start():\n    uvicorn.run('tides.app:app', host='0.0.0.0', port=9100)\n";
    for (code, other, expected) in [
        (format!("import time\ndef main():\n    Gateway()\n{endless}"), None, "tides | - | SIGINT | script"),
        (
            format!("import time\ndef main():\n    if args.watch:\n        Gateway()\n{endless}"),
            None,
            "tides + --help | - | SIGINT | cli",
        ),
        (
            "def main():\n    while True:\n        if not read():\n            break\n        time.sleep(1)\n".to_owned(),
            None,
            "tides + --help | - | SIGINT | cli",
        ),
        // The function of the command runs the server itself, with the options that it reads.
        (
            "import argparse\nimport uvicorn\nfrom starlette.applications import Starlette\ndef main():\n    p = argparse.ArgumentParser()\n    p.add_argument('--host', default='127.0.0.1')\n    p.add_argument('--port', type=int, default=8001)\n    a = p.parse_args()\n    uvicorn.run(Starlette(), host=a.host, port=a.port)\n"
                .to_owned(),
            None,
            "tides --host=0.0.0.0 | 8001 /? | SIGTERM | starlette",
        ),
        (
            "from tornado.ioloop import IOLoop\ndef main():\n    loop = IOLoop.current()\n    loop.start()\n".to_owned(),
            None,
            "tides | - | SIGINT | script",
        ),
        // The only sub-command that is called like a start and lasts.
        (group.to_owned(), None, "tides start | 9100 | SIGTERM | script"),
        (
            "def main(): ...\n".to_owned(),
            Some(("tides.service", "[Service]\nExecStart=/usr/bin/env poetry run tides -l 127.0.0.1 -p 70\n")),
            "tides -l 0.0.0.0 -p 70 | 70 | SIGINT | script",
        ),
    ] {
        let mut files = vec![("pyproject.toml", PACKAGE), ("tides/__init__.py", ""), ("tides/main.py", code.as_str())];
        files.extend(other);
        let manifests = Manifests::read(&ProjectTree::in_memory(files.iter().copied())).unwrap();
        assert_eq!(summary(&run(&files, &manifests).chosen.unwrap().value), expected, "{code}");
    }
}

#[test]
fn the_file_of_defaults_states_the_port_of_a_script_that_serves() {
    let manifest = "[project]\nname = \"tides\"\nversion = \"1\"\n[project.scripts]\ntides = \"tides.main:main\"\n[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n";
    let code = "from twisted.internet import reactor\ndef main():\n    reactor.run()\n";
    let files = [
        ("pyproject.toml", manifest),
        ("tides/__init__.py", ""),
        ("tides/main.py", code),
        ("tides/default_tides.conf", "[tides]\nbind_address = 127.0.0.1\nhttp_port = 6800\n"),
    ];
    let manifests = Manifests::read(&ProjectTree::in_memory(files)).unwrap();
    let detection = run(&files, &manifests);
    let chosen = detection.chosen.as_ref().unwrap();
    assert_eq!(summary(&chosen.value), "tides | 6800 | SIGINT | script");
    assert_eq!(chosen.value.port_at.as_ref().map(ToString::to_string).as_deref(), Some("tides/default_tides.conf:3"));
    // An address that only the container itself reaches is no reason to refuse the start, but must be said.
    assert!(detection.notes.iter().any(|note| note.message.contains("bind_address = 127.0.0.1")), "{:?}", detection.notes);
}
