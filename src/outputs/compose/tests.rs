//! What is written for projects of different kinds.

use crate::facts::{Answers, QUESTIONS};
use crate::model::Origin;
use crate::pipeline::{self, Generated};
use crate::preset::Preset;
use crate::tree::ProjectTree;

fn generate(files: &[(&str, &str)]) -> Generated {
    let mut answers = Answers::default();
    for (id, text) in [("with", "compose"), ("name", "shop")] {
        let question = QUESTIONS.iter().find(|question| question.id == id).unwrap();
        question.take(&mut answers, text, Origin::Flag).unwrap();
    }
    pipeline::rehearse(ProjectTree::in_memory(files.iter().copied()), Preset::production().unwrap(), &answers).unwrap()
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
  # The website, as the image starts it.
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
        "    # The image's check would ask for a page.\n    healthcheck:\n      disable: true\n",
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
