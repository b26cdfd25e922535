//! What preflight leaves alone, and what it says where little is different.

use super::{Inputs, ignore_file, preflight};
use crate::manifest::Manifests;
use crate::model::{RelPath, RenderedFile};
use crate::tree::ProjectTree;

mod images;
mod mutations;
mod pages;
mod servers;
mod words;

const APP: &str = "from flask import Flask\n\napp = Flask(__name__)\n";
const REQUIREMENTS: &str = "flask\ngunicorn\n";

/// The project that the Dockerfiles below are for.
const FILES: &[(&str, &str)] = &[
    ("requirements.txt", REQUIREMENTS),
    ("requirements-dev.txt", "-r requirements.txt\npytest\n"),
    ("app.py", APP),
    ("manage.py", "import sys\n"),
    ("gunicorn.conf.py", "workers = 2\n"),
    ("shop/__init__.py", ""),
    ("shop/wsgi.py", "from app import app as application\n"),
    ("shop/celery.py", "from celery import Celery\n\ncelery = Celery()\n"),
    ("backend/requirements.txt", "fastapi\nuvicorn\n"),
    ("backend/main.py", "from fastapi import FastAPI\n\nif True:\n    app = FastAPI()\n"),
    ("docker/entrypoint.sh", "#!/bin/sh\nexec \"$@\"\n"),
    (".env.example", "SECRET_KEY=change-me\n"),
];

fn ids(dockerfile: &str, more: &[(&str, &str)]) -> Vec<&'static str> {
    let tree = ProjectTree::in_memory(FILES.iter().chain(more).copied());
    let manifests = Manifests::read(&tree).unwrap();
    let dockerfile = RenderedFile { path: RelPath::parse("Dockerfile").unwrap(), contents: dockerfile.to_owned() };
    let ignore = ignore_file(&tree, &dockerfile.path).unwrap();
    let inputs = Inputs { tree: &tree, manifests: &manifests, dockerfile: &dockerfile, ignore: ignore.as_ref(), mounts: &[] };
    preflight(&inputs).into_iter().map(|problem| problem.rule.name).collect()
}

#[track_caller]
fn check(dockerfile: &str, expected: &[&str]) {
    assert_eq!(ids(dockerfile, &[]), expected, "{dockerfile}");
}

const SLIM: &str = "FROM python:3.13-slim-trixie\nWORKDIR /app\n";
const INSTALL: &str = "COPY requirements.txt ./\nRUN pip install -r requirements.txt\n";
const SERVE: &str = "CMD [\"gunicorn\", \"app:app\"]\n";

/// A stage that starts as usual, these lines, and the usual command.
fn serving(lines: &str) -> String {
    format!("{SLIM}{lines}{SERVE}")
}

#[test]
fn ways_to_bring_the_dependencies_along() {
    for lines in [
        "COPY . .\nRUN pip install --no-cache-dir -r requirements.txt\n",
        "ADD . /app/\nRUN pip install -rrequirements.txt\n",
        "COPY . /app\nRUN cd /app && pip install --requirement=./requirements.txt\n",
        "COPY *.txt ./\nRUN python -m pip install -r requirements-dev.txt\nCOPY *.py ./\n",
        "RUN --mount=type=bind,source=requirements.txt,target=/tmp/r.txt pip install -r /tmp/r.txt\nCOPY app.py .\n",
        "RUN --mount=type=bind,target=. pip install -r requirements.txt\nCOPY app.py .\n",
        "COPY . .\nRUN <<EOF\nset -e\npip install -r requirements.txt\nEOF\n",
        "COPY . .\nRUN if [ -f other.txt ]; then pip install -r other.txt; else pip install -r requirements.txt; fi\n",
        "COPY . .\nRUN pip install -r missing.txt || pip install -r requirements.txt\n",
        "ARG EXTRA\nCOPY . .\nRUN pip install -r ${EXTRA:-requirements.txt}\n",
        "COPY requirements.txt poetry.lock* ./\nRUN pip install -r requirements.txt\nCOPY . .\n",
        "COPY . .\nRUN ./install.sh\n",
        "COPY . .\nRUN uv --version || pip install uv && uv pip install --system -r requirements.txt\n",
    ] {
        check(&serving(lines), &[]);
    }
}

#[test]
fn stages_that_give_what_the_last_one_needs() {
    for (builder, copies) in [
        (
            "RUN python -m venv /opt/venv && /opt/venv/bin/pip install -r requirements.txt",
            "COPY --from=builder /opt/venv /opt/venv",
        ),
        ("RUN pip install --user -r requirements.txt", "COPY --from=builder /root/.local /root/.local"),
        ("RUN pip install --prefix=/install -r requirements.txt", "COPY --from=builder /install /usr/local"),
        (
            "RUN pip wheel -w /wheels -r requirements.txt",
            "COPY --from=builder /wheels /wheels\nRUN pip install --no-index --find-links=/wheels /wheels/*",
        ),
        ("RUN pip install -r requirements.txt", "COPY --from=0 /usr/local /usr/local"),
        ("RUN pip install --target=packages -r requirements.txt", "COPY --from=builder /build/packages ./packages"),
    ] {
        check(
            &format!(
                "FROM python:3.13-slim-trixie AS builder\nWORKDIR /build\nCOPY requirements.txt .\n{builder}\nFROM python:3.13-slim-trixie\nWORKDIR /app\n{copies}\nCOPY app.py ./\n{SERVE}"
            ),
            &[],
        );
    }
    check(
        &format!("ARG V=3.13\nFROM python:${{V}}-slim AS base\nWORKDIR /app\n{INSTALL}FROM base\nCOPY app.py ./\n{SERVE}"),
        &[],
    );
    check(&format!("FROM company.example/python:3.13\n{SERVE}"), &[]);
    check(&format!("FROM tiangolo/uvicorn-gunicorn-fastapi:python3.11\nCOPY ./app.py /app\n{SERVE}"), &[]);
    check("FROM scratch\nCOPY app.py /\n", &[]);
}

#[test]
fn commands_that_find_what_they_start() {
    for command in [
        "CMD python app.py",
        "CMD exec gunicorn --bind :$PORT app:app",
        "CMD python manage.py migrate && gunicorn shop.wsgi --bind 0.0.0.0:8000 --reload",
        "CMD gunicorn --chdir backend --workers=2 main:app",
        "CMD cd backend && python main.py",
        "CMD [\"gunicorn\", \"-c\", \"gunicorn.conf.py\", \"--worker-class\", \"gthread\", \"shop.wsgi:application\"]",
        "CMD [\"sh\", \"-c\", \"gunicorn --bind 0.0.0.0:$PORT app:app\"]",
        "CMD [\"python\", \"-u\", \"-m\", \"shop.wsgi\"]",
        "CMD [\"python\", \"-m\", \"http.server\", \"8000\"]",
        "CMD [\"python\", \"-m\", \"gunicorn\", \"app:app\"]",
        "CMD [\"flask\", \"--app\", \"app\", \"run\"]",
        "CMD [\"bash\"]",
        "ENTRYPOINT [\"python\"]\nCMD [\"app.py\"]",
        "ENTRYPOINT [\"python\", \"app.py\"]\nCMD [\"--help\"]",
        "RUN chmod +x docker/entrypoint.sh\nENTRYPOINT [\"/app/docker/entrypoint.sh\"]\nCMD [\"gunicorn\", \"app:app\"]",
        "COPY --chmod=755 docker/entrypoint.sh /usr/local/bin/\nENTRYPOINT [\"entrypoint.sh\"]",
        "RUN apt-get update && apt-get install -y tini\nENTRYPOINT [\"tini\", \"--\"]\nCMD [\"gunicorn\", \"app:app\"]",
        "ENV PYTHONPATH=/app/backend\nCMD [\"python\", \"-m\", \"main\"]",
        "WORKDIR /app/backend\nCMD [\"python\", \"main.py\"]",
    ] {
        check(&format!("{SLIM}{INSTALL}COPY . .\n{command}\n"), &[]);
    }
}

#[test]
fn what_comes_by_a_url_may_be_anything() {
    let dockerfile = "FROM python:3.13\nWORKDIR /app\nCOPY requirements.txt ./\nRUN pip install -r requirements.txt\nCMD [\"gunicorn\", \"other:app\"]\n";
    let by_url = [("requirements.txt", "flask\ngit+https://example.org/other.git\n")];
    assert_eq!(ids(dockerfile, &by_url), [] as [&str; 0]);
    let by_index = [("requirements.txt", "-i https://example.org/simple\nflask\ngunicorn\n")];
    assert_eq!(ids(dockerfile, &by_index), ["module-missing"]);
}

#[test]
fn users_programs_and_health() {
    for lines in [
        "RUN useradd --create-home app\nUSER app\n",
        "RUN groupadd -r web && useradd -r -g web web\nUSER web:web\n",
        "USER nobody\n",
        "USER 1000\n",
        "ARG UID=10001\nUSER ${UID}\n",
        "RUN apt-get update && apt-get install -y curl git\nRUN git --version && curl --version\nHEALTHCHECK CMD curl -f http://localhost:8000/\n",
        "HEALTHCHECK CMD [\"python\", \"-c\", \"import socket; socket.create_connection(('127.0.0.1', 8000))\"]\n",
        "RUN apt-get update && apt-get install -y nodejs npm && npm --version\n",
        "COPY --from=node:24-slim /usr/local /usr/local\nRUN npm --version\n",
    ] {
        check(&serving(&format!("{INSTALL}COPY app.py ./\n{lines}")), &[]);
    }
    // Without a suite in its name the image may be of any, and an older one has `adduser`.
    check("FROM python:3.13-slim\nRUN adduser --disabled-password app\nUSER app\n", &[]);
    check("FROM python:3.13\nRUN git --version && gcc --version\n", &[]);
}

#[test]
fn compiled_packages_with_what_they_take() {
    let psycopg: &[(&str, &str)] = &[("requirements.txt", "psycopg2\n")];
    for (dockerfile, expected) in [
        ("FROM python:3.13\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n", &[] as &[&str]),
        (
            "FROM python:3.13-slim\nRUN apt-get update && apt-get install -y build-essential libpq-dev\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n",
            &[],
        ),
        (
            "FROM python:3.13-alpine\nCOPY requirements.txt .\nRUN apk add --no-cache postgresql-libs && apk add --no-cache --virtual .build gcc musl-dev postgresql-dev && pip install -r requirements.txt && apk del .build\n",
            &[],
        ),
        ("FROM python:3.13-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n", &["compiler-missing"]),
    ] {
        assert_eq!(ids(dockerfile, psycopg), expected, "{dockerfile}");
    }
    assert_eq!(
        ids(
            "FROM python:3.13-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n",
            &[("requirements.txt", "psycopg2-binary\n")]
        ),
        [] as [&str; 0]
    );
}

#[test]
fn managers_that_come_in_many_ways() {
    let poetry: &[(&str, &str)] = &[(
        "pyproject.toml",
        "[tool.poetry]\nname = \"shop\"\nversion = \"1\"\n\n[tool.poetry.dependencies]\npython = \"^3.12\"\n\n[build-system]\nrequires = [\"poetry-core\"]\nbuild-backend = \"poetry.core.masonry.api\"\n",
    )];
    for lines in [
        "RUN pip install poetry==2.2.1 && poetry config virtualenvs.create false\nCOPY pyproject.toml ./\nRUN poetry install --no-root\nCOPY . .\n",
        "COPY pyproject.toml /\nRUN pip install poetry\nRUN poetry install --without dev --no-root\nCOPY . .\n",
        "RUN apt-get update && apt-get install -y curl && curl -sSL https://install.python-poetry.org | python3 -\nENV PATH=/root/.local/bin:$PATH\nCOPY . .\nRUN poetry install\n",
        "RUN pipx install poetry\nCOPY . .\nRUN poetry install\n",
        "COPY . .\nRUN pip install .\n",
        "RUN pip install pdm\nCOPY . .\nRUN pdm install --no-self\n",
    ] {
        assert_eq!(ids(&format!("{SLIM}{lines}CMD [\"python\", \"app.py\"]\n"), poetry), [] as [&str; 0], "{lines}");
    }
    for (lines, expected) in [
        ("RUN poetry install --no-root\n", &["manifest-missing", "program-missing"] as &[&str]),
        ("RUN pip install poetry\nRUN poetry install\nCOPY . .\n", &["manifest-missing"]),
        ("RUN pip install poetry\nCOPY pyproject.toml ./\nRUN poetry install\nCOPY . .\n", &["package-missing"]),
    ] {
        let mut found = ids(&format!("{SLIM}{lines}"), poetry);
        found.sort_unstable();
        assert_eq!(found, expected, "{lines}");
    }
}

#[test]
fn uv_in_its_own_image() {
    let project: &[(&str, &str)] =
        &[("pyproject.toml", "[project]\nname = \"x\"\nversion = \"1\"\nrequires-python = \">=3.12\"\ndependencies = []\n")];
    for lines in [
        "FROM ghcr.io/astral-sh/uv:0.13.8-python3.13-trixie-slim\nWORKDIR /app\nCOPY . .\nRUN uv sync\nCMD [\"uv\", \"run\", \"app.py\"]\n",
        "FROM python:3.13-slim\nCOPY --from=ghcr.io/astral-sh/uv /uv /bin/uv\nWORKDIR /app\nCOPY . .\nRUN uv sync --no-dev\nCMD [\"/app/.venv/bin/python\", \"app.py\"]\n",
        "FROM ghcr.io/astral-sh/uv AS uv\nFROM python:3.13-slim\nRUN --mount=from=uv,source=/uv,target=/bin/uv uv --version\n",
        "FROM python:3.13-slim\nRUN pip install uv\nWORKDIR /app\nCOPY . .\nRUN uv venv && uv pip install -r requirements.txt\n",
        "FROM python:3.11-slim\nRUN pip install uv\nWORKDIR /app\nCOPY . .\nRUN uv sync\n",
    ] {
        assert_eq!(ids(lines, project), [] as [&str; 0], "{lines}");
    }
}

#[test]
fn what_an_ignore_file_takes_away() {
    let dockerfile = serving(&format!("{INSTALL}COPY . .\n"));
    for (ignore, expected) in [
        ("*\n!requirements.txt\n!app.py\n", &[] as &[&str]),
        ("*.md\ntests\n", &[]),
        ("*\n!app.py\n", &["copy-ignored-file"]),
        ("app.py\n", &["module-missing"]),
    ] {
        assert_eq!(ids(&dockerfile, &[(".dockerignore", ignore)]), expected, "{ignore}");
    }
    // An ignored folder is there where something in it is taken back in.
    let folder = format!("{SLIM}COPY backend ./\nRUN pip install -r requirements.txt\nCMD [\"uvicorn\", \"main:app\"]\n");
    assert_eq!(ids(&folder, &[(".dockerignore", "backend\n!backend/main.py\n!backend/requirements.txt\n")]), [] as [&str; 0]);
    assert_eq!(ids(&folder, &[(".dockerignore", "backend\n")]), ["copy-ignored-file"]);
}

#[test]
fn a_stage_that_a_plain_build_leaves_out_gives_warnings() {
    let tree = ProjectTree::in_memory(FILES.iter().copied());
    let manifests = Manifests::read(&tree).unwrap();
    let text = format!("FROM python:3.13-slim AS test\nCOPY absent.txt /\n\n{}", serving(&format!("{INSTALL}COPY app.py ./\n")));
    let dockerfile = RenderedFile { path: RelPath::parse("Dockerfile").unwrap(), contents: text };
    let found = preflight(&Inputs { tree: &tree, manifests: &manifests, dockerfile: &dockerfile, ignore: None, mounts: &[] });
    let shown: Vec<_> = found.iter().map(|problem| (problem.rule.name, problem.severity, problem.at.to_string())).collect();
    assert_eq!(shown, [("source-missing", crate::lint::Severity::Warning, "Dockerfile:2".to_owned())]);
}

/// What a Dockerfile was held against in the field: nothing is wrong, or less than it looks.
#[test]
fn what_depends_on_the_surroundings_is_no_error() {
    let found = |text: &str, more: &[(&str, &str)]| -> Vec<(&str, crate::lint::Severity)> {
        let tree = ProjectTree::in_memory(FILES.iter().chain(more).copied());
        let manifests = Manifests::read(&tree).unwrap();
        let dockerfile = RenderedFile { path: RelPath::parse("Dockerfile").unwrap(), contents: text.to_owned() };
        let inputs = Inputs { tree: &tree, manifests: &manifests, dockerfile: &dockerfile, ignore: None, mounts: &[] };
        preflight(&inputs).into_iter().map(|problem| (problem.rule.name, problem.severity)).collect()
    };
    let warning = crate::lint::Severity::Warning;
    // The folder of a submodule is empty in a plain checkout.
    let text = serving(&format!("{INSTALL}COPY vendor/lib/x.py app.py ./\n"));
    assert_eq!(found(&text, &[(".gitmodules", "[submodule \"lib\"]\n\tpath = vendor/lib\n")]), [("source-missing", warning)]);
    // The context is the folder that holds this repository and another one.
    let text = "FROM python:3.13-slim\nCOPY shop-service/backend/requirements.txt ./\nCOPY contracts /contracts\n";
    assert_eq!(found(text, &[]), [("source-missing", warning), ("source-missing", warning)]);
    // Nobody knows where the Python of an unknown image lies.
    let text = format!(
        "FROM registry.example.com/base:1 AS build\nRUN python -m venv /venv\nCOPY requirements.txt .\nRUN /venv/bin/pip install -r requirements.txt\nFROM python:3.13-slim\nCOPY --from=build /venv /venv\nENV PATH=/venv/bin:$PATH\nCOPY app.py ./\n{SERVE}"
    );
    assert_eq!(found(&text, &[]), []);
    // The lock of another project, which stands beside it.
    let lock = "COPY backend/requirements.txt apps/\nRUN pip install uv==0.13.8 && uv export --project /srv/apps --frozen -o /tmp/r.txt\n";
    assert_eq!(found(&serving(&format!("{INSTALL}{lock}COPY app.py ./\n")), &[]), []);
    // A program that only another package would start; and one that the project's own code starts.
    let install = "RUN pip install flask gunicorn gitpython pdf2image\nCOPY app.py ./\n";
    assert_eq!(found(&serving(install), &[]), []);
    let own = [("report.py", "from pdf2image import convert_from_path\n")];
    assert_eq!(found(&serving(install), &own), [("missing-runtime-lib", warning)]);
}

/// Every stage takes everything from the one before, twice: followed to the end, that would never end.
#[test]
fn a_dockerfile_that_nobody_wrote_takes_no_time() {
    let mut text = "FROM python:3.13-slim AS s0\n".to_owned();
    for stage in 1..400 {
        let before = stage - 1;
        text.push_str(&format!(
            "FROM python:3.13-slim AS s{stage}\nCOPY --from=s{before} /a /a\nCOPY --from=s{before} /b/ /a/\n"
        ));
    }
    let start = std::time::Instant::now();
    ids(&text, &[]);
    assert!(start.elapsed() < std::time::Duration::from_secs(10), "{:?}", start.elapsed());
}

/// Files that a step fetches by name, and words that an entrypoint takes.
#[test]
fn what_a_step_brings_is_there() {
    for (lines, expected) in [
        ("RUN wget -q https://tools.example/setup-tool.py -O tool.py && python tool.py --quiet\n", &[] as &[&str]),
        ("RUN wget https://tools.example/tool.py && python tool.py\n", &[]),
        ("RUN curl -fsSLo tool.py https://tools.example/x && python tool.py\n", &[]),
        ("RUN curl -fsS https://tools.example/x?a=1 --output=tool.py && python tool.py\n", &[]),
        ("RUN wget -q https://tools.example/other.py && python tool.py\n", &["script-missing"]),
    ] {
        let brings = "RUN apt-get update && apt-get install -y curl wget\n";
        assert_eq!(ids(&serving(&format!("{brings}{lines}{INSTALL}COPY app.py ./\n")), &[]), expected, "{lines}");
    }
    let begin = format!("{SLIM}{INSTALL}COPY app.py ./\nCOPY docker/entrypoint.sh /\n");
    for (end, expected) in [
        ("ENTRYPOINT [\"sh\", \"/entrypoint.sh\"]\nCMD [\"--workers 2 --port 8000\"]\n", &[] as &[&str]),
        ("CMD [\"gunicorn --workers 2\"]\n", &["exec-form-words"]),
    ] {
        assert_eq!(ids(&format!("{begin}{end}"), &[]), expected, "{end}");
    }
}

/// A folder of the container that only the host fills is not in the image.
#[test]
fn folders_that_compose_mounts_are_filled() {
    let text = format!("{SLIM}{INSTALL}CMD [\"python\", \"main.py\"]\n");
    let copied = format!("{SLIM}COPY . .\nRUN pip install -r requirements.txt\nCMD [\"python\", \"main.py\"]\n");
    for (text, mounts, expected) in [
        (&text, &["/app"][..], &[] as &[&str]),
        (&text, &["/data"], &["script-missing"]),
        (&text, &[], &["script-missing"]),
        // Mounted for work on the source: the image has its own.
        (&copied, &["/app"], &["script-missing"]),
    ] {
        let tree = ProjectTree::in_memory(FILES.iter().copied());
        let manifests = Manifests::read(&tree).unwrap();
        let dockerfile = RenderedFile { path: RelPath::parse("Dockerfile").unwrap(), contents: text.clone() };
        let mounts: Vec<String> = mounts.iter().map(|mount| (*mount).to_owned()).collect();
        let found =
            preflight(&Inputs { tree: &tree, manifests: &manifests, dockerfile: &dockerfile, ignore: None, mounts: &mounts });
        let found: Vec<_> = found.into_iter().map(|problem| problem.rule.name).collect();
        assert_eq!(found, expected, "{text} {mounts:?}");
    }
}
