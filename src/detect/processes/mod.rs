//! Everything that the application runs: the website, workers, the scheduler, what runs once for each release.
//!
//! ```text
//! Procfile, compose, own Dockerfile ── start::given ──┐
//! objects in the code (Celery, arq …) ── survey ──────┼──► one list ──► facts: which of them the image starts
//! settings and files that show one ── signs ──────────┘
//! ```
//! What a person wrote comes before what the code shows. The same process is often named several times: in the Procfile, as
//! a service of a compose file, and as an object in the code. It is listed once, and its other places are kept with it.

mod list;
mod made_tables;
mod signs;
mod written;

use crate::knowledge::{Kind, USUAL_GRACE, is_scheduler, kind_of_name, program_row, shown_processes};
use crate::model::{Command, Confidence, Detection, Finding, Note, Process, ProcessKind, ProcessName, RelPath, Start};

use super::start::command::{unwrapped, value_of};
use super::start::{Rank, Survey, assemble};
use list::{List, Provenance};

/// The processes, the one that the image starts marked, and remarks.
#[derive(Debug, Clone, Default)]
pub struct Processes {
    pub found: Vec<Process>,
    pub notes: Vec<Note>,
}

/// Lists the processes. `start` is what the image starts.
pub(super) fn detect(survey: &Survey<'_>, start: &Detection<Start>) -> Processes {
    let mut list = List::default();
    let mut notes = Vec::new();
    written::add(survey, &mut list, &mut notes);
    let chosen = start.chosen.as_ref().filter(|_| !start.is_unsure());
    if let Some(chosen) = chosen {
        list.add(of_finding(survey, chosen), Provenance::Code, true);
    }
    for process in of_code(survey) {
        list.add(process, Provenance::Code, false);
    }
    for row in shown_processes() {
        match signs::process(survey, row, list.processes(), chosen.map(|chosen| &chosen.value)) {
            Some(Ok(process)) => list.add(process, Provenance::Code, false),
            Some(Err(note)) => notes.push(note),
            None => {}
        }
    }
    Processes { found: list.finish(), notes }
}

/// Objects of frameworks that take jobs or talk to another service, one for each framework and program.
fn of_code(survey: &Survey<'_>) -> Vec<Process> {
    let mut found: Vec<Process> = Vec::new();
    let evidence = survey.evidence;
    let is_meant = |rank: &Rank| !rank.is_undeclared() && !rank.is_inner() && !rank.is_beside() && !rank.is_helper();
    let candidates = survey.candidates.iter().filter(|candidate| {
        matches!(candidate.row.kind, Kind::Worker | Kind::Bot)
            && is_meant(&candidate.rank)
            && (evidence.declares_framework(candidate.row) || !evidence.has_manifest())
    });
    for candidate in candidates {
        let Some(mut start) = survey.assemble(candidate).start else { continue };
        let has_own = candidate.row.own.is_some();
        let is_same =
            |known: &Process| known.start.framework == start.framework && (has_own || known.start.command == start.command);
        if found.iter().any(is_same) {
            continue;
        }
        start.confidence = Confidence::Strong;
        let finding = Finding { value: start, at: candidate.at.clone(), why: candidate.why.clone() };
        found.push(of_finding(survey, &finding));
    }
    found
}

/// A start as a process, named after what it is for.
fn of_finding(survey: &Survey<'_>, finding: &Finding<Start>) -> Process {
    let kind = kind_of(survey, &finding.value, None);
    let name = match kind {
        ProcessKind::Web => "web",
        ProcessKind::Worker => "worker",
        ProcessKind::Scheduler => "scheduler",
        ProcessKind::Release => "release",
        ProcessKind::OneOff => "app",
    };
    complete(ProcessName::from_free_text(name).expect("a plain word is a name"), kind, finding.clone())
}

/// What the process is for: its command says it, then its framework, its name, and its port.
fn kind_of(survey: &Survey<'_>, start: &Start, name: Option<&str>) -> ProcessKind {
    let row = survey.evidence.frameworks.get(start.framework.as_str());
    let by_framework = || match row?.kind {
        Kind::Worker if is_scheduler(&start.framework) => Some(ProcessKind::Scheduler),
        Kind::Worker | Kind::Bot => Some(ProcessKind::Worker),
        Kind::Web | Kind::Ui | Kind::Service if start.port.is_some() => Some(ProcessKind::Web),
        Kind::Cli if name.is_none() => Some(ProcessKind::OneOff),
        _ => None,
    };
    // A port may be the image's, and not the program's.
    let by_port = || start.port.map(|_| name.and_then(kind_of_name).unwrap_or(ProcessKind::Web));
    program_row(&bare(start.command.words()))
        .map(|row| row.kind)
        .or_else(by_framework)
        .or_else(by_port)
        .or_else(|| kind_of_name(name?))
        .unwrap_or(ProcessKind::Worker)
}

/// The words of the program itself, without shells, managers, `python -m` and other options of the interpreter.
fn bare(words: &[String]) -> Vec<String> {
    let mut words = unwrapped(words);
    if words.first().is_some_and(|word| word.starts_with("python")) {
        let is_option = |word: &&String| word.starts_with('-') && !matches!(word.as_str(), "-" | "-c" | "-m");
        let options = words[1..].iter().take_while(is_option).count();
        words.drain(1..=options);
    }
    if words.len() > 2 && words[0].starts_with("python") && words[1] == "-m" {
        words.drain(..2);
    }
    words
}

/// Completes a start by what its command's row knows.
fn complete(name: ProcessName, kind: ProcessKind, finding: Finding<Start>) -> Process {
    let Finding { value: mut start, at, why } = finding;
    let words = bare(start.command.words());
    let row = program_row(&words);
    let health = row.filter(|row| !row.health.is_empty()).and_then(|row| {
        let options = |list: &'static [String]| list.iter().map(String::as_str).collect::<Vec<_>>();
        let app = value_of(&words, &options(&row.app))?;
        if value_of(&words, &options(&row.unless)).is_some() {
            return None;
        }
        let app = shlex::try_quote(app).ok()?;
        let line: Vec<String> =
            row.health.iter().map(|word| word.replace("{app}", &app).replace("{host}", "$HOSTNAME")).collect();
        Command::of(&["sh", "-c", &line.join(" ")]).ok()
    });
    if let Some(row) = row {
        start.stop_signal = row.signal;
    }
    let grace = row.map_or(if kind == ProcessKind::Web { 30 } else { USUAL_GRACE }, |row| row.grace);
    if !matches!(kind, ProcessKind::Web) {
        start.port = None;
        start.health = None;
    }
    Process { name, kind, start, health, grace, at, why, also: Vec::new(), is_image: false, reload: None }
}

/// The start of a command that is no application, in a folder of the project.
fn plain(survey: &Survey<'_>, command: &Command, folder: Option<&RelPath>) -> Start {
    let Start { framework, file, working_dir, stop_signal, .. } = survey.by_command(command, folder);
    let plain = assemble::plain(framework.as_str(), file, command.clone());
    Start { working_dir, stop_signal, confidence: Confidence::Declared, ..plain }
}

#[cfg(test)]
mod tests;
