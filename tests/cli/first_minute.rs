//! What a new user meets first: a summary that fits, and a suggestion for what was mistyped.

use std::fs;
use std::path::Path;

use libtest_mimic::Trial;

use crate::project::Project;
use crate::trial;

pub fn trials() -> Vec<Trial> {
    vec![
        trial("first_minute/the_summary_fits", the_summary_fits),
        trial("first_minute/a_mistyped_word_gets_a_suggestion", a_mistyped_word_gets_a_suggestion),
    ]
}

const LABELS: [&str; 8] = ["project", "python", "installs", "starts", "port", "stages", "user", "also runs"];

fn the_summary_fits() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e");
    let mut count = 0;
    for folder in ["projects", "compose"].iter().flat_map(|name| fs::read_dir(tests.join(name)).unwrap()) {
        let repository = folder.unwrap().path().join("repo");
        let outcome = Project::copy_of(&repository).run(&["init", "--yes", "--dry-run"]);
        let is_summary = |line: &&str| LABELS.iter().any(|label| line.starts_with(label)) || line.starts_with("          ");
        let rows: Vec<&str> = outcome.stderr.lines().take_while(is_summary).collect();
        if rows.is_empty() {
            continue;
        }
        count += 1;
        let widest = rows.iter().map(|row| row.chars().count()).max().unwrap_or(0);
        assert!(rows.len() <= 8 && widest <= 80, "{}: {widest} columns\n{}", repository.display(), rows.join("\n"));
    }
    assert!(count > 20, "{count}");
}

/// A path with its text.
type File = (&'static str, &'static str);

/// What is typed, a file of the project, and the hint.
type Mistyped = (&'static [&'static str], Option<File>, &'static str);

const MISTYPED: &[Mistyped] = &[
    (&["inti"], None, "a similar subcommand exists: 'init'"),
    (&["upgrade"], None, "a similar subcommand exists: 'update'"),
    (&["preset", "chekc"], None, "a similar subcommand exists: 'check'"),
    (&["init", "--prot", "80"], None, "a similar argument exists: '--port'"),
    (&["init", "--preset", "prodution"], None, "did you mean `production`?"),
    (&["init", "--framework", "flaks"], None, "did you mean `flask`?"),
    (&["init", "--base", "slmi"], None, "did you mean `slim`?"),
    (&["init", "--manager", "poerty"], None, "did you mean `poetry`?"),
    (&["init", "--with", "compse"], None, "did you mean `compose`?"),
    (&["init", "--process", "wbe"], None, "did you mean `web`?"),
    (&["init", "--set", "uv-verison=1"], None, "did you mean `uv-version`?"),
    (&["init", "--answers", "answers.toml"], Some(("answers.toml", "prot = 80\n")), "did you mean `port`?"),
    (&["init"], Some(("pydock.toml", "prot = 80\n")), "did you mean `port`?"),
    (&["init"], Some(("pydock.toml", "base = \"slmi\"\n")), "did you mean `slim`?"),
    (&["init"], Some(("pydock.toml", "[lnit]\nselect = [\"all\"]\n")), "did you mean `lint`?"),
    (&["init"], Some(("pydock.toml", "[set]\nuv-verison = \"1\"\n")), "did you mean `uv-version`?"),
    (&["lint"], Some(("pydock.toml", "[lint]\nselct = [\"all\"]\n")), "did you mean `select`?"),
    (&["lint"], Some(("pydock.toml", "[lint]\nselect = [\"defualt\"]\n")), "did you mean `default`?"),
    (&["lint", "--select", "apt-no-yse"], None, "did you mean `apt-no-yes`?"),
    (&["rule", "apt-no-yse"], None, "did you mean `apt-no-yes`?"),
    (&["wheels", "--target", "cp314-slim-trixi/amd46"], None, "did you mean `cp314-slim-trixie/amd64`?"),
    (&["wheels", "--package", "flaks"], None, "did you mean `flask`?"),
    (&["explain", "Dockerfiel"], None, "did you mean `Dockerfile`?"),
    (&["man", "inti"], None, "did you mean `init`?"),
    (&["PYDOCK_PROT=80", "init"], None, "did you mean `PYDOCK_PORT`?"),
];

fn a_mistyped_word_gets_a_suggestion() {
    for (typed, file, hint) in MISTYPED {
        let project = Project::new(&[
            ("requirements.txt", "flask==3.1.3\ngunicorn==23.0.0\n"),
            ("app.py", "from flask import Flask\n\napp = Flask(__name__)\n"),
            ("Dockerfile", "FROM python:3.14-slim-trixie\n"),
        ]);
        if let Some((path, text)) = file {
            project.write(path, text.as_bytes());
        }
        let before = project.snapshot();
        let (variables, words): (Vec<&str>, Vec<&str>) = typed.iter().partition(|word| word.starts_with("PYDOCK_"));
        let variables: Vec<(String, String)> =
            variables.iter().filter_map(|word| word.split_once('=')).map(|(name, value)| (name.into(), value.into())).collect();
        let outcome = project.run_with(&words, &variables);
        assert!(outcome.stderr.contains(hint), "{typed:?}: no {hint}\n{}", outcome.stderr);
        assert_eq!((outcome.status, project.snapshot()), (2, before), "{typed:?}");
    }
}
