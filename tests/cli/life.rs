//! A project's whole life with pydock: one long story instead of many cases.

use std::fs;
use std::process::Stdio;

use libtest_mimic::Trial;

use crate::project::Project;
use crate::trial;

pub fn trials() -> Vec<Trial> {
    vec![
        trial("life/from_the_first_day_on", from_the_first_day_on),
        trial("life/init_and_then_update_is_nothing_to_do", init_and_then_update_is_nothing_to_do),
        trial("life/the_example_of_the_environment", the_example_of_the_environment),
        trial("life/the_files_for_development_follow", the_files_for_development_follow),
        trial("life/the_name_stays_where_the_folder_has_another", the_name_stays_where_the_folder_has_another),
        trial("life/two_updates_at_once_leave_whole_files", two_updates_at_once_leave_whole_files),
    ]
}

const SHOP: &str = "from flask import Flask\n\napp = Flask(__name__)\n";

fn shop() -> Project {
    Project::new(&[("requirements.txt", "flask==3.1.3\ngunicorn==23.0.0\n"), ("app.py", SHOP), (".python-version", "3.12\n")])
}

#[track_caller]
fn run(project: &Project, arguments: &[&str], status: i32) -> String {
    let outcome = project.run(arguments);
    assert_eq!(outcome.status, status, "{arguments:?}\n{}{}", outcome.stdout, outcome.stderr);
    outcome.stdout
}

fn read(project: &Project, path: &str) -> String {
    fs::read_to_string(project.root().join(path)).unwrap()
}

fn edit(project: &Project, path: &str, from: &str, to: &str) {
    let text = read(project, path);
    assert!(text.contains(from), "{text}");
    project.write(path, text.replacen(from, to, 1).as_bytes());
}

fn from_the_first_day_on() {
    let project = shop();
    run(&project, &["init", "--yes", "--port", "9000"], 0);
    assert_eq!(run(&project, &["check"], 0), "up to date\n");

    // Somebody edits the file by hand, which is allowed and kept.
    edit(&project, "Dockerfile", "WORKDIR /app\n", "WORKDIR /app\nENV TZ=Europe/Vienna\n");
    assert_eq!(run(&project, &["check"], 0), "Dockerfile: has manual edits, which `pydock update` keeps\nup to date\n");

    // A dependency that must be compiled, and another Python.
    edit(&project, "requirements.txt", "gunicorn", "psycopg2==2.9.10\ngunicorn");
    project.write(".python-version", b"3.13\n");
    let drift = run(&project, &["check"], 1);
    assert!(drift.starts_with("python          3.12 \u{2192} 3.13  (.python-version:1)\n"), "{drift}");
    assert!(drift.contains("run-packages    +libpq5  (requirements.txt:2: psycopg2 2.9.10 runs with libpq5"), "{drift}");
    run(&project, &["update"], 0);
    let dockerfile = read(&project, "Dockerfile");
    for line in ["FROM python:3.13-slim-trixie AS base", "ENV TZ=Europe/Vienna", "EXPOSE 9000"] {
        assert!(dockerfile.contains(line), "{line}\n{dockerfile}");
    }
    assert!(dockerfile.contains("libpq5"), "{dockerfile}");
    run(&project, &["check"], 0);

    // The choice of the first day moves in its file, and both sides change the same line.
    edit(&project, "pydock.toml", "port = 9000", "port = 9100 # the gateway's");
    edit(&project, "Dockerfile", "EXPOSE 9000", "EXPOSE 9000 9001");
    run(&project, &["update"], 1);
    let dockerfile = read(&project, "Dockerfile");
    assert!(dockerfile.contains("<<<<<<< yours\nEXPOSE 9000 9001\n=======\nEXPOSE 9100\n>>>>>>> pydock\n"), "{dockerfile}");
    assert_eq!(run(&project, &["check"], 1), "Dockerfile: has unresolved conflicts\n");
    run(&project, &["update"], 2);
    assert_eq!(read(&project, "Dockerfile"), dockerfile);
    let conflict = "<<<<<<< yours\nEXPOSE 9000 9001\n=======\nEXPOSE 9100\n>>>>>>> pydock\n";
    edit(&project, "Dockerfile", conflict, "EXPOSE 9100 9101\n");
    run(&project, &["check"], 0);

    // What is deleted stays deleted, until somebody wants it back.
    fs::remove_file(project.root().join(".dockerignore")).unwrap();
    run(&project, &["update"], 0);
    assert!(!project.root().join(".dockerignore").exists());
    run(&project, &["update", "--restore", "--label", "team=web"], 0);
    assert!(project.root().join(".dockerignore").exists());
    assert!(read(&project, "Dockerfile").contains("team=\"web\""));
    assert!(read(&project, "pydock.toml").ends_with("port = 9100 # the gateway's\nlabel = [\"team=web\"]\n"));
    let before = project.snapshot();
    run(&project, &["update"], 0);
    assert_eq!(project.snapshot(), before);
}

fn init_and_then_update_is_nothing_to_do() {
    for arguments in
        [&["--base", "full", "--dev"] as &[_], &["--label", "a=b", "--label", "c=d", "--set", "stop-signal=SIGINT"], &[]]
    {
        let project = shop();
        run(&project, &[&["init", "--yes"], arguments].concat(), 0);
        let before = project.snapshot();
        for verb in [&["update"] as &[_], &["init", "--yes"], &["check"], &["update", "--diff"]] {
            run(&project, verb, 0);
            assert_eq!(project.snapshot(), before, "{verb:?} after {arguments:?}");
        }
    }
}

fn the_example_of_the_environment() {
    let project = shop();
    let reads = |names: &[&str]| -> String {
        names.iter().map(|name| format!("os.environ[\"{name}\"]\n")).fold(format!("import os\n{SHOP}"), |text, line| text + &line)
    };
    project.write("app.py", reads(&["REGION"]).as_bytes());
    run(&project, &["init", "--yes", "--with", "env-example"], 0);
    assert!(read(&project, "pydock.toml").ends_with("with = [\"env-example\"]\n"));
    assert!(read(&project, ".env.example").ends_with("\n# REGION: text, required\nREGION=\n"));
    run(&project, &["check"], 0);

    // A new variable comes beside an edited one.
    edit(&project, ".env.example", "REGION=", "REGION=eu");
    project.write("app.py", reads(&["REGION", "API_KEY"]).as_bytes());
    run(&project, &["check"], 1);
    run(&project, &["update"], 0);
    let expected = "\n# API_KEY: text, required\nAPI_KEY=\n\n# REGION: text, required\nREGION=eu\n";
    assert!(read(&project, ".env.example").ends_with(expected), "{}", read(&project, ".env.example"));
    run(&project, &["check"], 0);

    // A file that was there before is the project's own.
    let project = shop();
    project.write("app.py", reads(&["REGION"]).as_bytes());
    project.write(".env.example", b"REGION=own\n");
    run(&project, &["init", "--yes", "--with", "env-example", "--force"], 0);
    assert_eq!(read(&project, ".env.example"), "REGION=own\n");
    run(&project, &["check"], 0);
}

fn the_files_for_development_follow() {
    let project = shop();
    let services = |lines: &str| format!("import os\n{SHOP}{lines}");
    project.write("requirements.txt", b"flask==3.1.3\ngunicorn==23.0.0\npsycopg[binary]==3.2.9\n");
    project.write("app.py", services("DATABASE = os.environ[\"DATABASE_URL\"]\n").as_bytes());
    run(&project, &["init", "--yes", "--with", "compose,devcontainer"], 0);
    let devcontainer = ".devcontainer/devcontainer.json";
    for file in ["compose.yaml", "compose.dev.yaml", devcontainer] {
        assert!(project.root().join(file).exists(), "{file}");
    }
    assert_eq!(run(&project, &["check"], 0), "up to date\n");

    // Edits of all three.
    edit(&project, "compose.yaml", "    image: postgres:18\n", "    image: postgres:18-alpine\n");
    edit(&project, "compose.dev.yaml", "    target: dev\n", "    target: dev\n  platform: linux/arm64\n");
    edit(&project, devcontainer, "  \"remoteUser\"", "  \"shutdownAction\": \"none\",\n  \"remoteUser\"");
    let edited = format!("compose.yaml, compose.dev.yaml and {devcontainer}: have manual edits, which `pydock update` keeps\n");
    assert_eq!(run(&project, &["check"], 0), format!("{edited}up to date\n"));

    // Another port, another Python and another service.
    project.write("pydock.toml", format!("{}port = 9000\n", read(&project, "pydock.toml")).as_bytes());
    project.write(".python-version", b"3.13\n");
    project.write("requirements.txt", b"flask==3.1.3\ngunicorn==23.0.0\npsycopg[binary]==3.2.9\nredis==6.4.0\n");
    let both = "DATABASE = os.environ[\"DATABASE_URL\"]\nCACHE = os.environ[\"REDIS_URL\"]\n";
    project.write("app.py", services(both).as_bytes());
    let drift = run(&project, &["check"], 1);
    for line in [
        "python   3.12 \u{2192} 3.13  (.python-version:1)\n",
        "port     8000 \u{2192} 9000  (pydock.toml:4)\n",
        &edited,
        &format!("out of date: Dockerfile, compose.yaml and {devcontainer}: `pydock update --diff` shows what would change\n"),
    ] {
        assert!(drift.contains(line), "{line}\n{drift}");
    }
    run(&project, &["update"], 0);
    let compose = read(&project, "compose.yaml");
    for line in [
        "      - \"9000:9000\"\n",
        "    image: redis:8\n",
        "  REDIS_URL: redis://redis:6379/0\n",
        "    image: postgres:18-alpine\n",
    ] {
        assert!(compose.contains(line), "{line}\n{compose}");
    }
    let development = read(&project, "compose.dev.yaml");
    assert!(development.contains("    target: dev\n  platform: linux/arm64\n"), "{development}");
    let devcontainer = read(&project, devcontainer);
    for line in ["    9000\n", "  \"shutdownAction\": \"none\",\n"] {
        assert!(devcontainer.contains(line), "{line}\n{devcontainer}");
    }
    assert!(!devcontainer.contains("8000"), "{devcontainer}");
    assert!(read(&project, "Dockerfile").contains("FROM python:3.13-slim-trixie AS base\n"));
    assert_eq!(run(&project, &["check"], 0), format!("{edited}up to date\n"));

    // Another lock file is watched, too.
    let before = read(&project, "compose.dev.yaml");
    project.write("constraints.txt", b"flask==3.1.3\n");
    project.write("requirements.txt", b"-c constraints.txt\nflask\ngunicorn==23.0.0\npsycopg[binary]==3.2.9\nredis==6.4.0\n");
    run(&project, &["update"], 0);
    let after = read(&project, "compose.dev.yaml");
    assert!(!before.contains("constraints.txt") && after.contains("      path: constraints.txt\n"), "{after}");
    assert!(after.contains("  platform: linux/arm64\n"), "{after}");
}

fn the_name_stays_where_the_folder_has_another() {
    let project = shop();
    run(&project, &["init", "--yes"], 0);
    for path in ["requirements.txt", "app.py", ".python-version", "Dockerfile", ".dockerignore", "pydock.lock"] {
        project.write(&format!("checkout-4711/{path}"), read(&project, path).as_bytes());
    }
    assert_eq!(run(&project, &["check", "checkout-4711"], 0), "up to date\n");
}

fn two_updates_at_once_leave_whole_files() {
    let project = shop();
    run(&project, &["init", "--yes"], 0);
    for round in 0..5 {
        let port = |side: usize| (9000 + round * 2 + side).to_string();
        let ports = [port(0), port(1)];
        let spawn = |port: &String| {
            let arguments = ["update", "--quiet", "--port", port, "--conflict", "theirs"];
            project.command(&arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
        };
        let children: Vec<_> = ports.iter().map(spawn).collect();
        for child in children {
            let _ = child.wait_with_output().unwrap();
        }
        let dockerfile = read(&project, "Dockerfile");
        let is_whole =
            |port: &String| dockerfile.contains(&format!("EXPOSE {port}\n")) && dockerfile.contains(&format!("0.0.0.0:{port}"));
        assert!(ports.iter().any(is_whole) && dockerfile.ends_with("]\n"), "{dockerfile}");
        // Whatever the two left, the next run makes one thing of it.
        run(&project, &["update", "--quiet", "--conflict", "theirs"], 0);
        run(&project, &["check"], 0);
    }
}
