//! Good Dockerfiles, each broken in every way that fits: most of what is broken is found, whatever the file looks like.

use std::collections::BTreeMap;

use super::*;
use crate::lint::{Context, FileKind, Settings, lint};

/// The files of the project, by name.
type Files = BTreeMap<String, String>;

/// What is written at `{SERVE}`, `{APT}`: the same start and the same system packages in many forms.
const DOCKERFILES: [&str; 20] = [
    "FROM python:3.13-slim-trixie\nWORKDIR /app\n{APT}COPY requirements.txt ./\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY app.py ./\nUSER 10001:10001\n{SERVE}",
    "FROM python:3.12-slim-bookworm\nWORKDIR /srv\n{APT}COPY requirements.txt .\nRUN pip install --no-cache-dir --requirement requirements.txt\nCOPY app.py .\nUSER 10001\n{SERVE}",
    "FROM python:3.13-slim-trixie AS build\nRUN python -m venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH\nCOPY requirements.txt ./\nRUN pip install --no-cache-dir -r requirements.txt\nFROM python:3.13-slim-trixie\n{APT}WORKDIR /app\nCOPY --from=build /opt/venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH\nCOPY app.py ./\nUSER 10001:10001\n{SERVE}",
    "FROM python:3.12-slim-bookworm AS wheels\nWORKDIR /build\nRUN python -m venv /venv\nCOPY requirements.txt .\nRUN /venv/bin/pip install --no-cache-dir -r requirements.txt\nFROM python:3.12-slim-bookworm AS final\n{APT}COPY --from=wheels /venv /venv\nENV PATH=\"/venv/bin:$PATH\"\nWORKDIR /code\nCOPY app.py /code/\nUSER 10001:10001\n{SERVE}",
    "FROM python:3.14-slim-trixie\nWORKDIR /app\n{APT}COPY requirements.txt /tmp/requirements.txt\nRUN pip install --no-cache-dir -r /tmp/requirements.txt\nCOPY app.py /app/app.py\nUSER 10001:10001\n{SERVE}",
    "FROM python:3.13-slim-trixie\nWORKDIR /app\n{APT}RUN --mount=type=bind,source=requirements.txt,target=requirements.txt pip install --no-cache-dir -r requirements.txt\nCOPY app.py ./\nUSER 10001:10001\n{SERVE}",
    "ARG PYTHON=3.13\nFROM python:${PYTHON}-slim-trixie\nWORKDIR /app\n{APT}COPY requirements.txt ./\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY app.py ./\nUSER 10001:10001\n{SERVE}",
    "FROM python:3.13-slim-trixie AS base\nWORKDIR /app\n{APT}FROM base AS deps\nRUN python -m venv /opt/venv\nCOPY requirements.txt ./\nRUN /opt/venv/bin/pip install --no-cache-dir -r requirements.txt\nFROM base\nCOPY --from=deps /opt/venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH\nCOPY app.py ./\nUSER 10001:10001\n{SERVE}",
    "FROM python:3.13-slim-trixie\nENV APP_HOME=/app\nWORKDIR $APP_HOME\n{APT}COPY requirements.txt $APP_HOME/\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY app.py $APP_HOME/\nUSER 10001:10001\n{SERVE}",
    "FROM python:3.12-slim-bookworm\nWORKDIR /app\n{APT}COPY requirements.txt app.py ./\nRUN python -m pip install --no-cache-dir -r requirements.txt\nUSER 10001:10001\n{SERVE}",
    "FROM python:3.13-slim-trixie\nWORKDIR /app\n{APT}COPY [\"requirements.txt\", \"./\"]\nRUN [\"pip\", \"install\", \"--no-cache-dir\", \"-r\", \"requirements.txt\"]\nCOPY [\"app.py\", \"./\"]\nUSER 10001:10001\n{SERVE}",
    "FROM python:3.13-slim-trixie\n{APT}RUN groupadd --gid 10001 app && useradd --uid 10001 --gid app app\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY --chown=app:app app.py ./\nUSER app\n{SERVE}",
    "FROM ghcr.io/astral-sh/uv:0.13.8 AS uv\nFROM python:3.13-slim-trixie\nCOPY --from=uv /uv /usr/local/bin/uv\n{APT}WORKDIR /app\nCOPY requirements.txt ./\nRUN uv pip install --system --no-cache -r requirements.txt\nCOPY app.py ./\nUSER 10001:10001\n{SERVE}",
    "FROM ghcr.io/astral-sh/uv:0.13.8-python3.13-trixie-slim AS build\nWORKDIR /app\nRUN uv venv --python /usr/local/bin/python /opt/venv\nCOPY requirements.txt ./\nRUN uv pip install --python /opt/venv/bin/python --no-cache -r requirements.txt\nFROM python:3.13-slim-trixie\n{APT}COPY --from=build /opt/venv /opt/venv\nENV PATH=/opt/venv/bin:$PATH\nWORKDIR /app\nCOPY app.py ./\nUSER 10001:10001\n{SERVE}",
    "FROM docker.io/library/python:3.13-slim-trixie\nWORKDIR /app\n{APT}COPY ./requirements.txt ./\nRUN set -eux; pip install --no-cache-dir -r requirements.txt\nCOPY ./app.py ./\nUSER 10001:10001\n{SERVE}",
    "FROM python:3.13-slim-trixie\nWORKDIR /app\n{APT}COPY requirements.txt ./\nRUN <<EOF\nset -e\npip install --no-cache-dir -r requirements.txt\nEOF\nCOPY app.py ./\nUSER 10001:10001\n{SERVE}",
    "FROM python:3.12-slim-bookworm AS build\nCOPY requirements.txt /\nRUN pip install --no-cache-dir --target /deps -r /requirements.txt\nFROM python:3.12-slim-bookworm\n{APT}COPY --from=build /deps /deps\nENV PYTHONPATH=/deps PATH=/deps/bin:$PATH\nWORKDIR /app\nCOPY app.py ./\nUSER 10001:10001\n{SERVE}",
    "FROM python:3.13-slim-trixie\nWORKDIR /app\n{APT}COPY requirements.txt ./\nRUN pip install --no-cache-dir --upgrade pip==25.3 && \\\n    pip install --no-cache-dir -r requirements.txt\nCOPY app.py ./\nEXPOSE 8000\nHEALTHCHECK CMD [\"python\", \"-c\", \"import urllib.request as r; r.urlopen('http://127.0.0.1:8000/')\"]\nUSER 10001:10001\n{SERVE}",
    "FROM python:3.14-slim-trixie AS build\nWORKDIR /build\nCOPY requirements.txt ./\nRUN pip wheel --no-cache-dir --wheel-dir /wheels -r requirements.txt\nFROM python:3.14-slim-trixie\n{APT}WORKDIR /app\nCOPY --from=build /wheels /wheels\nCOPY requirements.txt ./\nRUN pip install --no-cache-dir --no-index --find-links /wheels -r requirements.txt\nCOPY app.py ./\nUSER 10001:10001\n{SERVE}",
    "# syntax=docker/dockerfile:1\nFROM --platform=$TARGETPLATFORM python:3.13-slim-trixie\nWORKDIR /app\n{APT}COPY --chmod=644 requirements.txt ./\nRUN --mount=type=cache,target=/root/.cache/pip pip install -r requirements.txt\nCOPY --chmod=644 app.py ./\nUSER 10001:10001\n{SERVE}",
];

const APT: &str = "RUN apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*\n";

/// The start in exec form, through a shell, and through a script of the project.
const SERVES: [&str; 3] = [
    "CMD [\"gunicorn\", \"--bind\", \"0.0.0.0:8000\", \"--worker-tmp-dir\", \"/dev/shm\", \"app:app\"]\n",
    "CMD [\"sh\", \"-c\", \"exec gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm app:app\"]\n",
    "COPY --chmod=755 entrypoint.sh /entrypoint.sh\nENTRYPOINT [\"/entrypoint.sh\"]\nCMD [\"gunicorn\", \"--bind\", \"0.0.0.0:8000\", \"app:app\"]\n",
];

fn project() -> Files {
    let files = [
        ("requirements.txt", "flask==3.1.0\ngunicorn==23.0.0\npsycopg==3.2.13\n"),
        ("app.py", "import psycopg\nfrom flask import Flask\n\napp = Flask(__name__)\n"),
        ("entrypoint.sh", "#!/bin/sh\nset -e\nexec \"$@\"\n"),
        (".dockerignore", "**/__pycache__\n**/.venv\n"),
        (".env", "SECRET_KEY=h8f3k2l9s7d6\n"),
    ];
    files.into_iter().map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

/// A way to break a file; nothing where there is nothing of the kind to break.
type Break = fn(&str, &mut Files) -> Option<String>;

fn changed(text: &str, from: &str, to: &str) -> Option<String> {
    text.contains(from).then(|| text.replacen(from, to, 1))
}

fn edit(files: &mut Files, name: &str, change: impl Fn(&str) -> String) {
    let text = files.get(name).map(String::as_str).unwrap_or_default();
    let text = change(text);
    files.insert(name.to_owned(), text);
}

/// Each way to break a file, and the names of what is found then.
const BREAKS: [(&str, Break, &[&str]); 16] = [
    (
        "a source that is not there",
        |text, _| changed(text, " app.py", " application.py").or_else(|| changed(text, "app.py", "application.py")),
        &["source-missing"],
    ),
    (
        "a stage with a typo",
        |text, _| {
            changed(text, "--from=build", "--from=biuld")
                .or_else(|| changed(text, "--from=deps", "--from=dpes"))
                .or_else(|| changed(text, "--from=wheels", "--from=wheel"))
        },
        &["copy-from-unknown", "stage-missing"],
    ),
    (
        "a path that the stage lacks",
        |text, _| {
            changed(text, "--from=build /opt/venv", "--from=build /opt/env")
                .or_else(|| changed(text, "--from=deps /opt/venv", "--from=deps /venv"))
                .or_else(|| changed(text, "--from=wheels /venv", "--from=wheels /opt/venv"))
                .or_else(|| changed(text, "--from=build /deps", "--from=build /dep"))
        },
        &["stage-path-missing"],
    ),
    (
        "an ignored source",
        |text, files| {
            edit(files, ".dockerignore", |ignore| format!("{ignore}requirements.txt\n"));
            Some(text.to_owned())
        },
        &["copy-ignored-file"],
    ),
    (
        "an ignored module",
        |text, files| {
            edit(files, ".dockerignore", |ignore| format!("{ignore}*.py\n"));
            Some(text.to_owned())
        },
        &["copy-ignored-file", "module-missing"],
    ),
    (
        "a server that is not installed",
        |text, files| {
            edit(files, "requirements.txt", |all| all.replace("gunicorn==23.0.0\n", ""));
            Some(text.to_owned())
        },
        &["program-not-installed", "program-missing"],
    ),
    (
        "a module with a typo",
        |text, _| {
            let at = text.rfind("app:app")?;
            Some(format!("{}aap{}", &text[..at], &text[at + 3..]))
        },
        &["module-missing"],
    ),
    (
        "an object with a typo",
        |text, files| {
            edit(files, "app.py", |code| code.replace("app = Flask", "application = Flask"));
            Some(text.to_owned())
        },
        &["object-missing", "module-missing"],
    ),
    ("a variable in exec form", |text, _| changed(text, "\"0.0.0.0:8000\"", "\"0.0.0.0:$PORT\""), &["exec-form-variable"]),
    ("exec form that is no JSON", |text, _| changed(text, "CMD [\"gunicorn\",", "CMD ['gunicorn',"), &["exec-form-broken"]),
    (
        "another Python below the environment",
        |text, _| {
            if text.matches("FROM python:3.13-slim").count() > 1 && text.contains("venv") && !text.contains("AS base") {
                let at = text.rfind("FROM python:3.13-slim")?;
                Some(format!("{}{}", &text[..at], text[at..].replacen("3.13", "3.11", 1)))
            } else {
                None
            }
        },
        &["environment-python"],
    ),
    ("a library that is not there", |text, _| changed(text, APT, ""), &["library-missing", "missing-runtime-lib"]),
    (
        "an installation that asks",
        |text, _| changed(text, "install -y --no-install-recommends", "install --no-install-recommends"),
        &["apt-no-yes"],
    ),
    ("no lists of packages", |text, _| changed(text, "apt-get update && ", ""), &["apt-no-update"]),
    (
        "a release that has ended",
        |text, _| changed(text, "-trixie", "-buster").or_else(|| changed(text, "-bookworm", "-buster")),
        &["eol-distribution"],
    ),
    (
        "a script with line ends of Windows",
        |text, files| {
            edit(files, "entrypoint.sh", |script| script.replace('\n', "\r\n"));
            text.contains("entrypoint.sh").then(|| text.to_owned())
        },
        &["script-line-endings"],
    ),
];

/// Everything that the two judges find.
fn found(text: &str, files: &Files) -> Vec<String> {
    let tree =
        ProjectTree::in_memory(files.iter().map(|(name, text)| (name.as_str(), text.as_str())).chain([("Dockerfile", text)]));
    let manifests = Manifests::read(&tree).unwrap();
    let dockerfile = RenderedFile { path: RelPath::parse("Dockerfile").unwrap(), contents: text.to_owned() };
    let ignore = ignore_file(&tree, &dockerfile.path).unwrap();
    let inputs = Inputs { tree: &tree, manifests: &manifests, dockerfile: &dockerfile, ignore: ignore.as_ref(), mounts: &[] };
    let built = preflight(&inputs).into_iter().map(|problem| problem.rule.name.to_owned());
    let context = Context::new(Some(&tree), Some("Dockerfile")).at("Dockerfile", true);
    let linted = lint(FileKind::Dockerfile, text, &context, &Settings::default()).into_iter();
    built.chain(linted.map(|finding| finding.rule.name.to_owned())).collect()
}

#[test]
fn most_of_what_is_broken_is_found() {
    let bases: Vec<String> = DOCKERFILES
        .iter()
        .enumerate()
        .map(|(index, text)| text.replace("{APT}", APT).replace("{SERVE}", SERVES[index % SERVES.len()]))
        .collect();
    let mut missed = Vec::new();
    for (kind, break_it, names) in BREAKS {
        let (mut broken, mut detected) = (0, 0);
        for (index, text) in bases.iter().enumerate() {
            let before = found(text, &project());
            assert!(!before.iter().any(|name| names.contains(&name.as_str())), "{kind}: good file {index} has {before:?}");
            let mut files = project();
            let Some(mutated) = break_it(text, &mut files) else { continue };
            broken += 1;
            let after = found(&mutated, &files);
            match after.iter().any(|name| names.contains(&name.as_str())) {
                true => detected += 1,
                false => missed.push(format!("{kind}: file {index} has {after:?}")),
            }
        }
        assert!(broken > 0, "{kind}");
        assert!(detected * 10 >= broken * 9, "{kind}: {detected} of {broken}\n{}", missed.join("\n"));
    }
}
