//! What is written for projects of different kinds.

use crate::facts::Answers;
use crate::model::FactId;
use crate::pipeline::{self, Generated};
use crate::preset::Preset;
use crate::tree::ProjectTree;

fn generate(files: &[(&str, &str)]) -> Generated {
    let answers = Answers::of_flags(&[(FactId::With, "compose"), (FactId::Name, "shop")]);
    pipeline::render_example(ProjectTree::in_memory(files.iter().copied()), Preset::production().unwrap(), &answers).unwrap()
}

fn compose(files: &[(&str, &str)]) -> String {
    let generated = generate(files);
    let file = generated.files.iter().find(|file| file.path.as_str() == "compose.yaml");
    file.map(|file| file.contents.clone()).unwrap_or_default()
}

#[test]
fn a_website_alone_is_one_service() {
    let text =
        compose(&[("requirements.txt", "flask\ngunicorn\n"), ("shop.py", "from flask import Flask\napp = Flask(__name__)\n")]);
    let expected = "\
# Written by `pydock init`. Start everything with `docker compose up --build --wait`.

x-app: &app
  build:
    context: .
    target: production
  image: shop
  env_file:
    - path: .env
      required: false
  # A first process that collects orphans and forwards signals.
  init: true
  read_only: true
  tmpfs: [/tmp]
  cap_drop: [ALL]
  security_opt: [no-new-privileges:true]

services:
  # The web process, the `CMD` of the image.
  web:
    <<: *app
    ports:
      - \"8000:8000\"
    stop_grace_period: 30s
    restart: unless-stopped
";
    assert_eq!(text, expected);
}

#[test]
fn every_process_and_service_has_its_own() {
    let text = compose(&[
        ("requirements.txt", "fastapi\nuvicorn\nsqlalchemy\nasyncpg\nalembic\ncelery\nredis\n"),
        (
            "shop/settings.py",
            "from pydantic_settings import BaseSettings\n\nclass Settings(BaseSettings):\n    database_url: str\n    redis_url: str\n",
        ),
        ("shop/main.py", "from fastapi import FastAPI\napp = FastAPI()\n\n@app.get(\"/health\")\ndef health():\n    return {}\n"),
        ("shop/tasks.py", "from celery import Celery\napp = Celery()\napp.conf.beat_schedule = {\"a\": {}}\n"),
        ("alembic.ini", "[alembic]\nscript_location = migrations\n"),
        ("migrations/env.py", ""),
    ]);
    for part in [
        "  DATABASE_URL: \"postgresql+asyncpg://app:for-development-only@postgres:5432/app\"\n",
        "  REDIS_URL: redis://redis:6379/0\n",
        "  environment: *environment\n",
        "  worker:\n    <<: *app\n    command: [celery, --app, shop.tasks:app, worker, --loglevel, INFO]\n",
        "      test: [CMD, sh, -c, \"celery --app shop.tasks:app inspect ping --destination celery@$$HOSTNAME\"]\n",
        "    stop_grace_period: 60s\n",
        "  beat:\n    <<: *app\n",
        "    healthcheck:\n      test: [CMD, \"true\"]\n      interval: 600s\n",
        "    # The image's check would request a page.\n    healthcheck:\n      disable: true\n",
        "    command: [alembic, upgrade, head]\n",
        "      migrate:\n        condition: service_completed_successfully\n",
        "      postgres:\n        condition: service_healthy\n",
        "      - postgres-data:/var/lib/postgresql\n",
        "      test: [CMD-SHELL, \"pg_isready --username $$POSTGRES_USER --dbname $$POSTGRES_DB\"]\n",
        "volumes:\n  postgres-data: {}\n  redis-data: {}\n",
        "# The passwords of the backing services are for development only.\n",
    ] {
        assert!(text.contains(part), "{part}\n---\n{text}");
    }
}

#[test]
fn a_compose_file_of_the_project_stays() {
    let generated = generate(&[
        ("requirements.txt", "flask\ngunicorn\nrq\nredis\n"),
        (
            "shop.py",
            "from flask import Flask\nfrom rq import Queue\nimport redis\napp = Flask(__name__)\nqueue = Queue(connection=redis.Redis())\n",
        ),
        ("docker-compose.yml", "services:\n  web:\n    build: .\n"),
    ]);
    assert!(generated.files.iter().all(|file| !file.path.as_str().contains("compose")));
    let note = generated.facts.notes.iter().find(|note| note.message.contains("docker-compose.yml")).unwrap();
    assert_eq!(note.message, "`docker-compose.yml` exists and is not changed; it has no service for `worker`, `redis`");
}

#[test]
fn no_word_of_a_project_leaves_its_place() {
    let hostile = "worker: celery -A 'x: [y' worker -n \"a # b\" --opt='- c' \"$HOME\" '${X}' '*a' '&b' \"'\"\n";
    let text = compose(&[
        ("requirements.txt", "flask\ngunicorn\ncelery\n"),
        ("shop.py", "from flask import Flask\napp = Flask(__name__)\n"),
        ("Procfile", &format!("web: gunicorn shop:app\n{hostile}")),
    ]);
    let value = crate::manifest::yaml_value(&text).unwrap();
    let services: Vec<&String> = value["services"].as_object().unwrap().keys().collect();
    assert_eq!(services, ["web", "worker"], "{text}");
    // Every dollar sign of the command is doubled.
    assert_eq!(text.matches('$').count(), 2 * text.matches("$$").count(), "{text}");
}

#[test]
fn for_development_the_program_starts_anew() {
    let generated = generate(&[
        ("requirements.txt", "fastapi\nuvicorn\nrq\nredis\n"),
        ("requirements-dev.txt", "debugpy\n"),
        (
            "shop.py",
            "import os\nfrom fastapi import FastAPI\nfrom redis import Redis\nfrom rq import Queue\napp = FastAPI()\n\
             queue = Queue(connection=Redis.from_url(os.environ['REDIS_URL']))\n",
        ),
    ]);
    let file = generated.files.iter().find(|file| file.path.as_str() == "compose.dev.yaml").unwrap();
    let expected = "\
# Written by `pydock init`. For work on the source, together with compose.yaml:
# docker compose --file compose.yaml --file compose.dev.yaml watch
# A changed source file is copied into the containers; a changed lock file builds the image again.

x-dev: &dev
  build:
    target: dev
  image: shop-dev
  # Changed files are written into the source folder.
  read_only: false

x-sync: &sync
  watch:
    - action: sync
      path: .
      target: /app
      ignore:
        - requirements-dev.txt
        - requirements.txt
    - action: rebuild
      path: requirements-dev.txt
    - action: rebuild
      path: requirements.txt

x-restart: &restart
  watch:
    - action: \"sync+restart\"
      path: .
      target: /app
      ignore:
        - requirements-dev.txt
        - requirements.txt
    - action: rebuild
      path: requirements-dev.txt
    - action: rebuild
      path: requirements.txt

services:
  # Restarts itself when a file changes.
  web:
    <<: *dev
    develop: *sync

  # Is restarted when a file changes.
  worker:
    <<: *dev
    develop: *restart

  # `web` under debugpy, instead of it: docker compose … up debug
  debug:
    extends:
      file: compose.yaml
      service: web
    <<: *dev
    profiles: [debug]
    command: [python, -m, debugpy, --listen, \"0.0.0.0:5678\", /opt/venv/bin/uvicorn, shop:app, --host, \"0.0.0.0\", --port, \"8000\"]
    ports:
      - \"127.0.0.1:5678:5678\"
";
    assert_eq!(file.contents, expected);
    let dockerfile = generated.files.iter().find(|file| file.path.as_str() == "Dockerfile").unwrap();
    for part in [
        "COPY --chown=10001:10001 . .\nUSER 10001:10001\n",
        "CMD [\"uvicorn\", \"--reload\", \"shop:app\", \"--host\", \"0.0.0.0\", \"--port\", \"8000\"]\n",
    ] {
        assert!(dockerfile.contents.contains(part), "{part}\n---\n{}", dockerfile.contents);
    }
}

#[test]
fn without_a_development_stage_there_is_no_file_for_development() {
    let answers = Answers::of_flags(&[(FactId::With, "compose,devcontainer"), (FactId::Dev, "false")]);
    let tree = ProjectTree::in_memory([
        ("requirements.txt", "flask\ngunicorn\n"),
        ("shop.py", "from flask import Flask\napp = Flask(__name__)\n"),
    ]);
    let generated = pipeline::render_example(tree, Preset::production().unwrap(), &answers).unwrap();
    let names: Vec<&str> = generated.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(names, ["Dockerfile", ".dockerignore", "compose.yaml"]);
    let messages: Vec<&str> = generated.facts.notes.iter().map(|note| note.message.as_str()).collect();
    assert!(
        messages.contains(&"`.devcontainer/devcontainer.json` is not written: the Dockerfile has no development stage"),
        "{messages:?}"
    );
}
