//! Every safe fix of `pydock lint --fix`, built before and after: the image builds and does the same, or what was meant.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use pydock::lint::{ALL, Fixes};

use crate::docker::Engine;
use crate::process;

/// One safe fix. `before` and `after` are what the look into the image shows; nothing before means that the build fails.
pub struct Row {
    pub rule: &'static str,
    /// What follows `FROM python:3.14-slim-trixie`, or the whole file where it has a `FROM`.
    dockerfile: &'static str,
    look: Look,
    before: Option<&'static str>,
    after: &'static str,
}

/// How the image is looked into.
enum Look {
    /// By a command of the shell.
    Shell(&'static str),
    /// By the image's own command.
    Start,
    /// By a field of `docker image inspect`.
    Field(&'static str),
}
use Look::{Field, Shell, Start};

/// The build context of every row.
const FILES: [(&str, &str); 10] = [
    ("one", "1\n"),
    ("two", "2\n"),
    ("shop/api.py", "print('shop')\n"),
    ("shop/__pycache__/api.pyc", "x\n"),
    ("README.md", "# Shop\n"),
    (".env", "SECRET_KEY=h8f3k2l9s7d6\n"),
    ("requirements.txt", "six==1.17.0\n"),
    ("pyproject.toml", "[project]\nname = \"shop\"\nversion = \"1\"\nrequires-python = \">=3.14\"\ndependencies = []\n"),
    (
        "uv.lock",
        "version = 1\nrevision = 3\nrequires-python = \">=3.14\"\n\n[[package]]\nname = \"shop\"\nversion = \"1\"\nsource = { virtual = \".\" }\n",
    ),
    ("gunicorn", "#!/bin/sh\ncat /proc/1/comm\n"),
];

const SIX: Look = Shell("python -c 'import six; print(six.__version__)'");

pub const ROWS: [Row; 30] = [
    Row {
        rule: "add-instead-of-copy",
        dockerfile: "ADD shop /app/shop\n",
        look: Shell("ls /app/shop/api.py"),
        before: Some("/app/shop/api.py"),
        after: "/app/shop/api.py",
    },
    Row {
        rule: "apt-lists",
        dockerfile: "RUN apt-get update && apt-get install -y --no-install-recommends tree\n",
        look: Shell("command -v tree"),
        before: Some("/usr/bin/tree"),
        after: "/usr/bin/tree",
    },
    Row {
        rule: "apt-no-yes",
        dockerfile: "RUN apt-get update && apt-get install --no-install-recommends libpq5\n",
        look: Shell("dpkg-query --show --showformat '${Status}' libpq5"),
        before: None,
        after: "install ok installed",
    },
    Row {
        rule: "apt-not-apt-get",
        dockerfile: "RUN apt update && apt install -y --no-install-recommends tree\n",
        look: Shell("command -v tree"),
        before: Some("/usr/bin/tree"),
        after: "/usr/bin/tree",
    },
    Row {
        rule: "cache-contradiction",
        dockerfile: "RUN --mount=type=cache,target=/root/.cache/pip pip install --no-cache-dir six==1.17.0\n",
        look: SIX,
        before: Some("1.17.0"),
        after: "1.17.0",
    },
    Row {
        rule: "cache-mount-shared-id",
        dockerfile: "RUN --mount=type=cache,target=/root/.cache/pip pip install six==1.17.0\n",
        look: SIX,
        before: Some("1.17.0"),
        after: "1.17.0",
    },
    Row {
        rule: "copy-many-without-slash",
        dockerfile: "COPY one two /app\n",
        look: Shell("ls -d /app/* 2>/dev/null || echo one file"),
        before: Some("one file"),
        after: "/app/one\n/app/two",
    },
    Row {
        rule: "definition-description",
        dockerfile: "# the image to run\nFROM python:3.14-slim-trixie AS production\n",
        look: Shell("echo same"),
        before: Some("same"),
        after: "same",
    },
    Row {
        rule: "empty-continuation",
        dockerfile: "COPY one \\\n\n  two /data/\n",
        look: Shell("cat /data/one /data/two"),
        before: Some("1\n2"),
        after: "1\n2",
    },
    Row {
        rule: "exec-missing",
        dockerfile: "COPY --chmod=755 gunicorn /usr/local/bin/\nCMD [\"sh\", \"-c\", \"gunicorn --bind 0.0.0.0:${PORT:-8000} shop:app\"]\n",
        look: Start,
        before: Some("sh"),
        after: "gunicorn",
    },
    Row {
        rule: "expose-invalid-format",
        dockerfile: "EXPOSE 80:8000\n",
        look: Field("{{json .Config.ExposedPorts}}"),
        before: Some("{\"8000/tcp\":{}}"),
        after: "{\"8000/tcp\":{}}",
    },
    Row {
        rule: "expose-proto-casing",
        dockerfile: "EXPOSE 8000/TCP\n",
        look: Field("{{json .Config.ExposedPorts}}"),
        before: Some("{\"8000/tcp\":{}}"),
        after: "{\"8000/tcp\":{}}",
    },
    Row {
        rule: "from-as-casing",
        dockerfile: "FROM python:3.14-slim-trixie as base\nFROM base\nCOPY one /one\n",
        look: Shell("cat /one"),
        before: Some("1"),
        after: "1",
    },
    Row {
        rule: "gcc-without-libc-dev",
        dockerfile: "RUN apt-get update && apt-get install -y --no-install-recommends gcc\n",
        look: Shell("test -e /usr/include/stdlib.h && echo headers || echo none"),
        before: Some("none"),
        after: "headers",
    },
    Row {
        rule: "health-no-raise",
        dockerfile: "FROM python:3.14\nHEALTHCHECK CMD curl http://127.0.0.1:8000/\n",
        look: Shell(
            "python -m http.server --directory /etc 8000 >/dev/null 2>&1 & sleep 2; curl --silent --output /dev/null http://127.0.0.1:8000/ && echo answers",
        ),
        before: Some("answers"),
        after: "answers",
    },
    Row {
        rule: "ignore-comment",
        dockerfile: "COPY . /context\n",
        look: Shell("ls /context/*.md 2>/dev/null || echo none"),
        before: Some("/context/README.md"),
        after: "none",
    },
    Row {
        rule: "ignore-root-only",
        dockerfile: "COPY . /context\n",
        look: Shell("ls /context/shop"),
        before: Some("__pycache__\napi.py"),
        after: "api.py",
    },
    Row {
        rule: "ignore-secret",
        dockerfile: "COPY . /context\n",
        look: Shell("ls /context/.env 2>/dev/null || echo none"),
        before: Some("/context/.env"),
        after: "none",
    },
    Row {
        rule: "instruction-casing",
        dockerfile: "COPY one /one\ncopy two /two\n",
        look: Shell("cat /one /two"),
        before: Some("1\n2"),
        after: "1\n2",
    },
    Row {
        rule: "legacy-key-value",
        dockerfile: "ENV GREETING good  morning\nENV PORT 8000\n",
        look: Shell("echo \"$GREETING $PORT\""),
        before: Some("good  morning 8000"),
        after: "good  morning 8000",
    },
    Row {
        rule: "maintainer-deprecated",
        dockerfile: "MAINTAINER jo@example.org\nCOPY one /one\n",
        look: Shell("cat /one"),
        before: Some("1"),
        after: "1",
    },
    Row {
        rule: "no-bytecode",
        dockerfile: "COPY --from=ghcr.io/astral-sh/uv:0.13.8 /uv /usr/local/bin/uv\nWORKDIR /app\nENV UV_PYTHON=/usr/local/bin/python UV_OFFLINE=1\nCOPY pyproject.toml uv.lock ./\nRUN uv sync --locked\n",
        look: Shell(".venv/bin/python -c 'print(1)'"),
        before: Some("1"),
        after: "1",
    },
    Row { rule: "pip-cache", dockerfile: "RUN pip install six==1.17.0\n", look: SIX, before: Some("1.17.0"), after: "1.17.0" },
    Row {
        rule: "pip-requirements-no-r",
        dockerfile: "COPY requirements.txt ./\nRUN pip install requirements.txt\n",
        look: SIX,
        before: None,
        after: "1.17.0",
    },
    Row {
        rule: "redundant-target-platform",
        dockerfile: "FROM --platform=$TARGETPLATFORM python:3.14-slim-trixie\nCOPY one /one\n",
        look: Shell("cat /one"),
        before: Some("1"),
        after: "1",
    },
    Row {
        rule: "stage-name-casing",
        dockerfile: "FROM python:3.14-slim-trixie AS Builder\nCOPY one /one\nFROM python:3.14-slim-trixie\nCOPY --from=Builder /one /out\n",
        look: Shell("cat /out"),
        before: Some("1"),
        after: "1",
    },
    Row {
        rule: "unused-ignore",
        dockerfile: "# pydock: ignore=apt-no-yes\nCOPY one /one\n",
        look: Shell("cat /one"),
        before: Some("1"),
        after: "1",
    },
    Row {
        rule: "user-not-numeric",
        dockerfile: "RUN useradd --uid 10001 app\nUSER app\n",
        look: Shell("id -u"),
        before: Some("10001"),
        after: "10001",
    },
    Row {
        rule: "useradd-high-uid",
        dockerfile: "RUN useradd --uid 1234567 app\n",
        look: Shell("id -u app"),
        before: Some("1234567"),
        after: "1234567",
    },
    Row {
        rule: "useradd-system-high-uid",
        dockerfile: "RUN useradd --system --uid 10001 app\n",
        look: Shell("id -u app"),
        before: Some("10001"),
        after: "10001",
    },
];

/// Safe fixes that no row builds, with the reason.
const NOT_BUILT: [(&str, &str); 1] = [("apk-no-cache", "no image of Alpine with Python can be made without its registry")];

/// Every rule with a safe fix has a row.
pub fn complete() -> Result<(), String> {
    let has_row = |name: &str| ROWS.iter().any(|row| row.rule == name) || NOT_BUILT.iter().any(|(rule, _)| *rule == name);
    let missing: Vec<&str> =
        ALL.iter().filter(|rule| rule.fixes == Fixes::Safe && !has_row(rule.name)).map(|rule| rule.name).collect();
    if missing.is_empty() { Ok(()) } else { Err(format!("safe fixes that nothing builds: {missing:?}")) }
}

/// Builds the row's file, mends it, and builds it again.
pub fn check(row: &Row, engine: &Engine) -> Result<(), String> {
    let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
    let folder = scratch.path();
    let base = if row.dockerfile.contains("FROM ") { "" } else { "FROM python:3.14-slim-trixie\n" };
    let ignore = match row.rule {
        "ignore-comment" => "*.md # documentation\n",
        "ignore-root-only" => "__pycache__\n",
        _ => "tests\n",
    };
    let dockerfile = format!("{base}{}", row.dockerfile);
    for (name, text) in FILES.iter().copied().chain([("Dockerfile", dockerfile.as_str()), (".dockerignore", ignore)]) {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(folder)).map_err(|error| error.to_string())?;
        fs::write(path, text).map_err(|error| error.to_string())?;
    }
    let shown = |when: &str, text: String| {
        format!("{when}: {text}\n{}", fs::read_to_string(folder.join("Dockerfile")).unwrap_or_default())
    };
    let before = look(row, engine, folder, "before")?;
    if before.as_deref() != row.before {
        return Err(shown("before the fix", format!("{before:?}")));
    }
    let written = |name: &str| fs::read_to_string(folder.join(name)).unwrap_or_default();
    let unfixed = (written("Dockerfile"), written(".dockerignore"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_pydock"));
    command.args(["lint", "--fix", "--yes", "--select", row.rule, "--min-confidence", "low"]).current_dir(folder);
    let outcome = process::run(&mut command, Duration::from_secs(60))?;
    if unfixed == (written("Dockerfile"), written(".dockerignore")) {
        return Err(format!("`{}` fixed nothing: {}", row.rule, outcome.all));
    }
    let after = look(row, engine, folder, "after")?;
    if after.as_deref() == Some(row.after) { Ok(()) } else { Err(shown("after the fix", format!("{after:?}"))) }
}

/// What the image shows; nothing where it does not build.
fn look(row: &Row, engine: &Engine, folder: &Path, when: &str) -> Result<Option<String>, String> {
    let tag = format!("pydock-e2e-fix-{}-{when}:{}", row.rule, std::process::id());
    let Ok((image, _)) = engine.build_image(folder, &tag) else { return Ok(None) };
    let name = tag.replace(':', "-");
    let outcome = match row.look {
        Field(format) => return image.inspect(format).map(Some),
        Shell(command) => image.run(&name, &["--network=none"], &["sh", "-c", command])?,
        Start => image.run(&name, &["--network=none"], &[])?,
    };
    if outcome.succeeded() { Ok(Some(outcome.stdout.trim().to_owned())) } else { Err(outcome.tail()) }
}
