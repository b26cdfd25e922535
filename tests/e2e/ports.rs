//! `$PORT` for every server: the image listens where the variable says, on its own port without it, and stops at once.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::docker::{Engine, Image};
use crate::http;
use crate::process::{self, wait_for};

/// A server, the requirements that bring it, and an application for it.
pub struct Row {
    pub server: &'static str,
    requirements: &'static str,
    source: &'static str,
    /// What the command must hold, so that the row tries the server that it names.
    command: &'static str,
    port: u16,
    /// More files of the project, with their text.
    files: &'static [(&'static str, &'static str)],
    /// More arguments of `init`.
    options: &'static [&'static str],
    /// The variable that says the port.
    variable: &'static str,
    /// How long after its first answer the server takes a signal. Sanic's main process does not end if it is asked while it still
    /// marks its first worker as ready (measured with 25.12: 137 after ten seconds at once, 0 after half a second).
    settles: Duration,
}

const FLASK: &str = "from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get(\"/\")\ndef home():\n    return \"tide\"\n";
const FASTAPI: &str = "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get(\"/\")\ndef home():\n    return \"tide\"\n";
const STARLETTE: &str = "from starlette.applications import Starlette\nfrom starlette.responses import PlainTextResponse\nfrom starlette.routing import Route\n\napp = Starlette(routes=[Route(\"/\", lambda request: PlainTextResponse(\"tide\"))])\n";
const QUART: &str =
    "from quart import Quart\n\napp = Quart(__name__)\n\n\n@app.get(\"/\")\nasync def home():\n    return \"tide\"\n";
const SANIC: &str = "from sanic import Sanic\nfrom sanic.response import text\n\napp = Sanic(\"tide\")\n\n\n@app.get(\"/\")\nasync def home(request):\n    return text(\"tide\")\n";
const STREAMLIT: &str = "import streamlit as st\n\nst.title(\"tide\")\n";
const GRADIO: &str =
    "import gradio as gr\n\ndemo = gr.Interface(fn=lambda name: name, inputs=\"text\", outputs=\"text\")\ndemo.launch()\n";

const LITESTAR: &str = "from litestar import Litestar, get\n\n\n@get(\"/\")\nasync def home() -> str:\n    return \"tide\"\n\n\napp = Litestar([home])\n";
const USUAL: Row = Row {
    server: "",
    requirements: "",
    source: "",
    command: "",
    port: 8000,
    files: &[],
    options: &["--port-env", "PORT"],
    variable: "PORT",
    settles: Duration::ZERO,
};
const HARDENED: &[&str] = &["--port-env", "PORT", "--runtime", "hardened", "--python", "3.13"];
const MINIMAL: &[&str] = &["--port-env", "PORT", "--runtime", "minimal"];

pub const ROWS: &[Row] = &[
    Row { server: "daphne", requirements: "starlette\ndaphne\n", source: STARLETTE, command: "daphne", ..USUAL },
    Row {
        server: "fastapi",
        requirements: "fastapi[standard]\n",
        source: FASTAPI,
        command: "fastapi",
        files: &[("Procfile", "web: fastapi run app.py --port $PORT\n")],
        options: &[],
        ..USUAL
    },
    Row {
        server: "flask",
        requirements: "flask\n",
        source: FLASK,
        command: "flask",
        port: 5000,
        // It is taken only where a person names it.
        options: &["--cmd", "flask --app app run --host 0.0.0.0"],
        variable: "FLASK_RUN_PORT",
        ..USUAL
    },
    Row { server: "gradio", requirements: "gradio\n", source: GRADIO, command: "python", port: 7860, ..USUAL },
    Row { server: "granian", requirements: "fastapi\ngranian\n", source: FASTAPI, command: "granian", ..USUAL },
    Row { server: "gunicorn", requirements: "flask\ngunicorn\n", source: FLASK, command: "gunicorn", ..USUAL },
    Row { server: "hypercorn", requirements: "quart\nhypercorn\n", source: QUART, command: "hypercorn", ..USUAL },
    Row {
        server: "litestar",
        requirements: "litestar[standard]\n",
        source: LITESTAR,
        command: "litestar",
        files: &[("Procfile", "web: litestar --app app:app run --host 0.0.0.0 --port $PORT\n")],
        options: &[],
        ..USUAL
    },
    Row {
        server: "quart",
        requirements: "quart\n",
        source: QUART,
        command: "quart",
        files: &[("Procfile", "web: quart --app app run --host 0.0.0.0 --port $PORT\n")],
        options: &[],
        ..USUAL
    },
    Row { server: "sanic", requirements: "sanic\n", source: SANIC, command: "sanic", settles: Duration::from_secs(1), ..USUAL },
    Row { server: "streamlit", requirements: "streamlit\n", source: STREAMLIT, command: "streamlit", port: 8501, ..USUAL },
    Row { server: "uvicorn", requirements: "fastapi\nuvicorn\n", source: FASTAPI, command: "uvicorn", ..USUAL },
    Row { server: "uwsgi", requirements: "flask\nuwsgi\n", source: FLASK, command: "uwsgi", ..USUAL },
    Row { server: "waitress", requirements: "flask\nwaitress\n", source: FLASK, command: "waitress-serve", ..USUAL },
    // Images without a shell.
    Row {
        server: "gunicorn-hardened",
        requirements: "flask\ngunicorn\n",
        source: FLASK,
        command: "gunicorn",
        options: HARDENED,
        ..USUAL
    },
    Row {
        server: "uvicorn-hardened",
        requirements: "fastapi\nuvicorn\n",
        source: FASTAPI,
        command: "uvicorn",
        options: HARDENED,
        variable: "UVICORN_PORT",
        ..USUAL
    },
    Row {
        server: "granian-minimal",
        requirements: "fastapi\ngranian\n",
        source: FASTAPI,
        command: "granian",
        options: MINIMAL,
        variable: "GRANIAN_PORT",
        ..USUAL
    },
    Row {
        server: "streamlit-minimal",
        requirements: "streamlit\n",
        source: STREAMLIT,
        command: "streamlit",
        port: 8501,
        options: MINIMAL,
        variable: "STREAMLIT_SERVER_PORT",
        ..USUAL
    },
];

/// The port that the variable says.
const OTHER: u16 = 9123;
const ANSWER: Duration = Duration::from_secs(90);
/// `docker stop` kills after ten seconds; a server that is process 1 and hears the signal is done before.
const STOP: Duration = Duration::from_secs(7);

pub fn check(row: &Row, engine: &Engine) -> Result<(), String> {
    let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
    let folder = scratch.path();
    let write = |name: &str, text: &str| fs::write(folder.join(name), text).map_err(|error| error.to_string());
    write("app.py", row.source)?;
    write("requirements.txt", row.requirements)?;
    for (name, text) in row.files {
        write(name, text)?;
    }
    init(folder, row.options)?;
    let dockerfile = fs::read_to_string(folder.join("Dockerfile")).map_err(|error| error.to_string())?;
    let command = dockerfile.lines().find(|line| line.starts_with("CMD ")).unwrap_or_default();
    if !command.contains(row.command) {
        return Err(format!("the image starts something else: {command}"));
    }
    let tag = format!("pydock-e2e-port-{}:{}", row.server, std::process::id());
    let (image, _) = engine.build_image(folder, &tag)?;
    answers(&image, row, &["--env", &format!("{}={OTHER}", row.variable)], OTHER)?;
    answers(&image, row, &[], row.port)
}

fn init(folder: &Path, options: &[&str]) -> Result<(), String> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pydock"));
    command.args(["init", "--yes"]).args(options).current_dir(folder);
    let outcome = process::run(&mut command, Duration::from_secs(60))?;
    if outcome.succeeded() { Ok(()) } else { Err(outcome.tail()) }
}

/// The container answers on the port, and ends when it is asked to.
fn answers(image: &Image, row: &Row, options: &[&str], port: u16) -> Result<(), String> {
    let name = format!("pydock-e2e-port-{}-{port}-{}", row.server, std::process::id());
    let published = port.to_string();
    let container = image.start(&name, &[&["--publish", &published], options].concat())?;
    let host = container.published(port)?;
    let answer = wait_for(ANSWER, || Ok(http::get(host, "/").filter(|answer| answer.status == 200)))?;
    if answer.is_none() {
        return Err(format!("no answer on port {port}\n{}", container.log()));
    }
    std::thread::sleep(row.settles);
    let started = Instant::now();
    container.stop()?;
    let (took, code) = (started.elapsed(), container.inspect("{{.State.ExitCode}}")?);
    if took > STOP || code == "137" {
        return Err(format!("`docker stop` took {} s, exit status {code}\n{}", took.as_secs(), container.log()));
    }
    Ok(())
}
