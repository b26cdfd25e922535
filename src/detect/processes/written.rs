//! Processes that a person wrote down.

use super::list::{List, Provenance};
use super::{bare, complete, kind_of, plain};
use crate::detect::start::command::without_reloader;
use crate::detect::start::given::{self, RELEASES, Written, WrittenBy};
use crate::detect::start::{Survey, exists};
use crate::knowledge::program_row;
use crate::model::{Command, Finding, Location, Note, ProcessKind, ProcessName, RelPath, Start};
use crate::shell;

/// Adds every line of the Procfile and every service of a compose file that this image can run, and what their lines run
/// before them once for each release.
pub fn add(survey: &Survey<'_>, list: &mut List, notes: &mut Vec<Note>) {
    for Written { name, by, given, before, missing } in given::lines(survey) {
        let provenance = match by {
            WrittenBy::Table => Provenance::Table,
            WrittenBy::Procfile => Provenance::Procfile,
            WrittenBy::Image => Provenance::Image,
            WrittenBy::Service => Provenance::Service,
        };
        // Why a line cannot be one of this image is said with the start.
        let folder = given.as_ref().ok().and_then(|(finding, _)| finding.value.working_dir.clone());
        if let Ok((finding, _)) = given {
            // A program that only restarts another may be missing; the other is listed then.
            let mut said = Vec::new();
            one(survey, &name, finding, provenance, list, if missing.is_some() { &mut said } else { notes });
        }
        for (text, at) in before {
            if let Some(finding) = command_of(survey, &text, &at, folder.as_ref())
                && program_row(&bare(finding.value.command.words())).is_some_and(|row| row.kind == ProcessKind::Release)
            {
                one(survey, "release", finding, provenance, list, notes);
            }
        }
    }
    releases(survey, list, notes);
}

/// `release: python manage.py migrate`. A line of several commands stays a shell's: all of them belong to the release.
fn releases(survey: &Survey<'_>, list: &mut List, notes: &mut Vec<Note>) {
    let procfile = survey.evidence.manifests.procfile.iter().flat_map(|procfile| &procfile.processes);
    for line in procfile.filter(|line| RELEASES.contains(&line.name.as_str())) {
        match command_of(survey, &line.command, &line.at, None) {
            Some(finding) => one(survey, &line.name, finding, Provenance::Procfile, list, notes),
            None => {
                let message = format!("`{}: {}` is not listed: it is not a line that a shell can read", line.name, line.command);
                notes.push(Note::warning(message).at(line.at.clone()));
            }
        }
    }
}

/// A line of a shell as a command. `None` if it is not a line that a shell can read.
fn command_of(survey: &Survey<'_>, text: &str, at: &Location, folder: Option<&RelPath>) -> Option<Finding<Start>> {
    let parsed = shell::parse(text).ok()?;
    let is_one = shell::simple_commands(&parsed).len() == 1 && parsed.items.len() == 1;
    let (given, before) = given::line(survey, text, at, "release", None);
    let value = match given {
        Ok((finding, _)) if is_one && before.is_empty() => Start { working_dir: folder.cloned(), ..finding.value },
        _ => plain(survey, &Command::of(&["sh", "-c", text.trim()]).ok()?, folder),
    };
    Some(Finding { value, at: at.clone(), why: text.to_owned() })
}

fn one(
    survey: &Survey<'_>,
    name: &str,
    mut finding: Finding<Start>,
    provenance: Provenance,
    list: &mut List,
    notes: &mut Vec<Note>,
) {
    if let Some(words) = without_reloader(finding.value.command.words())
        && let Ok(command) = Command::new(words)
    {
        let folder = finding.value.working_dir.clone();
        finding.value = Start { env: finding.value.env, ..survey.by_command(&command, folder.as_ref()) };
    }
    let kind = kind_of(survey, &finding.value, Some(name).filter(|name| !name.is_empty()));
    let usual = if name.is_empty() { kind.as_str() } else { name };
    let Some(name) = ProcessName::from_free_text(usual).or_else(|| ProcessName::from_free_text(kind.as_str())) else { return };
    // The start says so itself.
    if let Some(reason) = exists::missing(survey, &finding.value).filter(|_| provenance != Provenance::Image) {
        let message = format!("the process `{name}` is not listed, since this image cannot run it: {reason}");
        notes.push(Note::info(message).at(finding.at));
        return;
    }
    list.add(complete(name, kind, finding), provenance, false);
}
