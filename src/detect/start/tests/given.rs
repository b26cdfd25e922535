//! What a person wrote: Procfile, compose, `--cmd`, `--entrypoint`.

use super::*;

#[test]
fn what_a_person_wrote_for_a_machine_comes_first() {
    let app = [("app.py", "from flask import Flask\napp = Flask('x')\n")];
    let at = Location::line(RelPath::parse("Procfile").unwrap(), 1);
    let process = |name: &str, command: &str| ProcessType { name: name.to_owned(), command: command.to_owned(), at: at.clone() };
    let mut manifests = requirements(&["celery", "flask", "gunicorn"]);
    for (command, expected) in [
        ("gunicorn app:app", "gunicorn app:app --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm | 8000 /? | SIGTERM | flask"),
        ("gunicorn app:app -b 0.0.0.0:$PORT", "gunicorn app:app -b 0.0.0.0:8000 | 8000 /? | SIGTERM | flask"),
        ("gunicorn app:app -b :${PORT:-5000} --log-file -", "gunicorn app:app -b :5000 --log-file - | 5000 /? | SIGTERM | flask"),
        ("python app.py", "python app.py | - | SIGINT | script"),
        ("uv run --no-dev python app.py", "python app.py | - | SIGINT | script"),
        ("poetry run gunicorn app:app -b :81", "gunicorn app:app -b :81 | 81 /? | SIGTERM | flask"),
        (
            "gunicorn app:app -w $WORKERS",
            "sh -c 'exec gunicorn app:app -w $WORKERS --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm' | 8000 /? | SIGTERM | flask",
        ),
        ("gunicorn app:app -w $WORKERS -b :80", "sh -c 'exec gunicorn app:app -w $WORKERS -b :80' | 80 /? | SIGTERM | flask"),
    ] {
        manifests.procfile = Some(Procfile {
            processes: vec![
                process("release", "flask db upgrade"),
                process("worker", "celery -A x worker"),
                process("web", command),
            ],
        });
        let detection = run(&app, &manifests);
        assert_eq!(summary(&detection.chosen.unwrap().value), expected);
    }
    manifests.procfile = Some(Procfile { processes: vec![process("web", "python -m flask --app app --debug run")] });
    assert_eq!(
        summary(&run(&app, &manifests).chosen.unwrap().value),
        "gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile - app:app | 8000 /? | SIGTERM | flask"
    );
    // What ends when its work is done is no program, whatever its line is called.
    manifests.procfile = Some(Procfile {
        processes: vec![process("worker", "python manage.py collectstatic --noinput"), process("web", "flask run")],
    });
    assert_eq!(
        summary(&run(&app, &manifests).chosen.unwrap().value),
        "gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile - app:app | 8000 /? | SIGTERM | flask"
    );
    // A worker does not stand for the website that is there too.
    manifests.procfile = Some(Procfile { processes: vec![process("worker", "celery -A app worker")] });
    let detection = run(&app, &manifests);
    assert_eq!(detection.chosen.unwrap().value.framework.as_str(), "flask");
    assert_eq!(detection.others[0].value.framework.as_str(), "celery");
    manifests.procfile = None;
    manifests.compose = vec![ComposeService {
        dockerfile: None,
        entrypoint: None,
        name: "web".to_owned(),
        command: Some((["gunicorn", "app:app", "--bind", "0.0.0.0:7000"].map(str::to_owned).to_vec(), at.clone())),
        ports: Vec::new(),
        volumes: Vec::new(),
        environment: Vec::new(),
        paths: Vec::new(),
    }];
    assert_eq!(
        summary(&run(&app, &manifests).chosen.unwrap().value),
        "gunicorn app:app --bind 0.0.0.0:7000 | 7000 /? | SIGTERM | flask"
    );
}

#[test]
fn the_only_file_is_not_the_program_where_another_start_is_declared() {
    let files = [
        ("AGENTS.md", "# Checks\n\n```\npython res/check.py\n```\n"),
        ("res/check.py", "def main():\n    print('all well')\n\nif __name__ == '__main__':\n    main()\n"),
    ];
    let mut manifests = requirements(&["babel"]);
    assert_eq!(run(&files, &manifests).chosen.unwrap().value.confidence, Confidence::Strong);
    let at = Location::line(RelPath::parse("Procfile").unwrap(), 1);
    let process = ProcessType { name: "web".to_owned(), command: "uwsgi --ini tides.ini".to_owned(), at };
    manifests.procfile = Some(Procfile { processes: vec![process] });
    assert_eq!(run(&files, &manifests).chosen.unwrap().value.confidence, Confidence::Weak(Doubt::Unnamed));
}

#[test]
fn a_command_is_understood_but_not_changed() {
    let tree = ProjectTree::in_memory([
        ("shop/api.py", "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/ping')\ndef ping(): ...\n"),
        ("site/wsgi.py", "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n"),
        ("manage.py", ""),
        ("tool.py", "print(1)"),
    ]);
    let frameworks = Frameworks::built_in();
    let manifests = requirements(&["fastapi", "django"]);
    let evidence = Evidence {
        tree: &tree,
        manifests: &manifests,
        frameworks: &frameworks,
        manifest: None,
        scope: Scope::Root,
        witness: None,
    };
    for (command, expected) in [
        ("uvicorn shop.api:app --port 9000", " | 9000 /ping | SIGTERM | fastapi"),
        ("python -m uvicorn shop.api:app", " | 8000 /ping | SIGTERM | fastapi"),
        ("uv run --no-dev uvicorn shop.api:app --port=81", " | 81 /ping | SIGTERM | fastapi"),
        ("fastapi run shop/api.py", " | 8000 /openapi.json | SIGTERM | fastapi"),
        ("gunicorn site.wsgi -b0.0.0.0:8001", " | 8001 /? | SIGTERM | django"),
        ("gunicorn -c python:config.gunicorn shop.api:app -k asgi", " | 8000 /ping | SIGTERM | fastapi"),
        ("gunicorn site.wsgi:application --workers 4", " | 8000 /? | SIGTERM | django"),
        ("python manage.py runserver 0.0.0.0:9000", " | 9000 /? | SIGINT | django"),
        ("python manage.py migrate", " | - | SIGINT | script"),
        ("celery -A shop worker", " | - | SIGTERM | celery"),
        ("streamlit run page.py --server.port 80", " | 80 /_stcore/health | SIGTERM | streamlit"),
        ("python tool.py --port 9", " | 9 | SIGINT | script"),
        ("python tool.py", " | - | SIGINT | script"),
        ("./run.sh", " | - | SIGTERM | script"),
    ] {
        let start = from_command(evidence, &command.parse().unwrap());
        assert_eq!(summary(&start), format!("{command}{expected}"));
    }
}

#[test]
fn an_entry_point_that_a_person_names_needs_no_detection() {
    let tree = ProjectTree::in_memory([("shop/api.py", "def build():\n    return make()\nservice = make()\n")]);
    let frameworks = Frameworks::built_in();
    let manifests = requirements(&["fastapi", "uvicorn", "flask", "gunicorn"]);
    let evidence = Evidence {
        tree: &tree,
        manifests: &manifests,
        frameworks: &frameworks,
        manifest: None,
        scope: Scope::Root,
        witness: None,
    };
    let start = |text: &str, framework: Option<&str>| {
        let framework = framework.map(|name| Framework(name.to_owned()));
        from_entrypoint(evidence, &text.parse().unwrap(), framework.as_ref()).0.map(|start| summary(&start))
    };
    assert_eq!(
        start("shop.api:service", Some("flask")).unwrap(),
        format!("{GUNICORN} shop.api:service | 8000 /? | SIGTERM | flask")
    );
    assert_eq!(
        start("shop.api:service", None).unwrap(),
        "uvicorn shop.api:service --host 0.0.0.0 --port 8000 | 8000 /openapi.json | SIGTERM | fastapi"
    );
    assert_eq!(
        start("shop.api:build", Some("fastapi")).unwrap(),
        "uvicorn --factory shop.api:build --host 0.0.0.0 --port 8000 | 8000 /openapi.json | SIGTERM | fastapi"
    );
    assert_eq!(
        start("shop.api:build", Some("flask")).unwrap(),
        format!("{GUNICORN} 'shop.api:build()' | 8000 /? | SIGTERM | flask")
    );
}

#[test]
fn a_server_of_a_file_that_is_not_installed_is_added() {
    let app = [("app.py", "from flask import Flask\napp = Flask('x')\n")];
    let (tree, frameworks) = (ProjectTree::in_memory(app), Frameworks::built_in());
    let mut manifests = requirements(&["flask"]);
    let mut other = requirements(&["gunicorn"]).requirements.remove(0);
    other.path = RelPath::parse("requirements-server.txt").unwrap();
    other.files = vec![other.path.clone()];
    other.dependencies[0].at = Location::file(other.path.clone());
    manifests.requirements.push(other);
    for (manifest, is_added) in [
        (None, false),
        (Some("requirements.txt"), true),
        (Some("requirements-server.txt"), false),
        (Some("pyproject.toml"), false),
    ] {
        let manifest = manifest.map(|path| RelPath::parse(path).unwrap());
        let evidence = Evidence {
            tree: &tree,
            manifests: &manifests,
            frameworks: &frameworks,
            manifest: manifest.as_ref(),
            scope: Scope::Root,
            witness: None,
        };
        let start = detect(evidence).unwrap().chosen.unwrap().value;
        assert_eq!(start.adds_server.is_some(), is_added, "{manifest:?}");
    }
}

#[test]
fn the_management_program_of_django_is_no_start_without_a_command() {
    let check = |command: &str, expected: &str| {
        let dockerfile = format!("FROM python:3.13-slim\nCOPY . /app\nWORKDIR /app\nENTRYPOINT {command}\n");
        let files = [
            ("Dockerfile", dockerfile.as_str()),
            ("requirements.txt", "django\nwaitress\n"),
            ("manage.py", "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n"),
            ("shop/__init__.py", ""),
            ("shop/settings.py", ""),
            ("shop/wsgi.py", "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n"),
        ];
        let found = of_files(&files, |evidence| detect(evidence).unwrap().chosen.unwrap());
        assert_eq!(found.value.command.to_string(), expected, "{command}");
    };
    let served = "waitress-serve --host=0.0.0.0 --port=8000 shop.wsgi:application";
    check("[\"python\", \"manage.py\"]", served);
    check("[\"./manage.py\"]", served);
    check("[\"python\", \"manage.py\", \"waitress\"]", "python manage.py waitress");
}

#[test]
fn a_server_that_the_own_image_installs_is_known_behind_a_shell() {
    let dockerfile = "FROM python:3.13-slim\nCOPY . /app\nWORKDIR /app\nRUN pip install gunicorn && pip install -r requirements.txt\n\
                      CMD gunicorn --workers ${WORKERS} --bind 0.0.0.0:5000 app:app\n";
    let files = [
        ("Dockerfile", dockerfile),
        ("requirements.txt", "flask\nwaitress\n"),
        ("app.py", "from flask import Flask\napp = Flask('x')\n"),
    ];
    let found = of_files(&files, |evidence| detect(evidence).unwrap().chosen.unwrap().value);
    assert_eq!(found.command.to_string(), "sh -c 'exec gunicorn --workers ${WORKERS} --bind 0.0.0.0:5000 app:app'");
    assert_eq!(found.adds_server.unwrap().to_string(), "gunicorn");
}
