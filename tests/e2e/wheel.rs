//! pydock as its users have it: a wheel, in a clean environment, in a clean container, and as hooks of pre-commit and prek.
//!
//! The wheel is of the same profile as the tests, which leaves little to compile.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::docker::Engine;
use crate::process::{self, Outcome};

const EXAMPLE: &str = "tests/e2e/projects/bookshelf/repo";
const IMAGE: &str = "python:3.12-slim-trixie";
const BUILD: Duration = Duration::from_secs(15 * 60);
const COMMAND: Duration = Duration::from_secs(5 * 60);
/// Installing a wheel and writing two files; measured at less than a second with a release build.
const FIRST_FILE: Duration = Duration::from_secs(60);

/// Programs from PyPI, which `.ci/run` installs.
pub const TOOLS: [&str; 3] = ["maturin", "pre-commit", "prek"];

/// The first of the tools that is not installed.
pub fn missing_tool() -> Option<&'static str> {
    let answers =
        |tool: &&str| process::run(Command::new(tool).arg("--version"), COMMAND).is_ok_and(|outcome| outcome.succeeded());
    TOOLS.iter().find(|tool| !answers(tool)).copied()
}

pub fn check(engine: &Engine) -> Result<(), String> {
    let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
    let scratch = scratch.path();
    let dist = scratch.join("dist");
    build(&dist)?;
    let scripts = environment(scratch, &dist)?;
    let project = example(scratch)?;
    let expected = run(&mut pydock(Path::new(env!("CARGO_BIN_EXE_pydock")), &["init", "--yes", "--stdout"], &project))?.stdout;
    let by_script = run(&mut pydock(&scripts.join("pydock"), &["init", "--yes", "--stdout"], &project))?.stdout;
    let module = ["-m", "pydock_cli", "init", "--yes", "--stdout"];
    let by_module = run(&mut pydock(&scripts.join("python"), &module, &project))?.stdout;
    if by_script != expected || by_module != expected {
        return Err(format!("the wheel writes another Dockerfile:\n{by_script}\n{by_module}"));
    }
    in_a_container(engine, &dist, &project, &expected)?;
    hooks(scratch, &dist, &scripts, &project)
}

pub fn build(dist: &Path) -> Result<(), String> {
    let mut command = Command::new("maturin");
    command.args(["build", "--profile", "dev", "--locked", "--compatibility", "linux", "--out"]).arg(dist);
    // maturin replaces the program that it built, and other trials run the one in the usual folder.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    command.current_dir(root).env("CARGO_TARGET_DIR", root.join("target/wheel"));
    expect(process::run(&mut command, BUILD)?).map(drop)
}

/// A virtual environment with the wheel in it, and nothing that was fetched.
fn environment(scratch: &Path, dist: &Path) -> Result<PathBuf, String> {
    let folder = scratch.join("venv");
    run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
    let scripts = folder.join("bin");
    let install = ["-m", "pip", "install", "--quiet", "--no-index", "--disable-pip-version-check", "--find-links"];
    run(Command::new(scripts.join("python")).args(install).arg(dist).arg("pydock-cli"))?;
    Ok(scripts)
}

fn example(scratch: &Path) -> Result<PathBuf, String> {
    let project = scratch.join("shelf");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(EXAMPLE);
    run(Command::new("cp").arg("--recursive").arg(source).arg(&project))?;
    Ok(project)
}

/// Without Rust, without a network.
fn in_a_container(_: &Engine, dist: &Path, project: &Path, expected: &str) -> Result<(), String> {
    let script = "pip install --quiet --no-index --root-user-action ignore --find-links /dist pydock-cli && \
                  cp -r /project /tmp/project && cd /tmp/project && pydock init --yes >&2 && cat Dockerfile";
    let mount = |folder: &Path, place: &str| format!("{}:{place}:ro", folder.display());
    let mut command = Command::new("docker");
    command.args(["run", "--rm", "--network=none", "--volume", &mount(dist, "/dist"), "--volume", &mount(project, "/project")]);
    let outcome = expect(process::run(command.args([IMAGE, "sh", "-ec", script]), FIRST_FILE)?)?;
    if outcome.stdout == expected { Ok(()) } else { Err(format!("in the container the Dockerfile is\n{}", outcome.stdout)) }
}

/// The repository of the hooks as it is published, used by a project that is in order and by one that is not.
fn hooks(scratch: &Path, dist: &Path, scripts: &Path, project: &Path) -> Result<(), String> {
    let mirror = scratch.join("mirror");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("packaging/pre-commit");
    run(Command::new("cp").args(["--recursive", "--dereference"]).arg(source).arg(&mirror))?;
    commit(&mirror)?;
    run(&mut git(&mirror, &["tag", "v1"]))?;
    let config = format!(
        "repos:\n  - repo: {}\n    rev: v1\n    hooks:\n      - id: pydock-check\n      - id: pydock-check-build\n      - id: pydock-lint\n",
        mirror.display()
    );
    fs::write(project.join(".pre-commit-config.yaml"), config).map_err(|error| error.to_string())?;
    run(&mut pydock(&scripts.join("pydock"), &["init", "--yes"], project))?;
    commit(project)?;
    let programs = ["pre-commit", "prek"];
    let all = |program: &str| {
        let mut command = Command::new(program);
        command.args(["run", "--all-files"]).current_dir(project);
        command.env("PRE_COMMIT_HOME", scratch.join("pre-commit-home")).env("PREK_HOME", scratch.join("prek-home"));
        command.env("PIP_FIND_LINKS", dist).env("UV_FIND_LINKS", dist);
        process::run(&mut command, COMMAND)
    };
    for program in programs {
        let outcome = expect(all(program)?)?;
        if outcome.all.matches("Passed").count() != 3 {
            return Err(format!("{program} did not run three hooks:\n{}", outcome.tail()));
        }
    }
    let dockerfile = project.join("Dockerfile");
    let text = fs::read_to_string(&dockerfile).map_err(|error| error.to_string())?;
    fs::write(&dockerfile, text.replace("COPY . .", "COPY no-such-folder .")).map_err(|error| error.to_string())?;
    for program in programs {
        let outcome = all(program)?;
        if outcome.succeeded() || !outcome.all.contains("no-such-folder") {
            return Err(format!("{program} let a Dockerfile pass that cannot be built:\n{}", outcome.tail()));
        }
    }
    Ok(())
}

fn commit(folder: &Path) -> Result<(), String> {
    run(&mut git(folder, &["init", "--quiet"]))?;
    run(&mut git(folder, &["add", "."]))?;
    run(&mut git(folder, &["commit", "--quiet", "--message", "All files"])).map(drop)
}

fn git(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new("git");
    command.args(["-c", "user.name=Team", "-c", "user.email=team@example.org"]).args(arguments).current_dir(folder);
    command
}

fn pydock(program: &Path, arguments: &[&str], project: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(project);
    command
}

fn run(command: &mut Command) -> Result<Outcome, String> {
    expect(process::run(command, COMMAND)?)
}

fn expect(outcome: Outcome) -> Result<Outcome, String> {
    if outcome.succeeded() { Ok(outcome) } else { Err(format!("status {:?}\n{}", outcome.code, outcome.tail())) }
}
