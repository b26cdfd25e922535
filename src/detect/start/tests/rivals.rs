//! Programs beside an application of the web.

use super::*;

const API: &str = "from flask import Flask\napp = Flask('x')\n";
const BOT: &str = "import discord\nclient = discord.Client()\nif __name__ == '__main__':\n    client.run('t')\n";
const JOB: &str = "import time\ndef main():\n    while True:\n        time.sleep(5)\nif __name__ == '__main__':\n    main()\n";
const SERVER: &str =
    "gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile - api.web:app | 8000 /? | SIGTERM | flask";

/// The command of the start, or the candidates between which a person decides.
fn outcome(files: &[(&str, &str)]) -> String {
    described(&run(files, &requirements(&["flask", "gunicorn", "gevent", "discord.py"])))
}

fn described(detection: &Detection<Start>) -> String {
    let Some(chosen) = &detection.chosen else { return format!("nothing: {:?}", detection.notes) };
    if chosen.value.confidence.doubt().is_none() {
        return summary(&chosen.value);
    }
    let all = std::iter::once(chosen).chain(&detection.others).map(|finding| finding.value.command.program().to_owned());
    let names = std::iter::once(chosen).chain(&detection.others).map(|finding| finding.value.file.as_ref().unwrap().to_string());
    format!("asks: {}", all.zip(names).map(|(program, name)| format!("{program} {name}")).collect::<Vec<_>>().join(", "))
}

#[test]
fn what_is_shown_goes_before_an_application_that_nothing_serves() {
    let package = [("api/__init__.py", ""), ("api/web.py", API)];
    for (kind, files, expected) in [
        ("nothing is shown", vec![("main.py", JOB)], SERVER),
        (
            "the first page runs a program",
            vec![("main.py", JOB), ("README.md", "# Tides\n```\npython main.py\n```\n")],
            "python main.py | - | SIGINT | script",
        ),
        (
            "a page for those who work on it",
            vec![("main.py", JOB), ("CONTRIBUTING.md", "Start it:\n\n    uv run python main.py\n")],
            "python main.py | - | SIGINT | script",
        ),
        (
            "a page of the documents",
            vec![("main.py", JOB), ("docs/deployment-guide.md", "```\n$ python3 -u main.py\n```\n")],
            "python main.py | - | SIGINT | script",
        ),
        (
            "in a sentence",
            vec![("src/tides.py", JOB), ("README.md", "Run `python src/tides.py` to start it.\n")],
            "python src/tides.py | - | SIGINT | script",
        ),
        (
            "a package",
            vec![("tides/__init__.py", ""), ("tides/__main__.py", JOB), ("start.sh", "python3 -m tides\n")],
            "python -m tides | - | SIGINT | script",
        ),
        (
            "the application is shown as well",
            vec![("main.py", JOB), ("README.md", "```\npython main.py\ngunicorn api.web:app --reload\n```\n")],
            SERVER,
        ),
        (
            "a program that ends and has no program's name",
            vec![("seed.py", "print('seeds')\n"), ("README.md", "```\npython seed.py\n```\n")],
            SERVER,
        ),
        (
            "a program that only starts the application",
            vec![
                ("go.py", "from api.web import app\nif __name__ == '__main__':\n    app.run()\n"),
                ("README.md", "```\npython go.py\n```\n"),
            ],
            SERVER,
        ),
        (
            "a program that starts the server of the application by a function of another file",
            vec![
                ("go.py", "from api.run import start\nstart()\n"),
                (
                    "api/run.py",
                    "from gevent.pywsgi import WSGIServer\nfrom api.web import app\ndef start():\n    WSGIServer(('0.0.0.0', 8000), app).serve_forever()\n",
                ),
                ("README.md", "```\npython go.py\n```\n"),
            ],
            "python go.py | 8000 /? | SIGINT | flask",
        ),
        (
            "two programs",
            vec![("main.py", JOB), ("run.py", JOB), ("README.md", "```\npython main.py\npython run.py\n```\n")],
            "asks: python main.py, python run.py, gunicorn api/web.py",
        ),
    ] {
        let files: Vec<_> = package.into_iter().chain(files).collect();
        assert_eq!(outcome(&files), expected, "{kind}");
    }
}

#[test]
fn a_bot_beside_an_application_is_asked_about() {
    let package = [("api/__init__.py", ""), ("api/web.py", API)];
    let with_page = format!("from api.web import app\n{BOT}");
    for (kind, files, expected) in [
        ("nothing is shown", vec![("bot.py", BOT)], "asks: python bot.py, gunicorn api/web.py"),
        (
            "both are shown",
            vec![("bot.py", BOT), ("README.md", "```\npython bot.py\nflask --app api.web:app run\n```\n")],
            "asks: python bot.py, gunicorn api/web.py",
        ),
        (
            "the bot is shown",
            vec![("bot.py", BOT), ("README.md", "```\npython bot.py\n```\n")],
            "python bot.py | - | SIGINT | discord",
        ),
        ("the application is shown", vec![("bot.py", BOT), ("README.md", "```\ngunicorn api.web:app\n```\n")], SERVER),
        ("the bot imports the application", vec![("bot.py", with_page.as_str())], "python bot.py | - | SIGINT | discord"),
        ("a helper", vec![("scripts/bot.py", BOT)], SERVER),
    ] {
        let files: Vec<_> = package.into_iter().chain(files).collect();
        assert_eq!(outcome(&files), expected, "{kind}");
    }
}

#[test]
fn a_file_that_does_a_chore_is_no_application() {
    let files = [
        ("tides/__init__.py", "from flask import Flask\ndef create_app():\n    return Flask('x')\n"),
        ("update_tides.py", "from tides import create_app\napp = create_app()\nwith app.app_context():\n    print(app)\n"),
    ];
    let expected = "gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile - 'tides:create_app()' | 8000 /? | SIGTERM | flask";
    assert_eq!(outcome(&files), expected);
}

#[test]
fn lines_say_in_which_folder_an_application_is_started() {
    let factory = "from flask import Flask\ndef create_app():\n    return Flask('x')\n";
    for (kind, file, code, line, command, folder) in [
        (
            "a module below the folder",
            "back/api/main.py",
            factory,
            "cd back\ngunicorn 'api.main:create_app()'",
            "api.main:create_app()",
            "back",
        ),
        ("a module, without the line for the folder", "back/api/main.py", API, "gunicorn api.main:app", "api.main:app", "back"),
        ("a file", "shop/app.py", API, "cd shop\npython app.py", "app:app", "shop"),
        ("in one line", "shop/app.py", API, "cd shop && python app.py", "app:app", "shop"),
        ("a folder that is the repository's name", "shop/app.py", API, "cd tides\npython shop/app.py", "shop.app:app", ""),
        (
            "a folder that the imports do not fit",
            "back/main.py",
            "from back.db import engine\nfrom flask import Flask\napp = Flask('x')\n",
            "cd back\ngunicorn main:app",
            "back.main:app",
            "",
        ),
        ("another object", "back/api/main.py", API, "gunicorn api.main:site", "back.api.main:app", ""),
    ] {
        let readme = format!("# Tides\n```bash\n{line}\n```\n");
        let files = [(file, code), ("back/db.py", "engine = 1\n"), ("README.md", &readme)];
        let detection = run(&files, &requirements(&["flask", "gunicorn"]));
        let start = detection.chosen.unwrap().value;
        let found = start.working_dir.map(|folder| folder.to_string()).unwrap_or_default();
        assert_eq!((start.command.words().last().map(String::as_str), found.as_str()), (Some(command), folder), "{kind}");
    }
}

#[test]
fn a_command_with_the_projects_name_beside_pages_that_nothing_serves() {
    const MANIFEST: &str = "[build-system]\nrequires = [\"setuptools\"]\nbuild-backend = \"setuptools.build_meta\"\n[project]\nname = \"tides\"\nversion = \"1\"\ndependencies = [DECLARED]\n[project.scripts]\ntides = \"tides.cli:main\"\n";
    const WORKS: &str = "import click\n@click.command()\ndef main():\n    print('tides')\n";
    const ASKS: &str = "asks: gunicorn tides/web.py, tides tides/cli.py";
    const SERVES: &str = "gunicorn tides.web:app";
    let outcome = |cli: &str, more: &[(&str, &str)], declared: &[&str]| {
        let declared: Vec<String> = declared.iter().map(|name| format!("\"{name}\"")).collect();
        let manifest = MANIFEST.replace("DECLARED", &declared.join(", "));
        let mut files =
            vec![("pyproject.toml", manifest.as_str()), ("tides/__init__.py", ""), ("tides/web.py", API), ("tides/cli.py", cli)];
        files.extend(more);
        let manifests = Manifests::read(&ProjectTree::in_memory(files.iter().copied())).unwrap();
        let detection = run(&files, &manifests);
        let chosen = &detection.chosen.as_ref().unwrap().value;
        match chosen.confidence.doubt() {
            Some(_) => described(&detection),
            None => format!("{} {}", chosen.command.program(), chosen.command.words().last().unwrap()),
        }
    };
    for (kind, cli, more, declared, expected) in [
        ("neither serves it", WORKS, vec![], vec!["flask", "click"], ASKS),
        ("the server is declared", WORKS, vec![], vec!["flask", "click", "gunicorn"], SERVES),
        (
            "a line serves it",
            WORKS,
            vec![("README.md", "```\nflask --app tides.web:app run\n```\n")],
            vec!["flask", "click"],
            SERVES,
        ),
        (
            "the command is the framework's own",
            "from flask.cli import FlaskGroup\nfrom tides.web import app\nmain = FlaskGroup(create_app=lambda: app)\n",
            vec![],
            vec!["flask", "click"],
            SERVES,
        ),
        (
            "the command runs it",
            "from tides.web import app\ndef main():\n    app.run(debug=True)\n",
            vec![],
            vec!["flask", "click"],
            SERVES,
        ),
    ] {
        assert_eq!(outcome(cli, &more, &declared), expected, "{kind}");
    }
}
