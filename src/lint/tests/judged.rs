//! Findings that were held against real files: what is left alone, and what is found beside it.

use super::*;
use crate::lint::fix;

const SLIM: &str = "FROM python:3.13-slim-trixie\n";

/// The rules that are found in a file at this place of a repository, beside these files.
fn rules_at(place: &str, text: &str, files: &[(&str, &str)]) -> Vec<&'static str> {
    let tree = ProjectTree::in_memory(files.iter().copied().chain([(place, text)]));
    let context = Context::new(Some(&tree), Some(place)).at(place, true);
    lint(FileKind::Dockerfile, text, &context, &Settings::default()).into_iter().map(|finding| finding.rule.name).collect()
}

fn ignore_rules(ignore: &str, files: &[(&str, &str)]) -> Vec<&'static str> {
    let tree = ProjectTree::in_memory(files.iter().copied().chain([(".dockerignore", ignore)]));
    let context = Context::new(Some(&tree), Some(".dockerignore"));
    lint(FileKind::Dockerignore, ignore, &context, &Settings::default()).into_iter().map(|finding| finding.rule.name).collect()
}

/// A row: the rule, whether it is found, the lines below the first `FROM`, and what lies beside the file.
type Row = (&'static str, bool, &'static str, &'static [(&'static str, &'static str)]);

#[test]
fn each_rule_leaves_alone_what_is_right() {
    const TWO: &str = "FROM python:3.13-slim-trixie\n";
    const DEV: &str = "[project]\nname = \"x\"\n[dependency-groups]\ndev = [\"pytest\"]\n";
    const SQLITE: &str = "DATABASES = {'default': {'ENGINE': 'django.db.backends.sqlite3'}}\n";
    let rows: &[Row] = &[
        (
            "user-home-copy",
            true,
            "RUN pip install --user flask==3.1.0\nFROM python:3.13-slim-trixie\nCOPY --from=0 /root/.local /root/.local\nENV PATH=/root/.local/bin:$PATH\nUSER 1000\n",
            &[],
        ),
        (
            "user-home-copy",
            false,
            "RUN useradd --uid 1000 app && chmod o+x /root\nCOPY --from=other /root/.local /root/.local\nENV PATH=/root/.local/bin:$PATH\nUSER app\n",
            &[],
        ),
        ("user-home-copy", false, "ENV PATH=/root/.local/bin:$PATH\nRUN pipx install poetry\nUSER 1000\n", &[]),
        ("user-home-copy", false, "COPY . /root/\nUSER 1000\n", &[]),
        ("secret-in-layer", true, "RUN pip install git+https://bot:h8f3k2l9@git.example.com/x.git\n", &[]),
        ("secret-in-layer", true, "ARG TOKEN\nRUN pip install git+https://bot:${TOKEN}@git.example.com/x.git\n", &[]),
        (
            "secret-in-layer",
            false,
            "RUN --mount=type=secret,id=t TOKEN=$(cat /run/secrets/t) && git clone https://bot:${TOKEN}@git.example.com/x.git\n",
            &[],
        ),
        ("untagged-image", true, "FROM deps AS web\n", &[]),
        (
            "untagged-image",
            false,
            "FROM deps AS web\n",
            &[("docker-bake.hcl", "target \"web\" {\n  contexts = {\n    deps = \"target:deps\"\n  }\n}\n")],
        ),
        ("copy-whole-filesystem", true, "COPY --from=rootfs / /\n", &[]),
        (
            "copy-whole-filesystem",
            false,
            "COPY --from=rootfs / /\n",
            &[("build.sh", "docker build --build-context rootfs=../root .\n")],
        ),
        ("apt-cache-mount", true, "RUN --mount=type=cache,target=/var/cache/apt apt-get update\n", &[]),
        (
            "apt-cache-mount",
            false,
            "RUN echo 'Dir::Cache var/cache/apt/arm;' > /etc/apt/apt.conf.d/01cache\nRUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update\n",
            &[],
        ),
        ("secret-in-arg-or-env", false, "ENV APT_KEY_DONT_WARN_ON_DANGEROUS_USAGE=DontWarn\n", &[]),
        ("pip-prefix", true, "RUN pip install cffi\nRUN pip install --prefix=/install cryptography\n", &[]),
        ("pip-prefix", false, "RUN pip install --upgrade pip\nRUN pip install --prefix=/install flask\n", &[]),
        ("apt-no-update", true, "RUN apt-get install openssl\n", &[]),
        ("apt-no-update", false, "FROM python:3.13-trixie\nRUN apt-get install openssl\n", &[]),
        ("apt-no-update", true, "FROM python:3.13-trixie\nRUN apt-get install -y nginx\n", &[]),
        (
            "editable-in-multistage",
            true,
            "WORKDIR /app\nCOPY . .\nRUN python -m venv .venv && .venv/bin/pip install -e .\nFROM python:3.13-slim-trixie\nWORKDIR /app\nCOPY --from=0 /app/.venv .venv\n",
            &[],
        ),
        (
            "editable-in-multistage",
            false,
            "WORKDIR /app\nCOPY . .\nRUN python -m venv .venv && .venv/bin/pip install -e .\nFROM python:3.13-slim-trixie\nWORKDIR /app\nCOPY --from=0 /app/.venv .venv\nCOPY --from=0 /app/src ./src\n",
            &[],
        ),
        (
            "editable-in-multistage",
            false,
            "WORKDIR /docs\nCOPY . .\nRUN pip install -e . && make html\nFROM nginx:1.29\nCOPY --from=0 /docs/build/html /usr/share/nginx/html\n",
            &[],
        ),
        ("apt-no-yes", true, "RUN apt-get update && apt-get install curl\n", &[]),
        (
            "apt-no-yes",
            false,
            "RUN echo 'APT::Get::Assume-Yes \"true\";' > /etc/apt/apt.conf.d/90yes\nRUN apt-get update && apt-get install curl\n",
            &[],
        ),
        ("sudo", false, "RUN apt-get update && apt-get install -y postgresql sudo\nRUN sudo -u postgres initdb\n", &[]),
        (
            "alpine-no-wheel",
            true,
            "FROM python:3.13-alpine\nRUN pip install -r requirements.txt\n",
            &[("requirements.txt", "torch\n")],
        ),
        ("alpine-no-wheel", false, "FROM alpine:3.23\nADD model.bin /\n", &[("requirements.txt", "torch\n")]),
        ("secret-in-arg-or-env", true, "ARG MAIL_API_KEY\n", &[]),
        ("secret-in-arg-or-env", false, "ARG VITE_MAPS_API_KEY\n", &[]),
        ("secret-in-layer", false, "COPY package.json .npmrc ./\n", &[(".npmrc", "engine-strict=true\n")]),
        ("secret-in-layer", false, "COPY package.json .npmrc ./\n", &[("package.json", "{}")]),
        ("secret-in-layer", true, "COPY .npmrc ./\n", &[(".npmrc", "//registry.npmjs.org/:_authToken=abcd1234efgh5678\n")]),
        ("health-missing-tool", true, "HEALTHCHECK CMD curl -f http://127.0.0.1/\n", &[]),
        ("health-missing-tool", false, "COPY --from=other /out/usr /usr\nHEALTHCHECK CMD curl -f http://127.0.0.1/\n", &[]),
        ("health-missing-tool", false, "COPY . /app\nRUN /app/install.sh\nHEALTHCHECK CMD curl -f http://127.0.0.1/\n", &[]),
        (
            "health-missing-tool",
            true,
            "COPY --from=ghcr.io/astral-sh/uv:0.13.8 /uv /bin/\nHEALTHCHECK CMD curl -f http://127.0.0.1/\n",
            &[],
        ),
        ("sudo", true, "RUN sudo apt-get update\n", &[]),
        ("sudo", false, "RUN apt-get update && apt-get install -y sudo\nUSER 1000\nRUN sudo apt-get update\n", &[]),
        ("sudo", true, "RUN apt-get update && apt-get install -y sudo\nRUN sudo apt-get update\n", &[]),
        ("bind-localhost", true, "CMD [\"uvicorn\", \"shop:app\"]\n", &[]),
        (
            "bind-localhost",
            false,
            "COPY --from=public.ecr.aws/awsguru/aws-lambda-adapter:0.9.1 /lambda-adapter /opt/extensions/lambda-adapter\nCMD [\"uvicorn\", \"shop:app\"]\n",
            &[],
        ),
        ("bind-localhost", false, "CMD [\"gunicorn\", \"shop:app\"]\n", &[("app.yaml", "runtime: custom\n")]),
        ("bind-localhost", true, "CMD [\"gunicorn\", \"shop:app\"]\n", &[]),
        ("bind-localhost", false, "ENTRYPOINT [\"gunicorn\", \"shop:app\"]\n", &[]),
        ("bind-localhost", false, "CMD [\"gunicorn\", \"--config /etc/gunicorn.py\", \"shop:app\"]\n", &[]),
        ("inline-comment", false, "ARG VERSION=\"v1.2.0\" # the release\n", &[]),
        ("inline-comment", true, "USER app # back again\n", &[]),
        ("pip-user", false, "USER app\nRUN pip install --user flask==3.1.0\n", &[]),
        (
            "pip-user",
            false,
            "RUN pip install --user flask==3.1.0\nFROM python:3.13-slim-trixie\nCOPY --from=0 /root/.local /home/app/.local\nUSER app\n",
            &[],
        ),
        ("pip-user", false, "RUN pip install --user flask==3.1.0\nENV PATH=/root/.local/bin:$PATH\n", &[]),
        ("pip-user", true, "RUN pip install --user flask==3.1.0\nUSER 1000\n", &[]),
        (
            "uv-no-default-groups",
            false,
            "COPY . .\nRUN uv sync --locked --no-dev\n",
            &[("pyproject.toml", "[tool.uv]\ndefault-groups = [\"dev\"]\n")],
        ),
        (
            "uv-no-default-groups",
            true,
            "COPY . .\nRUN uv sync --locked --no-dev\n",
            &[("pyproject.toml", "[tool.uv]\ndefault-groups = [\"dev\", \"docs\"]\n")],
        ),
        // A program is no library: one call may miss it, and the rest runs.
        ("missing-runtime-lib", false, "RUN pip install pdf2image==1.17.0\n", &[]),
        ("missing-runtime-lib", true, "RUN pip install psycopg==3.2.13\n", &[]),
        // Another file beside it is the one for production.
        ("root-user", true, "CMD [\"python\", \"app.py\"]\n", &[]),
        ("root-user", false, "CMD [\"python\", \"app.py\"]\n", &[("Dockerfile.prod", "FROM scratch\n")]),
        ("run-time-tool", true, "CMD [\"uv\", \"run\", \"main.py\"]\n", &[]),
        ("run-time-tool", false, "CMD [\"uv\", \"run\", \"--no-sync\", \"main.py\"]\n", &[]),
        ("run-time-tool", false, "ENV UV_NO_SYNC=1\nCMD [\"uv\", \"run\", \"main.py\"]\n", &[]),
        ("pip-prefix", false, "RUN pip install --prefix=/install flask==3.1.0\n", &[]),
        ("pip-prefix", false, "RUN uv pip install --prefix=/install flask==3.1.0\n", &[]),
        ("compiler-in-final", true, "RUN apt-get update && apt-get install -y gcc\n", &[]),
        ("compiler-in-final", false, "RUN apt-get update && apt-get install -y make\n", &[]),
        ("migrate-in-build", false, "COPY . .\nRUN python manage.py migrate\n", &[("shop/settings.py", SQLITE)]),
        ("migrate-in-build", false, "COPY . .\nRUN python manage.py migrate\n", &[]),
        (
            "migrate-in-build",
            true,
            "COPY . .\nRUN pip install -r requirements.txt && python manage.py migrate\n",
            &[("requirements.txt", "psycopg==3.2\n")],
        ),
        ("adduser-missing", true, "RUN apt-get update && apt-get install -y curl && adduser --system app\n", &[]),
        ("adduser-missing", false, "RUN apt-get update && apt-get install -y openssh-server && adduser --system app\n", &[]),
        ("dev-deps-in-production", true, "COPY . .\nRUN uv sync --locked\n", &[("pyproject.toml", DEV)]),
        (
            "dev-deps-in-production",
            true,
            "COPY . .\nRUN uv sync --locked\nFROM python:3.13-slim-trixie\nCOPY --from=0 /app/.venv /app/.venv\n",
            &[("pyproject.toml", DEV)],
        ),
        ("dev-deps-in-production", false, "COPY . .\nRUN uv sync --locked --no-dev\n", &[("pyproject.toml", DEV)]),
        ("dev-deps-in-production", false, "COPY . .\nENV UV_NO_DEV=1\nRUN uv sync --locked\n", &[("pyproject.toml", DEV)]),
        ("dev-deps-in-production", false, "COPY . .\nRUN uv sync --locked\n", &[("pyproject.toml", "[project]\nname = \"x\"\n")]),
        (
            "dev-deps-in-production",
            true,
            "COPY . .\nRUN poetry install --no-root\n",
            &[("pyproject.toml", "[tool.poetry.group.dev.dependencies]\npytest = \"*\"\n")],
        ),
        (
            "dev-deps-in-production",
            false,
            "COPY . .\nRUN poetry install --only main\n",
            &[("pyproject.toml", "[tool.poetry.group.dev.dependencies]\npytest = \"*\"\n")],
        ),
        (
            "apt-purge-nothing",
            true,
            "RUN apt-get update && apt-get install -y gcc && apt-get purge -y --auto-remove -o APT::AutoRemove::RecommendsImportant=false\n",
            &[],
        ),
        (
            "apt-purge-nothing",
            false,
            "RUN apt-get update && apt-get install -y gcc && apt-mark auto gcc && apt-get purge -y --auto-remove\n",
            &[],
        ),
        ("apt-update-alone", true, "RUN apt-get update && apt-get upgrade -y\nRUN apt-get install -y curl\n", &[]),
        ("pipe-to-shell", true, "RUN curl -sSL https://example.org/i.sh | bash\n", &[]),
        ("pipe-to-shell", true, "RUN wget -qO- https://example.org/i.sh | sh -s -- --yes\n", &[]),
        ("pipe-to-shell", false, "RUN curl -LsSf https://astral.sh/uv/0.9.7/install.sh | sh\n", &[]),
        ("pipe-to-shell", false, "RUN curl -L https://example.org/x.tar.gz | tar xz\n", &[]),
        ("pipe-to-shell", false, "RUN curl https://example.org/x.json | python -c 'import json'\n", &[]),
        ("tls-unchecked", true, "RUN curl -sSLk https://example.org/x -o y\n", &[]),
        ("tls-unchecked", true, "RUN pip install --trusted-host index.example.org -r requirements.txt\n", &[]),
        ("tls-unchecked", false, "RUN curl -sSL https://example.org/x -o y\n", &[]),
        ("chmod-world-writable", true, "RUN chmod -R 777 /app\n", &[]),
        ("chmod-world-writable", false, "RUN chmod 777 /tmp/x && chmod -R 755 /app && chmod -R 777 /tmp/cache\n", &[]),
        ("add-unchecked-url", true, "ADD https://example.org/x.tar.gz /x.tar.gz\n", &[]),
        (
            "add-unchecked-url",
            false,
            "ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.org/x /x\nADD https://github.com/a/b.git#v1 /b\n",
            &[],
        ),
        ("chown-recursive", false, "WORKDIR /app\nCOPY . .\nRUN mkdir -p media && chown -R 1000 /app/media\n", &[]),
        ("chown-recursive", true, "WORKDIR /app\nCOPY . .\nRUN chown -R 1000 /app/media\n", &[("media/a.png", "")]),
        ("chown-recursive", true, "WORKDIR /app\nCOPY . .\nRUN chown -R 1000 /app\n", &[]),
        ("copy-whole-filesystem", false, "FROM scratch AS s\nADD s6.tar /\nFROM python:3.13\nCOPY --from=s / /\n", &[]),
        ("copy-whole-filesystem", true, "FROM debian:trixie AS s\nFROM python:3.13\nCOPY --from=s / /\n", &[]),
        ("exec-missing", false, "CMD [\"bash\", \"-c\", \"cd x && gunicorn a:b\"]\n", &[]),
        ("exec-missing", true, "CMD [\"sh\", \"-c\", \"cd x && gunicorn a:b\"]\n", &[]),
        ("secret-in-arg-or-env", true, "ARG API_TOKEN\n", &[]),
        ("secret-in-arg-or-env", false, "ENV API_KEY_URL=x APT_KEY_WARN=1 DB_PASSWORD=\n", &[]),
        ("bind-localhost", false, "ENTRYPOINT [\"gunicorn\", \"shop:app\"]\nCMD [\"-b\", \"0.0.0.0:80\"]\n", &[]),
        ("missing-runtime-lib", false, "RUN pip install 'psycopg[binary]==3.2'\n", &[]),
        ("missing-runtime-lib", true, "RUN pip install psycopg==3.2\n", &[]),
        ("add-instead-of-copy", false, "ADD \"s6.tar.gz\" /\n", &[]),
        ("unpinned-clone", true, "RUN git clone https://github.com/a/b\n", &[]),
        ("unpinned-clone", false, "RUN git clone https://github.com/a/b && cd b && git checkout 0123abc\n", &[]),
        ("unpinned-clone", false, "RUN git clone -b v1 https://github.com/a/b\n", &[]),
    ];
    let mut wrong = Vec::new();
    for (rule, is_found, lines, files) in rows {
        assert!(ALL.iter().any(|known| known.name == *rule), "{rule}");
        if rules_at("Dockerfile", &format!("{TWO}{lines}"), files).contains(rule) != *is_found {
            wrong.push(format!("{rule} {is_found}: {lines}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_image_that_is_not_shipped_may_have_tools() {
    let lines = "RUN apt-get update && apt-get install -y gcc\nRUN pip install pytest==8.0\nENV DEBUG=1\nCMD [\"uv\", \"run\", \"x.py\"]\n";
    let shipped = ["compiler-in-final", "dev-deps-in-production", "run-time-tool"];
    for (place, first, is_shipped) in [
        ("Dockerfile", SLIM, true),
        ("deploy/production/Dockerfile", SLIM, true),
        (".devcontainer/Dockerfile", SLIM, false),
        (".github/actions/check/Dockerfile", SLIM, false),
        ("docker/ci/Dockerfile", SLIM, false),
        ("Dockerfile.dev", SLIM, false),
        ("tests.Dockerfile", SLIM, false),
        ("Dockerfile", "FROM python:3.13-slim-trixie AS unittests\n", false),
        ("Dockerfile", "FROM mcr.microsoft.com/devcontainers/python:1-3.12\n", false),
    ] {
        let found = rules_at(place, &format!("{first}{lines}"), &[]);
        for rule in shipped {
            assert_eq!(found.contains(&rule), is_shipped, "{place} {first} {rule}");
        }
    }
}

#[test]
fn the_end_of_a_release_is_known_on_the_images_of_vendors() {
    for (image, expected) in [
        ("python:3.12-slim-buster", &["eol-distribution"][..]),
        ("debian:buster-slim", &["eol-distribution"]),
        ("ubuntu:18.04", &["eol-distribution"]),
        ("alpine:3.12", &["eol-distribution"]),
        ("nvidia/cuda:11.0-base-ubuntu18.04", &["eol-distribution"]),
        ("public.ecr.aws/lambda/python:3.8", &["eol-python"]),
        ("ghcr.io/astral-sh/uv:python3.9-bookworm-slim", &["eol-python"]),
        ("mcr.microsoft.com/devcontainers/python:3.8", &["eol-python"]),
        ("tiangolo/uvicorn-gunicorn-fastapi:python3.7", &["eol-python"]),
        ("registry.access.redhat.com/ubi8/python-38", &["eol-python"]),
        ("python:3.14-slim-trixie", &[]),
        ("debian:trixie-slim", &[]),
        ("ubuntu:24.04", &[]),
        ("public.ecr.aws/lambda/python:3.13", &[]),
    ] {
        let found = rules_at("Dockerfile", &format!("FROM {image}\nUSER 10001\n"), &[]);
        let found: Vec<&str> = found.into_iter().filter(|rule| rule.starts_with("eol-")).collect();
        assert_eq!(found, expected, "{image}");
    }
}

#[test]
fn an_ignore_file_is_held_against_what_is_built_with_it() {
    const COPIES_ALL: (&str, &str) = ("Dockerfile", "FROM python:3.13\nCOPY . .\nRUN pip install -r requirements.txt\n");
    const COPIES_ONE: (&str, &str) =
        ("Dockerfile", "FROM python:3.13\nCOPY reqs/main.txt reqs/\nRUN pip install -r reqs/main.txt\n");
    let rows: &[Row] = &[
        ("ignore-needed-file", true, "requirements.txt\n", &[COPIES_ALL, ("requirements.txt", "flask\n")]),
        (
            "ignore-needed-file",
            false,
            "requirements.txt\npyproject.toml\n",
            &[COPIES_ONE, ("requirements.txt", ""), ("pyproject.toml", "[tool.ruff]\n")],
        ),
        (
            "ignore-needed-file",
            false,
            "*.md\n",
            &[("README.md", ""), ("pyproject.toml", "[project]\nreadme = \"README.md\"\n"), COPIES_ALL],
        ),
        (
            "ignore-needed-file",
            true,
            "*.md\n",
            &[
                ("README.md", ""),
                ("pyproject.toml", "[build-system]\nbuild-backend = \"hatchling.build\"\n[project]\nreadme = \"README.md\"\n"),
                ("Dockerfile", "FROM python:3.13\nCOPY . .\nRUN pip install .\n"),
            ],
        ),
        // setuptools goes on without it.
        (
            "ignore-needed-file",
            false,
            "*.md\n",
            &[
                ("README.md", ""),
                ("pyproject.toml", "[project]\nreadme = \"README.md\"\n"),
                ("Dockerfile", "FROM python:3.13\nCOPY . .\nRUN pip install .\n"),
            ],
        ),
        ("ignore-needed-file", false, "requirements.txt\n", &[("requirements.txt", "flask\n")]),
        ("ignore-root-only", true, "__pycache__\n", &[("shop/api.py", "")]),
        ("ignore-root-only", false, "__pycache__\n", &[("api.py", "")]),
        ("ignore-root-only", false, "node_modules\n", &[("package.json", "{}"), ("src/a.js", "")]),
        ("ignore-root-only", true, "node_modules\n", &[("web/package.json", "{}")]),
        ("ignore-root-only", false, ".DS_Store\n.env\n", &[("shop/api.py", "")]),
        ("ignore-root-only", false, "*.pyc\n**/*.py[cod]\n", &[("shop/api.py", "")]),
        ("ignore-secret", false, "x\n", &[(".env", "SECRET_KEY=change-me\nDEBUG=true\n")]),
        ("ignore-secret", true, "x\n", &[(".env", "SECRET_KEY=h8f3k2l9s7d6\n")]),
        ("ignore-secret", true, "x\n", &[(".env", "SECRET_KEY=h8f3k2l9s7d6\n"), COPIES_ALL]),
        // No step takes it out of the context.
        (
            "ignore-secret",
            false,
            "x\n",
            &[(".env", "SECRET_KEY=h8f3k2l9s7d6\n"), ("Dockerfile", "FROM scratch\nCOPY shop app.py /\n")],
        ),
        (
            "ignore-secret",
            true,
            "x\n",
            &[("shop/.env", "SECRET_KEY=h8f3k2l9s7d6\n"), ("Dockerfile", "FROM scratch\nCOPY [\"./shop/\", \"/shop\"]\n")],
        ),
    ];
    for (rule, is_found, ignore, files) in rows {
        assert_eq!(ignore_rules(ignore, files).contains(rule), *is_found, "{rule} {ignore} {files:?}");
    }
}

#[test]
fn what_is_less_sure_is_shown_where_it_is_asked_for() {
    let text = "FROM acme/base:1\nRUN sudo apt-get update\n";
    let mut settings = Settings::default();
    let found =
        |settings: &Settings| findings(&[("Dockerfile", text)], settings).iter().any(|finding| finding.rule.name == "sudo");
    assert!(!found(&settings));
    settings.set_min_confidence(Confidence::Low);
    assert!(found(&settings));
}

#[test]
fn lists_are_deleted_only_where_no_later_step_goes_by_them() {
    let mended = |text: &str| {
        let mut settings = Settings::default();
        settings.select("apt-lists").unwrap();
        fix(FileKind::Dockerfile, text, &Context::unknown(), &settings, false).text
    };
    for text in [
        // A later installation has no lists then.
        "FROM debian:trixie\nRUN apt-get update\nRUN apt-get install -y curl\n",
        "FROM debian:trixie\nRUN apt-get update && apt-get install -y curl\nRUN apt-get install -y git\n",
        "FROM debian:trixie AS base\nRUN apt-get update && apt-get install -y curl\nFROM base\nRUN apt-get install -y git\n",
        // The step is not root.
        "FROM debian:trixie\nUSER 1000\nRUN sudo apt-get update && sudo apt-get install -y tree\n",
        // What is added would belong to one branch alone.
        "FROM debian:trixie\nRUN apt-get update && apt-get install -y curl || true\n",
        "FROM debian:trixie\nRUN if true; then apt-get update && apt-get install -y curl; fi\n",
    ] {
        assert_eq!(mended(text), text);
    }
    let text =
        "FROM debian:trixie\nRUN apt-get update && apt-get install -y curl\nRUN apt-get update && apt-get install -y git\n";
    assert_eq!(
        mended(text),
        text.replace("curl\n", "curl && rm -rf /var/lib/apt/lists/*\n").replace("git\n", "git && rm -rf /var/lib/apt/lists/*\n")
    );
}
