//! `pydock init --with compose`: the written file is started as it is, with every process and the services that the
//! application talks to.
//!
//! Only where the website is published is said by the test, since several trials share a machine.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::docker::Engine;
use crate::http;
use crate::process::{self, Outcome, wait_for};
use crate::project::{copy, init};

/// Services start one after the other, and each Python of the project takes its time on a busy machine.
const UP_LIMIT: Duration = Duration::from_secs(240);
const ANSWER_LIMIT: Duration = Duration::from_secs(60);

/// Everything that was started, which is removed in the end with its volumes.
struct Stack<'a> {
    folder: &'a Path,
    project: String,
}

/// Django, Celery with beat, PostgreSQL and Redis.
pub fn orchard(engine: &Engine) -> Result<(), String> {
    let repo = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/compose/orchard/repo");
    let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
    let folder = scratch.path().join("orchard");
    copy(&repo, &folder)?;
    let name = format!("pydock-e2e-orchard-{}", std::process::id());
    init(&folder, &["--with".to_owned(), "compose".to_owned(), "--name".to_owned(), name.clone()])?;
    write(&folder.join("published.yaml"), "services:\n  web:\n    ports: !override [\"127.0.0.1::8000\"]\n")?;

    let stack = Stack { folder: &folder, project: name.clone() };
    write(&folder.join(".env"), "SECRET_KEY=pips\n")?;
    expect(stack.compose(&["config", "--quiet"])?)?;
    // The builder reaches package indexes by the network of the host, as in the other trials.
    let (_image, _) = engine.build_image(&folder, &name)?;

    stack.up()?;
    stack.answers("/ask/ada", "asked")?;
    stack.answers("/", "ada")?;
    stack.answers("/", "the clock")?;
    stack.processes()?;
    expect(stack.compose(&["down"])?)?;
    stack.up()?;
    stack.answers("/", "ada")
}

impl Stack<'_> {
    fn compose(&self, arguments: &[&str]) -> Result<Outcome, String> {
        let mut command = Command::new("docker");
        command.current_dir(self.folder).args(["compose", "--project-name", &self.project]);
        command.args(["--file", "compose.yaml", "--file", "published.yaml"]).args(arguments);
        process::run(&mut command, UP_LIMIT)
    }

    fn up(&self) -> Result<(), String> {
        let outcome = self.compose(&["up", "--detach", "--wait", "--no-build", "--quiet-pull"])?;
        if outcome.succeeded() {
            return Ok(());
        }
        let log = self.compose(&["logs", "--tail", "30"]).map_or_else(|error| error, |outcome| outcome.all);
        Err(format!("docker compose up failed\n{}\n{log}", outcome.tail()))
    }

    /// The website answers with the text, as soon as a worker or the scheduler has done its part.
    fn answers(&self, path: &str, text: &str) -> Result<(), String> {
        let published = self.compose(&["port", "web", "8000"])?.stdout;
        let port = published.trim().rsplit(':').next().and_then(|port| port.parse().ok());
        let port = port.ok_or_else(|| format!("port 8000 is not published: {published}"))?;
        let mut last = String::new();
        let found = wait_for(ANSWER_LIMIT, || {
            last = http::get(port, path).map(|answer| answer.body).unwrap_or_default();
            Ok(last.contains(text).then_some(()))
        })?;
        let log = || self.compose(&["logs", "--tail", "40"]).map_or_else(|error| error, |outcome| outcome.all);
        found.ok_or_else(|| format!("`{path}` never said `{text}`; last came: {last}\n{}", log()))
    }

    /// The worker is well by its own check, and migrations have ended.
    fn processes(&self) -> Result<(), String> {
        let listed = self.compose(&["ps", "--all", "--format", "{{.Service}} {{.State}} {{.Health}} {{.ExitCode}}"])?.stdout;
        for line in ["worker running healthy 0", "beat running healthy 0", "migrate exited  0", "web running healthy 0"] {
            if !listed.lines().any(|found| found.trim_end() == line.trim_end()) {
                return Err(format!("no service is `{line}`:\n{listed}"));
            }
        }
        Ok(())
    }
}

impl Drop for Stack<'_> {
    fn drop(&mut self) {
        let _ = self.compose(&["down", "--volumes", "--timeout", "5"]);
    }
}

fn expect(outcome: Outcome) -> Result<(), String> {
    if outcome.succeeded() { Ok(()) } else { Err(outcome.tail()) }
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
