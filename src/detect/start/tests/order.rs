//! Which of two ways to start a project is taken.

use super::*;

const APP: &str = "from flask import Flask\napp = Flask('x')\n";
const PYPROJECT: &str = "[project]\nname = \"tides\"\nversion = \"1\"\ndependencies = [\"fastapi\", \"flask\", \"gunicorn\", \"uvicorn\", \"celery\"]\n[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n";

/// The files that show one way, and the command that it leads to. A pyproject.toml is the lines that are added to it.
type Way = (&'static str, &'static [(&'static str, &'static str)], &'static str);

/// The strongest first.
const WAYS: &[Way] = &[
    (
        "[tool.fastapi]",
        &[
            ("pyproject.toml", "[tool.fastapi]\nentrypoint = \"api:app\"\n"),
            ("api.py", "from fastapi import FastAPI\napp = FastAPI()\n"),
        ],
        "uvicorn api:app",
    ),
    (
        "Dockerfile",
        &[
            ("Dockerfile", "FROM python:3.14\nCOPY . .\nCMD [\"gunicorn\", \"app:app\", \"--bind\", \"0.0.0.0:2\"]\n"),
            ("app.py", APP),
        ],
        "gunicorn app:app --bind 0.0.0.0:2",
    ),
    (
        "Procfile",
        &[("Procfile", "web: gunicorn app:app --bind 0.0.0.0:1\n"), ("app.py", APP)],
        "gunicorn app:app --bind 0.0.0.0:1",
    ),
    (
        "compose",
        &[("compose.yaml", "services:\n  web:\n    build: .\n    command: gunicorn app:app --bind 0.0.0.0:3\n"), ("app.py", APP)],
        "gunicorn app:app --bind 0.0.0.0:3",
    ),
    (
        "a console script that a unit starts",
        &[
            ("pyproject.toml", "[project.scripts]\ntides = \"tides.cli:main\"\n"),
            ("tides/__init__.py", ""),
            (
                "tides/cli.py",
                "import click\n@click.group()\ndef main(): ...\n@main.command()\n@click.option('--port', default=4)\ndef serve(port): ...\n",
            ),
            ("tides.service", "[Service]\nExecStart=/usr/bin/tides serve\n"),
        ],
        "tides serve --port=4",
    ),
    ("an application", &[("app.py", APP)], "gunicorn --bind 0.0.0.0:8000"),
    (
        "a development server of compose",
        &[("compose.yml", "services:\n  dev:\n    build: .\n    command: flask --app app run --debug\n")],
        "flask --app app run --debug",
    ),
    (
        "a console script",
        &[
            ("pyproject.toml", "[project.scripts]\ntides-tool = \"tides.tool:main\"\n"),
            ("tides/__init__.py", ""),
            ("tides/tool.py", "def main(): print(1)\n"),
        ],
        "tides-tool",
    ),
    ("a package", &[("tides/__init__.py", ""), ("tides/__main__.py", "print(1)\n")], "python -m tides"),
    ("a script", &[("run.py", "print(1)\n")], "python run.py"),
];

/// The command that is taken where all of these ways are there.
fn taken(ways: &[&Way]) -> String {
    let mut files: Vec<(&str, String)> = vec![("pyproject.toml", PYPROJECT.to_owned())];
    for (path, text) in ways.iter().flat_map(|(_, files, _)| *files) {
        match files.iter_mut().find(|(known, _)| known == path) {
            Some((known, whole)) if *known == "pyproject.toml" => {
                // Both ways may have console scripts.
                let lines = text.strip_prefix("[project.scripts]\n").filter(|_| whole.contains("[project.scripts]"));
                match lines {
                    Some(lines) => *whole = whole.replace("[project.scripts]\n", &format!("[project.scripts]\n{lines}")),
                    None => whole.push_str(text),
                }
            }
            Some(_) => {}
            None => files.push((path, (*text).to_owned())),
        }
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let chosen = of_files(&files, |evidence| detect(evidence).unwrap().chosen);
    chosen.map_or("nothing".to_owned(), |found| found.value.command.to_string())
}

#[test]
fn each_way_goes_before_those_behind_it() {
    for (index, stronger) in WAYS.iter().enumerate() {
        let alone = taken(&[stronger]);
        assert!(alone.starts_with(stronger.2), "{} alone: {alone}", stronger.0);
        for weaker in &WAYS[index + 1..] {
            let found = taken(&[stronger, weaker]);
            assert!(found.starts_with(stronger.2), "{} and {}: {found}", stronger.0, weaker.0);
        }
    }
}
