//! How the container starts: which application or program, by which server, on which port.
//!
//! What a person wrote for a machine to run comes first (`[tool.fastapi]`, Procfile, compose), then application objects
//! found by parsing, then commands that an installation makes, packages with a `__main__`, and plain scripts.
//! Nothing is made up: where nothing is found, the answer is a note that says what was looked at.

mod assemble;
mod candidate;
mod command;
mod django;
mod evidence;
mod files;
mod given;
mod import_root;
mod launcher;
mod origin;
mod pages;
mod routes;
mod runs;
mod scripts;
mod shell;
mod survey;
#[cfg(test)]
mod tests;

use crate::model::{Command, Detection, Entrypoint, Finding, Framework, Note, Start};
use crate::tree::TreeError;

pub use evidence::Evidence;
use survey::Survey;

/// Finds out how the project is started.
pub fn detect(evidence: Evidence<'_>) -> Result<Detection<Start>, TreeError> {
    let survey = Survey::new(evidence);
    let mut detection = Detection::nothing();
    let (given, for_development) = given::find(&survey);
    written(&mut detection, given);
    applications(&survey, &mut detection);
    written(&mut detection, for_development);
    take(&mut detection, scripts::commands(&survey), false);
    take(&mut detection, scripts::packages(&survey), false);
    if survey.candidates.is_empty() {
        let (files, tied) = scripts::files(&survey);
        take(&mut detection, files, tied);
    }
    if detection.chosen.is_none() && detection.notes.is_empty() {
        detection.notes.push(nothing_found(&survey));
    }
    Ok(detection)
}

/// The start of what a person named with `--entrypoint`, and, where they named it, with `--framework`. Without a start,
/// the notes say why.
pub fn from_entrypoint(
    evidence: Evidence<'_>,
    entrypoint: &Entrypoint,
    framework: Option<&Framework>,
) -> (Option<Start>, Vec<Note>) {
    let survey = Survey::new(evidence);
    let row = framework.and_then(|name| evidence.frameworks.get(name.as_str()));
    let assembled = survey.by_entrypoint(entrypoint, row);
    (assembled.start, assembled.notes)
}

/// The start that a command of a person amounts to, as `--cmd` gives it. The words stay as they are.
pub fn from_command(evidence: Evidence<'_>, command: &Command) -> Start {
    Survey::new(evidence).by_command(command, None)
}

/// The application objects, best first. One that nothing can run is passed over with a note.
fn applications(survey: &Survey<'_>, detection: &mut Detection<Start>) {
    let mut first = None;
    let mut assembled: Vec<_> = survey.candidates.iter().map(|candidate| (candidate, survey.assemble(candidate))).collect();
    // A server for production decides between what is otherwise alike: Django's `wsgi.py` and `asgi.py`.
    assembled.sort_by_key(|(candidate, assembled)| (candidate.rank.class(), assembled.start.is_none(), assembled.development));
    for (candidate, assembled) in assembled {
        let chosen_before = detection.chosen.is_some();
        let Some(start) = assembled.start else {
            if !chosen_before {
                detection.notes.extend(assembled.notes);
            }
            continue;
        };
        if !chosen_before {
            let launcher = launcher::find(survey, candidate, &start).filter(|_| assembled.development);
            if let Some(launcher) = launcher {
                put(detection, launcher);
            } else {
                detection.notes.extend(assembled.notes);
            }
            detection.notes.extend(assemble::undeclared(survey.evidence, candidate.row, &candidate.at));
            first = Some(&candidate.rank);
        } else if detection.others.is_empty() && first == Some(&candidate.rank) {
            detection.tied = true;
        }
        put(detection, Finding { value: start, at: candidate.at.clone(), why: candidate.why.clone() });
    }
}

fn written(detection: &mut Detection<Start>, given: Vec<given::Given>) {
    for (finding, notes) in given {
        if detection.chosen.is_none() {
            detection.notes.extend(notes);
        }
        put(detection, finding);
    }
}

fn put(detection: &mut Detection<Start>, finding: Finding<Start>) {
    if detection.chosen.is_none() {
        detection.chosen = Some(finding);
    } else {
        detection.others.push(finding);
    }
}

fn take(detection: &mut Detection<Start>, findings: Vec<Finding<Start>>, tied: bool) {
    if detection.chosen.is_none() && tied {
        detection.tied = true;
    }
    for finding in findings {
        put(detection, finding);
    }
}

fn nothing_found(survey: &Survey<'_>) -> Note {
    let evidence = survey.evidence;
    let declared =
        evidence.frameworks.rows().iter().filter(|row| !row.distributions.is_empty() && evidence.declares_framework(row));
    let declared: Vec<String> = declared.map(|row| format!("`{}`", row.name)).collect();
    let declared = if declared.is_empty() { "no framework that pydock knows".to_owned() } else { declared.join(", ") };
    const NAMED: usize = 5;
    let files: Vec<String> = survey.scanned.iter().take(NAMED).map(|file| format!("`{}`", file.path)).collect();
    let looked_at = match survey.scanned.len() {
        0 => "there is no Python file, and no Procfile or compose file with a command".to_owned(),
        count => {
            let more = if count > NAMED { format!(" and {} more Python files", count - NAMED) } else { String::new() };
            format!("looked at {}{more}, and for a Procfile or compose file with a command", files.join(", "))
        }
    };
    let message = format!("found nothing to start: {looked_at}; the project declares {declared}");
    Note::warning(message).hint("say what to start with `--entrypoint module:object` or `--cmd 'python main.py'`")
}
