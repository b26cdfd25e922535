//! What stands beside the program: the hooks, the action, the workflow and the package hold together.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::Trial;
use pydock::model::product;

use crate::project::{Outcome, Project};
use crate::trial;

pub fn trials() -> Vec<Trial> {
    vec![
        trial("packaging/one_version_and_one_name", one_version_and_one_name),
        trial("packaging/the_package_holds_no_test_data", the_package_holds_no_test_data),
        #[cfg(unix)]
        trial("packaging/the_action_annotates", the_action_annotates),
        trial("packaging/actions_are_pinned", actions_are_pinned),
        trial("packaging/the_component_runs_what_can_be_typed", the_component_runs_what_can_be_typed),
    ]
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn one_version_and_one_name() {
    let requirement = format!("dependencies = [\"{}=={}\"]", product::DISTRIBUTION, product::VERSION);
    let mirror = read("packaging/pre-commit/pyproject.toml");
    assert!(mirror.contains(&requirement) && mirror.contains(&format!("version = \"{}\"", product::VERSION)), "{requirement}");
    assert!(read("packaging/pre-commit/README.md").contains(&format!("rev: v{}", product::VERSION)));
    assert_eq!(read("packaging/pre-commit/.pre-commit-hooks.yaml"), read(".pre-commit-hooks.yaml"));
    assert!(read("pyproject.toml").contains(&format!("name = \"{}\"", product::DISTRIBUTION)));
    assert!(read("packaging/action/install.sh").contains(&format!("\"{}${{INPUT_VERSION", product::DISTRIBUTION)));
    for id in ["pydock-check", "pydock-check-build", "pydock-lint"] {
        assert!(read(".pre-commit-hooks.yaml").contains(&format!("- id: {id}\n")), "{id}");
    }
}

/// The examples and the case of `pydock preset new` are no test data: the program writes them.
fn the_package_holds_no_test_data() {
    let mut command = Command::new(env!("CARGO"));
    command.args(["package", "--list", "--allow-dirty", "--offline"]).current_dir(root());
    let output = command.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let top: BTreeSet<&str> = text.lines().filter_map(|line| line.split('/').next()).collect();
    for name in ["src", "presets", "templates", "Cargo.lock", "LICENSE-MIT", "README.md"] {
        assert!(top.contains(name), "{name} is missing");
    }
    for name in ["tests", "benches", "docs", "scripts", ".ci", ".github", "packaging"] {
        assert!(!top.contains(name), "{name} is in the package");
    }
    let is_written = |line: &str| ["src/preset/examples/", "src/preset/scaffold/"].iter().any(|folder| line.starts_with(folder));
    let is_data = |line: &&str| {
        let is_test = line.ends_with("/tests.rs") || line.contains("/tests/");
        ["/testdata/", "/oracle/"].iter().any(|part| line.contains(part))
            || line.ends_with("ignores.json")
            || (is_test && !is_written(line))
    };
    assert_eq!(text.lines().find(is_data), None);
}

#[cfg(unix)]
fn the_action_annotates() {
    let project = Project::new(&[
        ("requirements.txt", "flask==3.1.3\ngunicorn==23.0.0\n"),
        ("app.py", "from flask import Flask\n\napp = Flask(__name__)\n"),
    ]);
    assert_eq!(project.run(&["init", "--yes"]).status, 0);
    let clean = action(&project, "check", "");
    assert_eq!((clean.status, output(&project).as_str()), (0, "status=0\n"), "{}{}", clean.stdout, clean.stderr);
    project.write("Dockerfile", b"FROM python:latest\nCOPY missing.txt .\n");
    let build = action(&project, "check-build", "--no-test\n");
    assert_eq!((build.status, output(&project).as_str()), (1, "status=1\n"), "{}{}", build.stdout, build.stderr);
    assert!(build.stdout.contains("::error file=Dockerfile,title=pydock::Dockerfile:2: error: "), "{}", build.stdout);
    let lint = action(&project, "lint", "--ignore\nroot-user\n");
    assert_eq!(lint.status, 1);
    assert!(lint.stdout.contains("::warning file=Dockerfile,line=1"), "{}", lint.stdout);
    assert!(fs::read_to_string(project.outside().join("findings.sarif")).unwrap().contains("latest-tag"));
    let unknown = action(&project, "build", "");
    assert_eq!(unknown.status, 2);
    assert!(unknown.stdout.contains("unknown command `build`"), "{}", unknown.stdout);
}

#[cfg(unix)]
fn action(project: &Project, command: &str, arguments: &str) -> Outcome {
    let _ = fs::remove_file(project.outside().join("output"));
    let program = Path::new(env!("CARGO_BIN_EXE_pydock")).parent().unwrap();
    let mut bash = Command::new("bash");
    bash.arg(root().join("packaging/action/run.sh")).current_dir(project.root()).env_clear();
    bash.env("PATH", format!("{}:{}", program.display(), std::env::var("PATH").unwrap()))
        .env("HOME", project.outside().join("home"))
        .env("INPUT_COMMAND", command)
        .env("INPUT_ARGS", arguments)
        .env("INPUT_SARIF_FILE", project.outside().join("findings.sarif"))
        .env("GITHUB_OUTPUT", project.outside().join("output"));
    let ended = bash.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Outcome { status: ended.status.code().unwrap_or(-1), stdout: text(ended.stdout), stderr: text(ended.stderr) }
}

#[cfg(unix)]
fn output(project: &Project) -> String {
    fs::read_to_string(project.outside().join("output")).unwrap()
}

fn actions_are_pinned() {
    let workflows: Vec<PathBuf> =
        fs::read_dir(root().join(".github/workflows")).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(!workflows.is_empty());
    for workflow in workflows {
        let text = fs::read_to_string(&workflow).unwrap();
        for line in text.lines().filter_map(|line| line.trim_start().trim_start_matches("- ").strip_prefix("uses: ")) {
            let (action, comment) = line.split_once(" # v").unwrap_or((line, ""));
            let commit = action.split_once('@').map_or("", |(_, commit)| commit);
            let is_commit = commit.len() == 40 && commit.chars().all(|digit| digit.is_ascii_hexdigit());
            assert!(is_commit && !comment.is_empty(), "{}: `{line}` names no commit and version", workflow.display());
        }
    }
}

/// The component of GitLab: its inputs, and behind them the job.
fn the_component_runs_what_can_be_typed() {
    let text = read("packaging/gitlab/templates/pydock.yml");
    let (inputs, job) = text.split_once("\n---\n").unwrap();
    let project = Project::new(&[]);
    let mut count = 0;
    for line in job.lines().filter_map(|line| line.trim_start().strip_prefix("- pydock ")) {
        let words = shlex::split(line.split('>').next().unwrap_or_default()).unwrap();
        let words: Vec<&str> = words.iter().map(String::as_str).chain(["--help"]).collect();
        assert_eq!(project.run(&words).status, 0, "{line}");
        count += 1;
    }
    assert_eq!(count, 3);
    assert!(job.contains(&format!("\"{}$[[ inputs.version ]]\"", product::DISTRIBUTION)));
    for name in job.split("$[[ inputs.").skip(1).filter_map(|rest| rest.split(' ').next()) {
        assert!(inputs.contains(&format!("\n    {name}:\n")), "no input {name}");
    }
}
