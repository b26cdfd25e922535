//! `pydock init --with compose`: the written files are started as they are, with every process and the services that the
//! application talks to, and then for work on the source.
//!
//! Every folder below `compose/` is one trial: `repo/` is the repository as its owner has it, `stack.toml` says what is
//! expected of it. Only where the website is published is said by the test, since several trials share a machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde::Deserialize;

use crate::docker::Engine;
use crate::http;
use crate::process::{self, Outcome, wait_for};
use crate::project::{copy, init};

/// Services start one after the other, and each Python of the project takes its time on a busy machine.
const UP_LIMIT: Duration = Duration::from_secs(240);
const ANSWER_LIMIT: Duration = Duration::from_secs(60);

const FILES: [&str; 2] = ["compose.yaml", "published.yaml"];
const FILES_FOR_WORK: [&str; 3] = ["compose.yaml", "compose.dev.yaml", "published.yaml"];

/// Ports that no other trial has, and builds that reach package indexes by the network of the host, as in the other trials.
const PUBLISHED: &str = "services:\n  web:\n    build:\n      network: host\n    ports: !override [\"127.0.0.1::8000\"]\n";

/// Keys that keep a container small, as `docker inspect` shows them.
const HARDENED: &str = "true [ALL] [no-new-privileges:true]";
const HARDENED_FORMAT: &str = "{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}}";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Spec {
    /// What is peculiar about the project, for people.
    #[allow(dead_code, reason = "it is read by people")]
    about: String,
    /// The text of `.env`.
    env: String,
    /// A required variable of it.
    missing: String,
    /// Paths of the website in order, each with a text that it answers with in the end.
    asks: Vec<(String, String)>,
    /// What it still answers after `down` and `up`.
    kept: (String, String),
    /// Lines of `docker compose ps`: service, state, health, exit code.
    services: Vec<String>,
    edit: Edit,
    /// A package that comes while `watch` runs.
    lock: Option<LockChange>,
}

/// A change of what is installed, and the module that is there then.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LockChange {
    file: String,
    from: String,
    to: String,
    module: String,
}

/// A change of a source file, and what the website answers then.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Edit {
    file: String,
    from: String,
    to: String,
    asks: (String, String),
}

/// Everything that was started, which is removed in the end with its volumes.
struct Stack<'a> {
    folder: &'a Path,
    project: String,
}

/// The names of the trials with their folders.
pub fn stacks() -> Vec<(String, PathBuf)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/compose");
    let folders = fs::read_dir(&root).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut found: Vec<(String, PathBuf)> = folders
        .filter(|folder| folder.is_dir())
        .map(|folder| (format!("compose-{}", folder.file_name().unwrap_or_default().to_string_lossy()), folder))
        .collect();
    found.sort();
    found
}

pub fn check(name: &str, trial: &Path, engine: &Engine) -> Result<(), String> {
    let spec = fs::read_to_string(trial.join("stack.toml")).map_err(|error| error.to_string())?;
    let spec: Spec = toml::from_str(&spec).map_err(|error| error.to_string())?;
    let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
    let folder = scratch.path().join("stack");
    copy(&trial.join("repo"), &folder)?;
    let image = format!("pydock-e2e-{name}-{}", std::process::id());
    init(&folder, &["--with", "compose", "--name", &image].map(str::to_owned))?;
    write(&folder.join("published.yaml"), PUBLISHED)?;

    let stack = Stack { folder: &folder, project: image.clone() };
    stack.refuses_without(&spec)?;
    write(&folder.join(".env"), &spec.env)?;
    expect(stack.compose(&FILES, &["config", "--quiet"])?)?;
    expect(stack.compose(&FILES_FOR_WORK, &["config", "--quiet"])?)?;
    // The builder reaches package indexes by the network of the host, as in the other trials.
    let (_image, _) = engine.build_image(&folder, &image)?;

    stack.up(&FILES)?;
    for (path, text) in &spec.asks {
        stack.answers(path, text)?;
    }
    stack.is_listed(&spec.services)?;
    let found = stack.inspect("web", HARDENED_FORMAT)?;
    if found != HARDENED {
        return Err(format!("the website is not hardened: {found}"));
    }
    expect(stack.compose(&FILES, &["down"])?)?;
    stack.up(&FILES)?;
    stack.answers(&spec.kept.0, &spec.kept.1)?;
    expect(stack.compose(&FILES, &["down"])?)?;

    let (_image, _) = engine.build_stage(&folder, "dev", &format!("{image}-dev"))?;
    stack.up(&FILES_FOR_WORK)?;
    stack.answers(&spec.kept.0, &spec.kept.1)?;
    stack.takes_edits(&spec)
}

impl Stack<'_> {
    fn command(&self, files: &[&str], arguments: &[&str]) -> Command {
        let mut command = Command::new("docker");
        command.current_dir(self.folder).args(["compose", "--project-name", &self.project]);
        command.args(files.iter().flat_map(|file| ["--file", file])).args(arguments);
        command
    }

    fn compose(&self, files: &[&str], arguments: &[&str]) -> Result<Outcome, String> {
        process::run(&mut self.command(files, arguments), UP_LIMIT)
    }

    /// A required variable that nobody set ends the command with its name.
    fn refuses_without(&self, spec: &Spec) -> Result<(), String> {
        let outcome = self.compose(&FILES, &["config", "--quiet"])?;
        let name = format!("set {} in .env", spec.missing);
        if outcome.succeeded() || !outcome.all.contains(&name) {
            return Err(format!("`docker compose config` does not name `{}`:\n{}", spec.missing, outcome.all));
        }
        Ok(())
    }

    fn up(&self, files: &[&str]) -> Result<(), String> {
        let outcome = self.compose(files, &["up", "--detach", "--wait", "--no-build", "--quiet-pull"])?;
        if outcome.succeeded() {
            return Ok(());
        }
        Err(format!("docker compose up failed\n{}\n{}", outcome.tail(), self.log()))
    }

    fn log(&self) -> String {
        self.compose(&FILES, &["logs", "--tail", "40"]).map_or_else(|error| error, |outcome| outcome.all)
    }

    /// The website answers with the text, as soon as a worker or the scheduler has done its part.
    fn answers(&self, path: &str, text: &str) -> Result<(), String> {
        let mut last = String::new();
        let found = wait_for(ANSWER_LIMIT, || {
            let published = self.compose(&FILES, &["port", "web", "8000"])?.stdout;
            let port: Option<u16> = published.trim().rsplit(':').next().and_then(|port| port.parse().ok());
            let Some(port) = port else { return Ok(None) };
            last = http::get(port, path).map(|answer| answer.body).unwrap_or_default();
            Ok(last.contains(text).then_some(()))
        })?;
        found.ok_or_else(|| format!("`{path}` never said `{text}`; last came: {last}\n{}", self.log()))
    }

    /// Processes are well by their own checks, and what runs once has ended.
    fn is_listed(&self, services: &[String]) -> Result<(), String> {
        let format = "{{.Service}} {{.State}} {{.Health}} {{.ExitCode}}";
        let listed = self.compose(&FILES, &["ps", "--all", "--format", format])?.stdout;
        let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
        for service in services {
            if !listed.lines().any(|line| words(line) == *service) {
                return Err(format!("no service is `{service}`:\n{listed}"));
            }
        }
        Ok(())
    }

    fn inspect(&self, service: &str, format: &str) -> Result<String, String> {
        let id = self.compose(&FILES, &["ps", "--quiet", service])?.stdout;
        let mut command = Command::new("docker");
        command.args(["inspect", "--format", format, id.trim()]);
        Ok(process::run(&mut command, UP_LIMIT)?.stdout.trim().to_owned())
    }

    /// `docker compose watch` brings a changed line into the container, as its user, and the program starts anew. A changed lock
    /// file builds the image again.
    fn takes_edits(&self, spec: &Spec) -> Result<(), String> {
        let edit = &spec.edit;
        let log = self.folder.join("../watch.log");
        let output = fs::File::create(&log).map_err(|error| error.to_string())?;
        let errors = output.try_clone().map_err(|error| error.to_string())?;
        let mut command = self.command(&FILES_FOR_WORK, &["watch", "--no-up"]);
        let child = command.stdin(Stdio::null()).stdout(output).stderr(errors).spawn();
        let _watching = Watching(child.map_err(|error| error.to_string())?);
        let said = || fs::read_to_string(&log).unwrap_or_default();
        let began = wait_for(ANSWER_LIMIT, || Ok(said().contains("Watch enabled").then_some(())))?;
        began.ok_or_else(|| format!("docker compose watch does not watch: {}", said()))?;

        self.replace(&edit.file, &edit.from, &edit.to)?;
        self.answers(&edit.asks.0, &edit.asks.1).map_err(|error| format!("{error}\n--- watch\n{}", said()))?;
        let owner = self.compose(&FILES_FOR_WORK, &["exec", "web", "stat", "--format", "%u", &edit.file])?;
        if owner.stdout.trim() != "10001" {
            return Err(format!("`{}` belongs to another user: {}", edit.file, owner.all));
        }
        let Some(lock) = &spec.lock else { return Ok(()) };
        self.replace(&lock.file, &lock.from, &lock.to)?;
        let import = format!("import {}", lock.module);
        let is_installed = || {
            let outcome = self.compose(&FILES_FOR_WORK, &["exec", "--no-TTY", "web", "python", "-c", &import])?;
            Ok(outcome.succeeded().then_some(()))
        };
        wait_for(UP_LIMIT, is_installed)?.ok_or_else(|| format!("`{}` never came\n--- watch\n{}", lock.module, said()))
    }

    fn replace(&self, file: &str, from: &str, to: &str) -> Result<(), String> {
        let path = self.folder.join(file);
        let text = fs::read_to_string(&path).map_err(|error| error.to_string())?;
        if !text.contains(from) {
            return Err(format!("`{file}` does not hold `{from}`"));
        }
        write(&path, &text.replacen(from, to, 1))
    }
}

/// `docker compose watch`, which goes on until it is stopped.
struct Watching(Child);

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Stack<'_> {
    fn drop(&mut self) {
        let _ = self.compose(&FILES, &["down", "--volumes", "--remove-orphans", "--timeout", "5"]);
    }
}

fn expect(outcome: Outcome) -> Result<(), String> {
    if outcome.succeeded() { Ok(()) } else { Err(outcome.tail()) }
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
