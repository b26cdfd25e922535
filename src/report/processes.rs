//! Everything that the application runs.

use serde_json::{Value, json};

use super::{Paint, facts, harmless};
use crate::facts::ProjectFacts;
use crate::model::{Process, ProcessKind, RunArguments};

/// One line for each process: name, command, place. Nothing where the image starts all there is.
pub fn table(facts: &ProjectFacts, paint: Paint) -> String {
    if facts.processes.iter().all(|process| process.is_image) {
        return String::new();
    }
    fn row(process: &Process) -> (&str, String, String) {
        let kind = if process.kind.as_str() == process.name.as_str() { String::new() } else { format!(" ({})", process.kind) };
        let folder = process.start.working_dir.as_ref().map(|folder| format!(" in {folder}")).unwrap_or_default();
        let image = if process.is_image { "; CMD of the image" } else { "" };
        let also: Vec<String> = process.also.iter().map(|at| format!(", {at}")).collect();
        let place = format!("{}{}{image}", process.at, also.concat());
        (process.name.as_str(), format!("{}{folder}{kind}", process.start.command), place)
    }
    let rows: Vec<(&str, String, String)> = facts.processes.iter().map(row).collect();
    format!("{}\n{}\n", paint.heading("processes:"), facts::lines(&rows, paint))
}

pub fn json(process: &Process) -> Value {
    let Process { name, kind, start, health, grace, at, why, also, is_image, reload: _ } = process;
    json!({
        "name": name,
        "kind": kind,
        "command": start.command,
        "working_dir": start.working_dir,
        "env": start.env.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "port": start.port,
        "health": { "http": start.health.as_ref().and_then(|check| check.path()), "command": health },
        "stop_signal": start.stop_signal,
        "stop_grace_seconds": grace,
        "is_image_command": is_image,
        "at": at,
        "why": why,
        "also": also,
    })
}

/// How the image starts the processes that it does not start by itself: those of each release first.
/// `environment` is what gives the container its variables and volumes.
pub fn commands(facts: &ProjectFacts, environment: &str) -> Vec<String> {
    let mut others: Vec<&Process> = facts.processes.iter().filter(|process| !process.is_image).collect();
    others.sort_by_key(|process| (process.kind != ProcessKind::Release, process.kind));
    others.into_iter().map(|process| command(facts, process, environment)).collect()
}

fn command(facts: &ProjectFacts, process: &Process, environment: &str) -> String {
    let start = &process.start;
    let mut words = vec!["docker".to_owned(), "run".to_owned(), "--rm".to_owned()];
    if let Some(port) = start.port {
        words.extend(["--publish".to_owned(), format!("{port}:{port}")]);
    }
    if start.stop_signal != facts.stop_signal.value && process.kind.lasts() {
        words.extend(["--stop-signal".to_owned(), start.stop_signal.to_string()]);
    }
    let folder = |path: Option<String>| path.map_or_else(|| "/app".to_owned(), |path| format!("/app/{path}"));
    let own = folder(start.working_dir.as_ref().map(ToString::to_string));
    if own != folder(facts.working_dir.as_ref().map(ToString::to_string)) {
        words.extend(["--workdir".to_owned(), own]);
    }
    for variable in start.env.iter().filter(|variable| !facts.env.iter().any(|fact| fact.value == **variable)) {
        words.extend(["--env".to_owned(), variable.to_string()]);
    }
    let mut command = start.command.words().to_vec();
    // A tool's own command is the entry point, and takes what follows for its arguments.
    if matches!(facts.arguments, RunArguments::BehindCommand { .. }) {
        words.extend(["--entrypoint".to_owned(), command.remove(0)]);
    }
    let mut image = vec![facts.name.value.to_string()];
    image.extend(command);
    harmless(&format!("{} {environment}{}", quoted(&words), quoted(&image)))
}

fn quoted(words: &[String]) -> String {
    let quoted = words.iter().map(|word| {
        let is_plain = word.starts_with("--") && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_=./:@".contains(c));
        if is_plain { word.clone() } else { shlex::try_quote(word).map_or_else(|_| word.clone(), std::borrow::Cow::into_owned) }
    });
    quoted.collect::<Vec<_>>().join(" ")
}
