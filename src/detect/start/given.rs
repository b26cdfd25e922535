//! Starts that a person wrote for a machine to run: `[tool.fastapi]`, the Procfile, a compose service's command.

use super::command::without_manager;
use super::shell;
use super::survey::Survey;
use crate::knowledge::Kind;
use crate::model::{Command, Entrypoint, Finding, Framework, Location, Note, Port, Start};

/// A start that was written down, and what a person should know about it.
pub type Given = (Finding<Start>, Vec<Note>);

/// Words that say that a command is for the programmer's own machine.
const DEVELOPMENT: &[&str] = &["--debug", "--reload", "debugpy", "runserver", "watchfiles", "watchmedo"];

/// What a shell's port variable stands for where nothing says otherwise.
const PORT: u16 = 8000;

/// Every such start, the one to take first, and what a person should know about it. The second list is of those that an
/// application in the code goes before: starts for development, as compose files often have them, and workers beside a
/// website.
pub fn find(survey: &Survey<'_>) -> (Vec<Given>, Vec<Given>) {
    let kind = |name: &Framework| survey.resolver.frameworks.get(name.as_str()).map(|row| row.kind);
    let has_website = survey.candidates.iter().any(|candidate| matches!(candidate.row.kind, Kind::Web | Kind::Ui));
    let goes_behind = |(finding, _): &Given| {
        let mut words = finding.value.command.words().iter();
        let is_development = words.any(|word| DEVELOPMENT.iter().any(|sign| word.contains(sign)));
        is_development || (has_website && kind(&finding.value.framework) == Some(Kind::Worker))
    };
    all(survey).into_iter().partition(|given| !goes_behind(given))
}

fn all(survey: &Survey<'_>) -> Vec<Given> {
    let manifests = survey.evidence.manifests;
    let mut found = Vec::new();
    found.extend(fastapi(survey));
    if let Some(procfile) = &manifests.procfile {
        let place = |name: &str| ["web", "worker"].iter().position(|known| *known == name).unwrap_or(2);
        let mut processes: Vec<_> =
            procfile.processes.iter().filter(|process| !matches!(process.name.as_str(), "release" | "postdeploy")).collect();
        processes.sort_by_key(|process| place(&process.name));
        found.extend(processes.into_iter().filter_map(|process| written(survey, &process.command, &process.at, &process.name)));
    }
    for service in &manifests.compose {
        let Some((words, at)) = &service.command else { continue };
        let line = shlex::try_join(words.iter().map(String::as_str)).unwrap_or_default();
        // The words of a list are no shell's business, but a lone `sh -c` line is.
        found.extend(written(survey, &line, at, &service.name).map(|(mut finding, notes)| {
            if let Some((port, _)) = service.ports.first().filter(|_| finding.value.port.is_none()) {
                finding.value.port = Some(*port);
            }
            (finding, notes)
        }));
    }
    found
}

fn fastapi(survey: &Survey<'_>) -> Option<Given> {
    let (text, at) = survey.evidence.manifests.pyproject.as_ref()?.fastapi_entrypoint.as_ref()?;
    let entrypoint: Entrypoint = text.parse().ok()?;
    let row = survey.resolver.frameworks.get("fastapi")?;
    let assembled = survey.by_entrypoint(&entrypoint, Some(row));
    let why = format!("entrypoint = \"{text}\"");
    Some((Finding { value: assembled.start?, at: at.clone(), why }, assembled.notes))
}

fn written(survey: &Survey<'_>, text: &str, at: &Location, name: &str) -> Option<Given> {
    let port = Port::new(PORT)?;
    let line = shell::read(text, port)?;
    let mut notes = Vec::new();
    if !line.before.is_empty() {
        let message = format!("`{}` of `{name}` is left out of the image's command", line.before.join(" && "));
        notes.push(Note::info(message).at(at.clone()).hint("run it once per release, not at every start"));
    }
    let (words, note) = survey.reachable(without_manager(line.words), port);
    notes.extend(note.map(|note| note.at(at.clone())));
    let command = Command::new(words).ok()?;
    let mut start = survey.by_command(&command, line.folder.as_ref());
    start.env.extend(line.env);
    if line.uses_port && start.port.is_none() {
        start.port = Some(port);
    }
    Some((Finding { value: start, at: at.clone(), why: format!("{name}: {text}") }, notes))
}
