//! Dockerfiles in repositories that exist only in memory, and what they say.

use super::*;

/// The command of each start, with its folder, and the notes.
#[track_caller]
fn check(files: &[(&str, &str)], starts: &[&str], notes: &[&str]) -> Testimony {
    let tree = ProjectTree::in_memory(files.iter().copied());
    let manifests = Manifests::read(&tree).unwrap();
    let testimony = read(&tree, &manifests);
    let witness = testimony.witness.iter();
    let told: Vec<String> = witness.clone().flat_map(|witness| &witness.starts).map(line).collect();
    assert_eq!(told, starts);
    let said: Vec<&str> =
        witness.flat_map(|witness| &witness.refused).chain(&testimony.notes).map(|note| note.message.as_str()).collect();
    assert_eq!(said, notes);
    testimony
}

fn line(told: &Told) -> String {
    let folder = told.folder.as_ref().map_or(String::new(), |folder| format!(" in {folder}"));
    let before: Vec<String> = told.before.iter().map(|(text, at)| format!(" after {text} ({at})")).collect();
    format!("{}{folder}{} ({})", told.words.join(" "), before.join(""), told.at)
}

const PROJECT: &str = "[project]\nname = \"shop\"\nversion = \"1\"\n[project.optional-dependencies]\nserver = []\ndev = []\n\
                       [dependency-groups]\nqueue = []\n";

#[test]
fn an_entry_point_and_its_arguments_are_one_command() {
    for (text, expected) in [
        ("CMD [\"gunicorn\", \"a:b\"]", "gunicorn a:b (Dockerfile:4)"),
        ("ENTRYPOINT [\"shop\"]\nCMD [\"serve\"]", "shop serve (Dockerfile:5)"),
        ("ENTRYPOINT [\"shop\"]\nCMD [\"--help\"]", "shop (Dockerfile:4)"),
        (
            "ENTRYPOINT [\"tini\", \"-g\", \"--\", \"gosu\", \"app\"]\nCMD [\"python\", \"/srv/app/main.py\"]",
            "python main.py (Dockerfile:5)",
        ),
        ("ENTRYPOINT [\"/venv/bin/python\", \"/venv/bin/shop\"]\nCMD [\"-v\"]", "shop -v (Dockerfile:5)"),
        ("CMD exec uvicorn a:b --port ${PORT:-9000}", "uvicorn a:b --port 9000 (Dockerfile:4)"),
        ("CMD flask db upgrade && gunicorn a:b", "gunicorn a:b after flask db upgrade (Dockerfile:4) (Dockerfile:4)"),
        ("CMD [\"sh\", \"-c\", \"cd sub && exec python tool.py\"]", "python tool.py in sub (Dockerfile:4)"),
        ("ENV CONFIG=/srv/app/shop.ini\nCMD shop --config=$CONFIG", "shop --config=shop.ini (Dockerfile:5)"),
        (
            "ENTRYPOINT [\"/entry.sh\"]\nCMD [\"web\"]",
            "gunicorn shop:app -w 2 after python manage.py migrate (deploy/entry.sh:3) (Dockerfile:5)",
        ),
        (
            "COPY deploy/entry.sh /usr/local/bin/crane\nENTRYPOINT [\"crane\"]\nCMD [\"web\"]",
            "gunicorn shop:app -w 2 after python manage.py migrate (deploy/entry.sh:3) (Dockerfile:6)",
        ),
        (
            "ENTRYPOINT [\"/entry.sh\"]\nCMD [\"celery\", \"-A\", \"shop\"]",
            "celery -A shop after python manage.py migrate (deploy/entry.sh:3) (Dockerfile:5)",
        ),
    ] {
        let dockerfile = format!("FROM python:3.13-slim\nWORKDIR /srv/app\nCOPY . .\n{text}\nCOPY deploy/*.sh /\n");
        let script = "#!/bin/sh\nset -e\npython manage.py migrate\nif [ \"$1\" = web ]; then\n  set -- gunicorn shop:app -w 2\nfi\nexec \"$@\"\n";
        let files = [
            ("Dockerfile", dockerfile.as_str()),
            ("main.py", ""),
            ("shop.ini", ""),
            ("sub/tool.py", ""),
            ("deploy/entry.sh", script),
            ("pyproject.toml", PROJECT),
        ];
        check(&files, &[expected], &[]);
    }
}

#[test]
fn a_start_that_cannot_be_followed_is_told() {
    for (text, note) in [
        (
            "CMD [\"./missing.sh\"]",
            "`CMD [\"./missing.sh\"]` is not adopted: the script `missing.sh` does not exist in the project",
        ),
        ("CMD a & b & wait", "`CMD a & b & wait` is not adopted: it starts several programs at once"),
        ("ENTRYPOINT [\"python3\"]", "`ENTRYPOINT [\"python3\"]` is not adopted: it gives Python no program"),
        ("CMD [\"python3.12\", \"-i\"]", "`CMD [\"python3.12\", \"-i\"]` is not adopted: it gives Python no program"),
        ("CMD $PROGRAM --now", "`CMD $PROGRAM --now` is not adopted: a variable names the program"),
    ] {
        let dockerfile = format!("FROM python:3.13-slim\nCOPY . /app\n{text}\n");
        check(&[("Dockerfile", &dockerfile), ("pyproject.toml", PROJECT)], &[], &[note]);
    }
}

#[test]
fn a_compose_service_speaks_to_the_entry_point() {
    let dockerfile = "FROM python:3.13-slim\nCOPY . /app\nENTRYPOINT [\"shop\"]\nCMD [\"--help\"]\n";
    let compose = "services:\n  web:\n    build: .\n    command: [serve]\n  other:\n    build: { context: ., dockerfile: other.dockerfile }\n    command: run\n";
    let files = [("Dockerfile", dockerfile), ("compose.yaml", compose), ("pyproject.toml", PROJECT)];
    check(&files, &["shop serve (compose.yaml:4)", "shop (Dockerfile:3)"], &[]);
}

#[test]
fn the_one_for_production_is_found() {
    let file = |name: &str| format!("FROM python:3.13-slim\nCOPY . /app\nCMD [\"{name}\"]\n");
    let (own, prod, dev, docker) = (file("own"), file("prod"), file("dev"), file("docker"));
    let stages = "FROM python:3.13-slim AS base\nFROM base AS production\nCMD [\"main\"]\nFROM base AS dev\nCMD [\"watch\"]\n";
    let nginx = "FROM python:3.13 AS pages\nFROM nginx:1\nCMD [\"nginx\"]\n";
    let workflow = "jobs:\n  a:\n    steps:\n      - uses: docker/build-push-action@v6\n        with: { file: deploy/image.dockerfile, push: true }\n";
    let named = |kind: &str| {
        format!("services:\n  web:\n    build:\n      context: .\n      dockerfile: compose/{kind}/web/Dockerfile\n")
    };
    for (files, expected) in [
        (vec![("Dockerfile", own.as_str()), ("Dockerfile.dev", &dev)], "own (Dockerfile:3)"),
        (vec![("Dockerfile", own.as_str()), ("Dockerfile.prod", &prod)], "prod (Dockerfile.prod:3)"),
        (vec![("docker/Dockerfile", docker.as_str()), ("Dockerfile.dev", &dev)], "docker (docker/Dockerfile:3)"),
        (vec![("Dockerfile.nginx", nginx), ("Dockerfile.app", &own)], "own (Dockerfile.app:3)"),
        (vec![("Dockerfile", stages)], "main (Dockerfile:3)"),
        (
            vec![
                ("compose/local/web/Dockerfile", dev.as_str()),
                ("compose/production/web/Dockerfile", &prod),
                ("local.yml", &named("local")),
                ("production.yml", &named("production")),
                ("production-mirror.yml", &named("production")),
            ],
            "prod (compose/production/web/Dockerfile:3)",
        ),
        (
            vec![(".github/workflows/x.yml", workflow), ("deploy/image.dockerfile", &prod), ("docker/Dockerfile", &docker)],
            "prod (deploy/image.dockerfile:3)",
        ),
    ] {
        let files: Vec<(&str, &str)> = files.into_iter().chain([("pyproject.toml", PROJECT)]).collect();
        check(&files, &[expected], &[]);
    }
    check(&[("Dockerfile.dev", &dev), ("docs/Dockerfile", &own), ("pyproject.toml", PROJECT)], &[], &[]);
    check(&[("Dockerfile", "# Written by `pydock init`\nFROM python:3.13\nCMD [\"x\"]\n")], &[], &[]);
    check(&[("Dockerfile", &own), ("pydock.lock", "")], &[], &[]);
}

#[test]
fn the_image_of_another_folder_is_only_named() {
    let dockerfile =
        "FROM python:3.13-slim\nCOPY server/pyproject.toml ./\nCOPY server/app ./app\nCMD [\"uvicorn\", \"app:app\"]\n";
    let files =
        [("Dockerfile", dockerfile), ("pyproject.toml", PROJECT), ("server/pyproject.toml", PROJECT), ("server/app/x.py", "")];
    check(&files, &[], &["`Dockerfile` builds the project in `server`, not this one"]);
    let own = "FROM python:3.13-slim\nCOPY . .\nCMD [\"x\"]\n";
    let files = [("server/Dockerfile", own), ("pyproject.toml", PROJECT), ("server/pyproject.toml", PROJECT)];
    check(&files, &[], &["`server/Dockerfile` builds the project in `server`, not this one"]);
}

#[test]
fn what_it_installs_is_known() {
    for (run, expected) in [
        ("uv sync --locked --no-dev --extra server --group queue", "server | queue | "),
        ("uv sync --all-extras", "server |  | "),
        ("pip install '.[server,dev]'", "server |  | "),
        ("pip install \"$(echo dist/*.whl)[server]\"", "server |  | "),
        ("pip install --group queue flask gunicorn==23.0.0", " | queue | flask,gunicorn==23.0.0"),
        ("poetry install -E server --with queue", "server | queue | "),
        ("pdm sync -G server,queue --prod", "server | queue | "),
        ("if [ \"$DEV\" ]; then uv sync --extra server; fi", " |  | "),
    ] {
        let dockerfile =
            format!("FROM python:3.13-slim AS build\nCOPY . .\nRUN {run}\nFROM python:3.13-slim\nCOPY --from=build /x /x\n");
        let testimony = check(&[("Dockerfile", &dockerfile), ("pyproject.toml", PROJECT)], &[], &[]);
        let installs = testimony.witness.unwrap().installs;
        let joined = |list: &[Said<String>]| list.iter().map(|said| said.value.as_str()).collect::<Vec<_>>().join(",");
        let found = format!("{} | {} | {}", joined(&installs.extras), joined(&installs.groups), joined(&installs.packages));
        assert_eq!(found, expected, "{run}");
    }
    let dockerfile = "FROM python:3.13-slim\nCOPY . .\nRUN pipenv install --system --deploy --categories 'packages queue'\n";
    let pipfile = "[packages]\nflask = \"*\"\n[queue]\nrq = \"*\"\n";
    let testimony = check(&[("Dockerfile", dockerfile), ("Pipfile", pipfile), ("pyproject.toml", PROJECT)], &[], &[]);
    assert_eq!(testimony.witness.unwrap().installs.groups[0].value, "queue");
    // The stage that runs leaves out what another one installs for its own work.
    let dockerfile = "FROM python:3.13-slim AS work\nCOPY . .\nRUN uv sync --only-group queue && work\nFROM python:3.13-slim\n\
                      COPY . .\nRUN uv sync --no-group queue\nCOPY --from=work /app/src .\n";
    let testimony = check(&[("Dockerfile", dockerfile), ("pyproject.toml", PROJECT)], &[], &[]);
    assert!(testimony.witness.unwrap().installs.groups.is_empty());
}

#[test]
fn what_it_prepares_becomes_steps_or_is_told() {
    let dockerfile = "FROM python:3.13-slim\nARG LANGS=en_core_web_sm\nCOPY . .\n\
                      RUN playwright install chromium && python -m nltk.downloader -d /usr/share/nltk_data punkt\n\
                      RUN python -m spacy download ${LANGS} && python -c \"import nltk; nltk.download('words')\"\n\
                      RUN python manage.py compilemessages && npm run build\nCMD [\"x\"]\n";
    let testimony = check(&[("Dockerfile", dockerfile), ("pyproject.toml", PROJECT)], &["x (Dockerfile:7)"], &[]);
    let witness = testimony.witness.unwrap();
    let steps =
        witness.installs.preparations.iter().filter_map(|said| Some(format!("{} ({})", said.value.step.as_ref()?, said.line)));
    assert_eq!(
        steps.collect::<Vec<_>>(),
        [
            "playwright install --with-deps chromium (4)",
            "python -m nltk.downloader -d /opt/nltk_data punkt (4)",
            "python -m spacy download en_core_web_sm (5)",
            "python -m nltk.downloader -d /opt/nltk_data words (5)",
            "python manage.py compilemessages (6)",
        ]
    );
    let notes = witness.left_out();
    let said: Vec<String> = notes.iter().map(|note| format!("{} ({})", note.message, note.at.as_ref().unwrap())).collect();
    assert_eq!(said, ["`npm run build` is not adopted, so the image has no pages that npm builds (Dockerfile:6)"]);
}

#[test]
fn folders_that_are_handed_over_are_found_in_this_image() {
    let files = [("pyproject.toml", PROJECT), ("app/shop.py", "")];
    for (text, expected) in [
        ("VOLUME [\"/srv/app/media\", \"/data\"]", "media /data"),
        ("ENV DATA=/data\nVOLUME \"$DATA\"", "/data"),
        ("RUN mkdir -p /srv/app/kept/x && chown -R shop:shop /srv/app/kept", "kept"),
        ("RUN mkdir /data /srv/app/up && chown -R shop /srv/app /data", "/data up"),
        ("USER shop\nRUN mkdir kept", "kept"),
        ("RUN install -d -o shop -m 0755 /var/lib/shop", "/var/lib/shop"),
        // An image that runs as root needs no more than the folder.
        ("RUN mkdir -p kept /var/shop-root", "kept /var/shop-root"),
        ("RUN mkdir -m 755 kept", "kept"),
        ("RUN mkdir kept\nUSER shop", ""),
        ("RUN mkdir -p /opt/tool && curl -L https://x.org/t.tgz | tar xz -C /opt/tool", ""),
        ("RUN mkdir /opt/tool && cd /opt/tool && make", ""),
        ("RUN mkdir -p kept\nCOPY shop.ini kept/", ""),
        ("RUN mkdir -p /data/in\nWORKDIR /data/in/x", ""),
        ("RUN mkdir -p /etc/apt/keyrings /root/.cache staticfiles", ""),
        // Owned by root, of the system, code, or only read.
        ("RUN mkdir kept && chown root:root kept", ""),
        ("RUN mkdir -p /etc/shop /tmp/x && chown shop /etc/shop /tmp/x", ""),
        ("RUN mkdir /etc/shop && chown shop /etc/shop\nENV XDG_CONFIG_HOME=/etc", "/etc/shop"),
        ("RUN mkdir -p app static && chown -R shop app static", ""),
    ] {
        let dockerfile = format!("FROM python:3.13\nWORKDIR /srv/app\nCOPY . .\n{text}\nCMD [\"shop\"]\n");
        let tree = ProjectTree::in_memory(files.iter().copied().chain([("Dockerfile", dockerfile.as_str())]));
        let manifests = Manifests::read(&tree).unwrap();
        let witness = read(&tree, &manifests).witness.unwrap();
        let mut found: Vec<String> = witness.folders.iter().map(|(folder, _)| folder.to_string()).collect();
        found.sort();
        let mut expected: Vec<&str> = expected.split_whitespace().collect();
        expected.sort_unstable();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn volumes_of_every_compose_file_that_builds_the_image_are_folders() {
    let service = |volumes: &str| {
        format!("services:\n  web:\n    build:\n      context: ..\n      dockerfile: Dockerfile\n    volumes:\n{volumes}")
    };
    for (file, volumes, expected) in [
        ("deploy/compose.yaml", "      - ${LOGS:-../logs/}:/srv/app/logs/\n      - kept:/data\n", "logs /data"),
        // The same folder, as the Dockerfile calls it and as this image has it.
        ("deploy/compose.yaml", "      - ./a:/srv/app/media\n      - ./b:/app/up\n", "media up"),
        ("deploy/compose.yaml", "      - ./a:/srv/app/conf:ro\n      - ../shop.ini:/srv/app/shop.ini\n", ""),
        ("deploy/compose.yaml", "      - ..:/srv/app\n      - ../app:/srv/app/app\n", ""),
        ("deploy/compose.yaml", "      - /var/run/docker.sock:/var/run/docker.sock\n", ""),
        ("deploy/compose.dev.yaml", "      - ./a:/srv/app/logs\n", ""),
        (".devcontainer/compose.yaml", "      - ./a:/srv/app/logs\n", ""),
    ] {
        let compose = service(volumes);
        let dockerfile = "FROM python:3.13\nWORKDIR /srv/app\nCOPY . .\nCMD [\"shop\"]\n";
        let files = [
            ("Dockerfile", dockerfile),
            (file, compose.as_str()),
            ("app/shop.py", ""),
            ("shop.ini", ""),
            ("pyproject.toml", PROJECT),
        ];
        let tree = ProjectTree::in_memory(files);
        let witness = read(&tree, &Manifests::read(&tree).unwrap()).witness.unwrap();
        let found: Vec<String> = witness.folders.iter().map(|(folder, _)| folder.to_string()).collect();
        assert_eq!(found.join(" "), expected, "{file}: {volumes}");
    }
}

#[test]
fn a_file_that_is_copied_into_a_folder_is_no_folder_itself() {
    for copy in
        ["WORKDIR /srv/bot\nCOPY main.py /srv/bot", "WORKDIR /srv/bot/x\nCOPY main.py shop.ini /srv/bot\nWORKDIR /srv/bot"]
    {
        let dockerfile = format!("FROM python:3.13-slim\n{copy}\nVOLUME /srv/bot/kept\nCMD [\"python\", \"/srv/bot/main.py\"]\n");
        let line = dockerfile.lines().count();
        let files = [("Dockerfile", dockerfile.as_str()), ("main.py", ""), ("shop.ini", "")];
        let told = check(&files, &[&format!("python main.py (Dockerfile:{line})")], &[]);
        let folders: Vec<String> = told.witness.unwrap().folders.iter().map(|(folder, _)| folder.to_string()).collect();
        assert_eq!(folders, ["kept"], "{copy}");
    }
}

#[test]
fn a_plain_name_is_a_file_where_it_is_copied_from() {
    for (copy, command, expected) in [
        ("COPY src/shop /srv/app\nCOPY shop.ini .", "uwsgi --ini shop.ini", "uwsgi --ini ../../shop.ini in src/shop"),
        ("COPY src/shop /srv/app\nCOPY shop.ini .", "uwsgi --ini=shop.ini", "uwsgi --ini=../../shop.ini in src/shop"),
        ("COPY . .", "uwsgi --ini shop.ini", "uwsgi --ini shop.ini"),
        ("COPY requirements.txt .\nCOPY src/shop/main.py .", "python main.py", "python main.py in src/shop"),
        ("COPY src/shop /srv/app", "gunicorn shop.wsgi", "gunicorn shop.wsgi in src/shop"),
    ] {
        let dockerfile = format!("FROM python:3.13-slim\nWORKDIR /srv/app\n{copy}\nCMD {command}\n");
        let line = dockerfile.lines().count();
        let files = [
            ("Dockerfile", dockerfile.as_str()),
            ("shop.ini", ""),
            ("requirements.txt", ""),
            ("src/shop/main.py", ""),
            ("src/shop/shop/wsgi.py", ""),
        ];
        check(&files, &[&format!("{expected} (Dockerfile:{line})")], &[]);
    }
}

#[test]
fn lists_parts_and_packages_of_every_stage_are_read() {
    let dockerfile = "\
FROM ghcr.io/astral-sh/uv:python3.12-bookworm AS build
ARG PARTS=\"--extra server --group queue\"
ARG DEPS=\"gcc libpq-dev\"
RUN apt-get update && apt-get install -y $DEPS && if [ $X ]; then apt-get install -y vim; fi
COPY ./deps/*.txt /lists/
RUN uv pip sync /lists/main.txt && uv pip install -r /lists/more.txt -r /lists/dev.txt && uv sync $PARTS
FROM ghcr.io/astral-sh/uv:python3.12-bookworm-slim
COPY --from=build /x /x
CMD [\"x\"]
";
    let files = [
        ("Dockerfile", dockerfile),
        ("pyproject.toml", PROJECT),
        ("deps/main.txt", "flask\n"),
        ("deps/more.txt", "gunicorn\n"),
        ("deps/dev.txt", "pytest\n"),
    ];
    let witness = check(&files, &["x (Dockerfile:9)"], &[]).witness.unwrap();
    let texts = |list: &[Said<String>]| list.iter().map(|said| said.value.clone()).collect::<Vec<_>>().join(" ");
    assert_eq!(witness.python().unwrap().value.to_string(), "3.12");
    assert_eq!((texts(&witness.reading.packages).as_str(), texts(&witness.build_packages).as_str()), ("", "gcc libpq-dev"));
    assert_eq!((texts(&witness.installs.extras).as_str(), texts(&witness.installs.groups).as_str()), ("server", "queue"));
    let tree = ProjectTree::in_memory(files);
    let groups = ["deps/main.txt", "deps/more.txt"].map(|path| vec![RelPath::parse(path).unwrap()]);
    let manifests = Manifests::read_with(&tree, &groups).unwrap();
    let lists: Vec<String> =
        witness.installs.lists(&manifests).iter().map(|said| format!("{}:{}", said.value, said.line)).collect();
    assert_eq!(lists, ["deps/main.txt:6", "deps/more.txt:6"]);
}

#[test]
fn a_list_takes_the_place_of_those_that_it_holds() {
    for (base, all, expected) in [
        ("flask\n", "-r base.txt\ngunicorn\n", "all.txt"),
        ("flask==3\n", "flask==3\ngunicorn\n", "all.txt"),
        ("flask==3\nrich\n", "flask==2\ngunicorn\n", "all.txt"),
        ("flask\nrich\n", "gunicorn\n", "base.txt all.txt"),
    ] {
        let dockerfile =
            "FROM python:3.13-slim\nCOPY *.txt ./\nRUN pip install -r base.txt\nRUN pip install -r all.txt\nCMD [\"x\"]\n";
        let files = [("Dockerfile", dockerfile), ("base.txt", base), ("all.txt", all)];
        let tree = ProjectTree::in_memory(files);
        let groups = ["base.txt", "all.txt"].map(|path| vec![RelPath::parse(path).unwrap()]);
        let manifests = Manifests::read_with(&tree, &groups).unwrap();
        let witness = read(&tree, &manifests).witness.unwrap();
        let lists: Vec<&str> = witness.installs.lists(&manifests).iter().map(|said| said.value.as_str()).collect();
        assert_eq!(lists.join(" "), expected, "{base:?} {all:?}");
    }
}

#[test]
fn variables_that_the_project_reads_are_kept() {
    let dockerfile = "\
FROM python:3.13-slim
ENV SHOP_DATA=/data SHOP_CONFIG=/srv/app/etc/shop.ini SHOP_MEDIA=/srv/app/media SHOP_TOKEN=abc OTHER=1 MADE_UP=2 SHOP_SETTINGS=shop.settings.dev
ENV VIRTUAL_ENV=/venv SHOP_DEBUG=1 SHOP_EMPTY=\"\" PIP_NO_CACHE_DIR=1
WORKDIR /srv/app
COPY . .
CMD [\"x\"]
";
    let code = "import os\nfor name in ('SHOP_DATA', 'SHOP_CONFIG', 'SHOP_MEDIA', 'SHOP_TOKEN', 'SHOP_SETTINGS', 'SHOP_DEBUG', 'SHOP_EMPTY', 'ANOTHER_OTHER'): os.environ[name]\nos.environ[f'MADE_{name}']\n";
    let files = [
        ("Dockerfile", dockerfile),
        ("pyproject.toml", PROJECT),
        ("app.py", code),
        ("tests/x.py", "OTHER"),
        ("etc/shop.ini", "home = $(VIRTUAL_ENV)\nuses PIP_NO_CACHE_DIR\n"),
    ];
    let witness = check(&files, &["x (Dockerfile:6)"], &[]).witness.unwrap();
    let found: Vec<String> =
        witness.variables.iter().map(|said| format!("{}={} ({})", said.value.0, said.value.1, said.line)).collect();
    assert_eq!(
        found,
        [
            "SHOP_DATA=/data (2)",
            "SHOP_CONFIG=/app/etc/shop.ini (2)",
            "SHOP_MEDIA=/app/media (2)",
            "MADE_UP=2 (2)",
            "VIRTUAL_ENV=/opt/venv (3)"
        ]
    );
}

#[test]
fn pages_of_a_stage_of_node_are_told_with_the_flags_that_build_them() {
    let dockerfile = "\
FROM node:24 AS pages
WORKDIR /build
COPY ui ./
RUN corepack enable && pnpm install && node_modules/.bin/ng build
FROM python:3.13-slim
WORKDIR /srv
COPY . .
COPY --from=pages /build/dist/shop ./ui/dist/shop
CMD [\"x\"]
";
    let files = [("Dockerfile", dockerfile), ("pyproject.toml", PROJECT), ("ui/package.json", "{}")];
    let witness = check(&files, &["x (Dockerfile:9)"], &[]).witness.unwrap();
    let notes: Vec<(String, String)> =
        witness.left_out().into_iter().map(|note| (note.message, note.hint.unwrap_or_default())).collect();
    assert_eq!(
        notes,
        [(
            "`COPY --from=pages /build/dist/shop ./ui/dist/shop` builds pages in the stage `pages`, and the image does not have them"
                .to_owned(),
            "`--preset web-frontend --set frontend=ui --set output=ui/dist/shop` builds them in a stage of its own".to_owned()
        )]
    );
}

#[test]
fn a_script_that_waits_for_several_programs_is_the_program() {
    let dockerfile =
        "FROM python:3.13-slim\nWORKDIR /srv/app\nCOPY . .\nENTRYPOINT [\"tini\", \"--\", \"bash\", \"both.sh\", \"start\"]\n";
    let both = "#!/usr/bin/env bash\nsay() { echo \"$1\"; }\nsay \"$1\"\npython main.py serve &\npython main.py plan &\nwait\n";
    fn files<'f>(dockerfile: &'f str, script: &'f str) -> [(&'f str, &'f str); 3] {
        [("Dockerfile", dockerfile), ("main.py", ""), ("both.sh", script)]
    }
    check(&files(dockerfile, both), &["bash both.sh start (Dockerfile:4)"], &[]);
    let refusal = "`ENTRYPOINT [\"tini\", \"--\", \"bash\", \"both.sh\", \"start\"]` is not adopted: `both.sh`: it starts several programs at once";
    for (from, to) in [("python main.py plan", "nginx"), ("python main.py plan", "/venv/bin/plan"), ("\nwait\n", "\n")] {
        let other = both.replace(from, to);
        check(&files(dockerfile, &other), &[], &[refusal]);
    }
}

#[test]
fn the_words_behind_a_script_that_does_not_exist_are_the_program() {
    let check = |command: &str, starts: &[&str], notes: &[&str]| {
        let text = format!(
            "FROM python:3.13-slim\nARG KIND\nWORKDIR /srv/app\nCOPY . .\nCOPY kinds/$KIND/ /opt/\nENTRYPOINT [\"/opt/entrypoint.sh\"]\nCMD {command}\n"
        );
        let script = "exec \"$@\"\n";
        let files = [("Dockerfile", text.as_str()), ("kinds/a/entrypoint.sh", script), ("kinds/b/entrypoint.sh", script)];
        self::check(&files, starts, notes);
    };
    check("[\"gunicorn\", \"shop:app\"]", &["gunicorn shop:app (Dockerfile:7)"], &[]);
    check("[\"web\"]", &[], &["`CMD [\"web\"]` is not adopted: the script `entrypoint.sh` does not exist in the project"]);
}

#[test]
fn a_base_image_that_starts_applications_says_how() {
    let started = "uvicorn app.main:app --host 0.0.0.0 --port 80 (Dockerfile:1)";
    for (from, lines, expected, port) in [
        ("uvicorn-gunicorn-fastapi:python3.11", "COPY ./app /app/app", started, 80),
        (
            "uvicorn-gunicorn-fastapi:python3.11",
            "ENV PORT=8080\nCOPY . /app",
            "uvicorn app.main:app --host 0.0.0.0 --port 8080 (Dockerfile:1)",
            8080,
        ),
        (
            "uvicorn-gunicorn:python3.11",
            "ENV VARIABLE_NAME APP\nCOPY . /app",
            "uvicorn app.main:APP --host 0.0.0.0 --port 80 (Dockerfile:1)",
            80,
        ),
        ("uvicorn-gunicorn:python3.11", "COPY ./app /app", "uvicorn main:app --host 0.0.0.0 --port 80 in app (Dockerfile:1)", 80),
        (
            "uvicorn-gunicorn:python3.11",
            "ENV MODULE_NAME=app.tides\nCOPY . /app\nEXPOSE 90",
            "uvicorn app.tides:app --host 0.0.0.0 --port 80 (Dockerfile:1)",
            90,
        ),
        (
            "meinheld-gunicorn-flask:python3.9",
            "COPY ./app /app",
            "gunicorn --bind 0.0.0.0:80 --worker-tmp-dir /dev/shm main:app in app (Dockerfile:1)",
            80,
        ),
    ] {
        let text = format!("FROM tiangolo/{from}\n{lines}\n");
        let testimony = check(&[("Dockerfile", text.as_str()), ("app/main.py", ""), ("app/tides.py", "")], &[expected], &[]);
        assert_eq!(testimony.witness.unwrap().reading.ports[0].value, port, "{text}");
    }
    check(&[("Dockerfile", "FROM tiangolo/uvicorn-gunicorn:python3.11\nCOPY . /app\n"), ("shop.py", "")], &[], &[]);
}
