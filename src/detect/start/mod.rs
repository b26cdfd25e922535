//! How the container starts: which application or program, by which server, on which port.
//!
//! What a person wrote for a machine to run comes first (`[tool.fastapi]`, Procfile, compose), then application objects
//! found by parsing, then commands that an installation makes, packages with a `__main__`, and plain scripts.
//! Nothing is made up: where nothing is found, the answer is a note that says what was looked at.

mod assemble;
mod candidate;
mod django;
mod evidence;
mod files;
mod import_root;
mod origin;
mod pages;
mod routes;
mod runs;
mod scripts;
mod survey;
#[cfg(test)]
mod tests;

use crate::knowledge::Frameworks;
use crate::manifest::Manifests;
use crate::model::{Detection, Finding, Note, Start};
use crate::tree::{ProjectTree, TreeError};

use evidence::Evidence;
use survey::Survey;

/// Finds out how the project is started.
pub fn detect(tree: &ProjectTree, manifests: &Manifests, frameworks: &Frameworks) -> Result<Detection<Start>, TreeError> {
    let evidence = Evidence { tree, manifests, frameworks };
    let survey = Survey::new(evidence);
    let mut detection = Detection::nothing();
    applications(&survey, &mut detection);
    let roots = survey.roots();
    take(&mut detection, scripts::commands(evidence, &survey.resolver.project, &survey.runs), false);
    take(&mut detection, scripts::packages(evidence, &survey.scanned, &roots, &survey.runs), false);
    if survey.candidates.is_empty() {
        let (files, tied) = scripts::files(&survey.scanned, &roots, &survey.runs);
        take(&mut detection, files, tied);
    }
    if detection.chosen.is_none() {
        detection.notes.push(nothing_found(&survey));
    }
    Ok(detection)
}

/// The application objects, best first. One that nothing can run is passed over with a note.
fn applications(survey: &Survey<'_>, detection: &mut Detection<Start>) {
    let mut first = None;
    for candidate in &survey.candidates {
        let assembled = survey.assemble(candidate);
        let chosen_before = detection.chosen.is_some();
        let Some(start) = assembled.start else {
            if !chosen_before {
                detection.notes.extend(assembled.notes);
            }
            continue;
        };
        if !chosen_before {
            detection.notes.extend(assembled.notes);
            detection.notes.extend(assemble::undeclared(survey.evidence, candidate.row, &candidate.at));
            first = Some(&candidate.rank);
        } else if detection.others.is_empty() && first == Some(&candidate.rank) {
            detection.tied = true;
        }
        put(detection, Finding { value: start, at: candidate.at.clone(), why: candidate.why.clone() });
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
    let declared = evidence.frameworks.rows().iter().filter(|row| !row.distributions.is_empty() && evidence.declares_framework(row));
    let declared: Vec<String> = declared.map(|row| format!("`{}`", row.name)).collect();
    let declared = if declared.is_empty() { "no framework that pydock knows".to_owned() } else { declared.join(", ") };
    let files = survey.scanned.len();
    let plural = if files == 1 { "" } else { "s" };
    let message = format!("found nothing to start: looked at {files} Python file{plural}, and the project declares {declared}");
    Note::warning(message).hint("say what to start with `--entrypoint module:object` or `--cmd 'python main.py'`")
}
