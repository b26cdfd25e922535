//! Base images without a shell, an installer or a Python, and environments that are copied into them.

use super::*;

const BUILD: &str = "COPY requirements.txt .\nRUN /venv/bin/pip install -r requirements.txt\n";

#[test]
fn hardened_images_lack_what_a_file_takes_for_granted() {
    let venv = |base: &str| format!("FROM {base} AS build\nRUN python -m venv /venv\n{BUILD}");
    let run = "COPY --from=build /venv /venv\nCOPY app.py /app/app.py\nWORKDIR /app\n";
    for (dockerfile, expected) in [
        (
            format!(
                "{}FROM gcr.io/distroless/python3-debian13:nonroot\n{run}RUN python --version\nHEALTHCHECK CMD curl -f http://127.0.0.1/\nCMD /venv/bin/python app.py\n",
                venv("python:3.12-slim-bookworm")
            ),
            &["environment-python", "shell-missing", "health-missing-tool", "shell-missing", "shell-missing"][..],
        ),
        (
            format!(
                "{}FROM gcr.io/distroless/python3-debian13\n{run}ENTRYPOINT [\"/venv/bin/python\", \"app.py\"]\n",
                venv("python:3.13-slim-trixie")
            ),
            &["environment-python"],
        ),
        (
            format!(
                "{}FROM dhi.io/python:3.13\n{run}RUN apt-get update\nCMD [\"/venv/bin/python\", \"app.py\"]\n",
                venv("dhi.io/python:3.14-dev")
            ),
            &["environment-python", "shell-missing"],
        ),
        (
            "FROM ghcr.io/astral-sh/uv:python3.14-trixie-slim AS build\nWORKDIR /app\nCOPY requirements.txt .\nRUN uv venv --python 3.14 --managed-python /app/.venv && uv pip install --python /app/.venv -r requirements.txt\nFROM debian:trixie-slim\nCOPY --from=build /app /app\nCMD [\"/app/.venv/bin/flask\", \"run\"]\n".to_owned(),
            &["environment-python"],
        ),
        (
            format!(
                "{}FROM scratch\nCOPY --from=build /venv /venv\nUSER app\nCMD [\"/venv/bin/python\", \"-m\", \"http.server\"]\n",
                venv("python:3.14-slim")
            ),
            &["environment-python", "user-missing"],
        ),
        (
            format!(
                "{}FROM python:3.11-slim\n{run}ENV PATH=/venv/bin:$PATH\nCMD [\"gunicorn\", \"app:app\"]\n",
                venv("python:3.12-slim")
            ),
            &["environment-python"],
        ),
        ("FROM alpine:3.22\nRUN apt-get update\n".to_owned(), &["program-missing"]),
        ("FROM python:3.13-slim-trixie\nRUN apk add curl\n".to_owned(), &["program-missing"]),
    ] {
        let mut found = ids(&dockerfile, &[]);
        let mut expected = expected.to_vec();
        found.sort_unstable();
        expected.sort_unstable();
        assert_eq!(found, expected, "{dockerfile}");
    }
}

#[test]
fn files_after_the_vendors_guides_are_sound() {
    let venv = |base: &str| format!("FROM {base} AS build\nRUN python -m venv /venv\n{BUILD}");
    let copy = "COPY --from=build /venv /venv\nWORKDIR /app\nCOPY app.py ./\n";
    let start = "ENTRYPOINT [\"/venv/bin/python\", \"app.py\"]\n";
    for dockerfile in [
        // distroless: the link is made before the environment, or its packages alone are used.
        format!("FROM python:3.13-slim-trixie AS build\nRUN ln -s /usr/local/bin/python3 /usr/bin/python3.13 && /usr/bin/python3.13 -m venv /venv\n{BUILD}FROM gcr.io/distroless/python3-debian13\n{copy}{start}"),
        format!("{}FROM gcr.io/distroless/python3-debian13\n{copy}ENV PYTHONPATH=/venv/lib/python3.13/site-packages\nCMD [\"app.py\"]\n", venv("python:3.13-slim-trixie")),
        format!("{}FROM gcr.io/distroless/python3-debian13:nonroot\n{copy}USER nonroot\nENV PYTHONPATH=/venv/lib/python3.13/site-packages\nENTRYPOINT [\"python3\", \"app.py\"]\n", venv("python:3.13-slim-trixie")),
        format!("{}FROM gcr.io/distroless/cc-debian12\nCOPY --from=build /usr/local /usr/local\n{copy}{start}", venv("python:3.13-slim-bookworm")),
        // Docker's hardened images and Chainguard's, builder and runtime of one tag.
        format!("{}FROM dhi.io/python:3.14\n{copy}USER nonroot\n{start}", venv("dhi.io/python:3.14-dev")),
        format!("{}FROM dhi.io/python:3.14-debian13-fips\n{copy}CMD [\"/venv/bin/python\", \"app.py\"]\n", venv("dhi.io/python:3.14-debian13-fips-dev")),
        format!("{}FROM cgr.dev/chainguard/python:latest\n{copy}{start}", venv("cgr.dev/chainguard/python:latest-dev")),
        format!("{}FROM cgr.dev/chainguard/python:latest\n{copy}ENV PATH=/venv/bin:$PATH\nCMD [\"app.py\"]\n", venv("cgr.dev/chainguard/python:latest-dev")),
        // uv: the same Python in both stages, or its own Python copied along.
        "FROM ghcr.io/astral-sh/uv:python3.13-trixie-slim AS build\nWORKDIR /app\nCOPY requirements.txt .\nRUN uv venv && uv pip install -r requirements.txt\nFROM python:3.13-slim-trixie\nCOPY --from=build /app /app\nWORKDIR /app\nCOPY app.py .\nENV PATH=/app/.venv/bin:$PATH\nCMD [\"gunicorn\", \"app:app\"]\n".to_owned(),
        "FROM ghcr.io/astral-sh/uv:trixie-slim AS build\nENV UV_PYTHON_INSTALL_DIR=/python UV_PYTHON_PREFERENCE=only-managed\nRUN uv python install 3.13\nWORKDIR /app\nCOPY requirements.txt .\nRUN uv venv && uv pip install -r requirements.txt\nFROM debian:trixie-slim\nCOPY --from=build /python /python\nCOPY --from=build /app /app\nWORKDIR /app\nCOPY app.py .\nENV PATH=/app/.venv/bin:$PATH\nCMD [\"gunicorn\", \"app:app\"]\n".to_owned(),
        // Slim images of one Python, by path and by PATH.
        format!("{}FROM python:3.13-slim-trixie\n{copy}{start}", venv("python:3.13-trixie")),
        format!("{}FROM python:3.13-slim-trixie\n{copy}ENV PATH=/venv/bin:$PATH\nCMD [\"gunicorn\", \"app:app\"]\n", venv("python:3.13.1-slim-trixie")),
        // Nothing, with everything copied.
        "FROM python:3.13-slim-trixie AS build\nRUN mkdir -p /rootfs/app\nFROM scratch\nCOPY --from=build / /\nCOPY app.py /app/\nUSER root\nCMD [\"/usr/local/bin/python\", \"/app/app.py\"]\n".to_owned(),
        "FROM scratch\nCOPY app.py /\nUSER 10001:10001\n".to_owned(),
        "FROM gcr.io/distroless/python3-debian12:debug\nRUN echo hello\nCOPY app.py /app/\nENTRYPOINT [\"python3\", \"/app/app.py\"]\n".to_owned(),
        "FROM gcr.io/distroless/python3-debian13\nRUN [\"/usr/bin/python3.13\", \"-c\", \"print(1)\"]\nCOPY app.py /app/\nCMD [\"/app/app.py\"]\n".to_owned(),
        "FROM ghcr.io/astral-sh/uv:0.13.8 AS uv\nFROM python:3.13-slim-trixie\nCOPY --from=uv /uv /uvx /bin/\nRUN uv --version\nCOPY app.py .\nCMD [\"python\", \"app.py\"]\n".to_owned(),
        "FROM registry.access.redhat.com/ubi9/python-312\nUSER 0\nRUN dnf install -y git\nUSER 1001\nCOPY app.py .\nCMD [\"python\", \"app.py\"]\n".to_owned(),
        "FROM public.ecr.aws/lambda/python:3.13\nRUN dnf install -y git\nCOPY app.py ${LAMBDA_TASK_ROOT}/\nCMD [\"app.handler\"]\n".to_owned(),
        "FROM nvidia/cuda:12.4.1-runtime-ubuntu22.04\nRUN apt-get update && apt-get install -y python3\nCOPY app.py .\nCMD [\"python3\", \"app.py\"]\n".to_owned(),
        "FROM python:3.13-alpine\nRUN apk add --no-cache curl || apt-get install curl\nCOPY app.py .\nCMD [\"python\", \"app.py\"]\n".to_owned(),
    ] {
        check(&dockerfile, &[]);
    }
}

#[test]
fn libraries_that_wheels_load_by_name() {
    let dockerfile = |packages: &str, names: &str| {
        format!(
            "FROM python:3.13-slim-trixie\n{packages}RUN pip install {names}\nCOPY page.py .\nCMD [\"python\", \"page.py\"]\n"
        )
    };
    let page = [(
        "page.py",
        "import magic\nimport weasyprint\nimport cairosvg\nfrom pyzbar import pyzbar\nimport pyodbc\nimport pdf2image\n",
    )];
    for name in ["weasyprint", "pyzbar", "cairosvg", "python-magic", "pyodbc", "pdf2image"] {
        assert_eq!(ids(&dockerfile("", name), &page), ["missing-runtime-lib"], "{name}");
    }
    for (packages, name) in [
        ("libpango-1.0-0 libpangoft2-1.0-0", "weasyprint"),
        ("libzbar0", "pyzbar"),
        ("libzbar-dev", "pyzbar"),
        ("libcairo2", "cairosvg"),
        ("libmagic1", "python-magic"),
        ("file", "python-magic"),
        ("unixodbc", "pyodbc"),
        ("poppler-utils", "pdf2image"),
        ("libreoffice", "cairosvg"),
    ] {
        let install = format!("RUN apt-get update && apt-get install -y {packages}\n");
        assert_eq!(ids(&dockerfile(&install, name), &page), [] as [&str; 0], "{packages} {name}");
    }
}
