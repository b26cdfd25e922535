//! `scripts/score-field.py` and its facts: those of projects in this repository agree with what pydock finds.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use assert_fs::TempDir;
use assert_fs::fixture::{FileWriteStr, PathChild};
use libtest_mimic::Trial;
use serde_json::Value;

use super::trial;

use crate::skips::skipped;

pub fn trials() -> Vec<Trial> {
    vec![
        trial("field/facts-are-whole", facts_are_whole),
        trial("field/evidence-of-own-projects", evidence_of_own_projects),
        trial("field/own-projects-are-right", own_projects_are_right),
        trial("field/verdicts", verdicts),
    ]
}

fn facts_are_whole() {
    for path in facts(&field()) {
        let text = fs::read_to_string(&path).unwrap();
        let table: toml::Table = toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let value =
            |key: &str| table.get(key).and_then(toml::Value::as_str).unwrap_or_else(|| panic!("{}: no {key}", path.display()));
        assert_eq!(value("repository").replace('/', "+"), path.file_stem().unwrap().to_str().unwrap());
        let commit = value("commit");
        assert!(commit.len() == 40 && commit.bytes().all(|byte| byte.is_ascii_hexdigit()), "{}: {commit}", path.display());
        assert!(!value("batch").is_empty() && !value("kind").is_empty());
    }
}

fn evidence_of_own_projects() {
    let Some(output) = score(&projects(), &field().join("own"), &["--check"]) else { return };
    assert!(output.status.success(), "{}{}", text(&output.stdout), text(&output.stderr));
}

fn own_projects_are_right() {
    let Some(scores) = scores(&projects(), &field().join("own")) else { return };
    let repositories = scores["repositories"].as_array().unwrap();
    assert_eq!(repositories.len(), facts(&field().join("own")).len());
    for repository in repositories {
        assert_eq!(repository["all"], "right", "{repository:#}");
    }
}

/// One project that starts, and one that leaves two programs open, under facts that do and do not hold.
fn verdicts() {
    let folder = TempDir::new().unwrap();
    folder.child("a+starts/requirements.txt").write_str("flask==3.1.0\ngunicorn==23.0.0\n").unwrap();
    folder.child("a+starts/app.py").write_str("from flask import Flask\n\napp = Flask(__name__)\n").unwrap();
    folder.child("a+empty/README.md").write_str("# Nothing yet\n").unwrap();
    let fact = |name: &str, start: &str, more: &str| {
        let text = format!("repository = \"a/x\"\nbatch = \"{name}\"\nstart = {{ {start}, evidence = \"x\" }}\n{more}\n");
        folder.child(format!("{name}/a+starts.toml")).write_str(&text).unwrap();
        folder.child(format!("{name}/a+empty.toml")).write_str(&text).unwrap();
        let scores = scores(folder.path(), &folder.path().join(name))?;
        let repositories = scores["repositories"].as_array().unwrap();
        let of = |at: usize| (repositories[at]["verdicts"].clone(), repositories[at]["without_evidence"].clone());
        Some((of(1), of(0)))
    };

    let Some((starts, empty)) = fact("accepted", r#"accept = ["^gunicorn .*app:app$"]"#, "port = { accept = [8000] }") else {
        return;
    };
    assert_eq!(starts, (serde_json::json!({"start": "right", "port": "right"}), false.into()));
    assert_eq!(empty.0["start"], "wrong");

    let (starts, empty) = fact("refused", "refuse = true", "").unwrap();
    assert_eq!(starts, (serde_json::json!({"start": "wrong"}), true.into()));
    assert_eq!(empty, (serde_json::json!({"start": "right"}), false.into()));

    let (starts, empty) = fact("kin", r#"refuse = true, kin = ["app:app"], candidates = ["no such program"]"#, "").unwrap();
    assert_eq!(starts, (serde_json::json!({"start": "wrong"}), false.into()));
    assert_eq!(empty, (serde_json::json!({"start": "half"}), false.into()));

    let needs =
        "system_run = { need = [[\"libpq5\", \"libpq-dev\"]] }\nwritable = { need = [] }\nextras = { need = [], allow = [] }";
    let (starts, _) = fact("needs", r#"accept = ["app:app"]"#, needs).unwrap();
    assert_eq!(starts.0, serde_json::json!({"start": "right", "system_run": "wrong", "writable": "right", "extras": "right"}));
}

/// What the script says, or `None` if this machine has no Python that can run it.
fn scores(checkouts: &Path, facts: &Path) -> Option<Value> {
    let output = score(checkouts, facts, &["--json"])?;
    assert!(output.status.success(), "{}", text(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

fn score(checkouts: &Path, facts: &Path, arguments: &[&str]) -> Option<Output> {
    let version = Command::new("python3").args(["-c", "import tomllib"]).output();
    if !version.is_ok_and(|output| output.status.success()) {
        skipped("python3 with tomllib");
        return None;
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("scripts/score-field.py");
    let mut command = Command::new("python3");
    command.arg(script).arg(checkouts).arg(facts).args(["--binary", env!("CARGO_BIN_EXE_pydock")]).args(arguments);
    Some(command.output().unwrap())
}

fn facts(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|extension| extension == "toml")).collect()
}

fn field() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/field")
}

fn projects() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/projects")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
