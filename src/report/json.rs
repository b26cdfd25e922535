//! `pydock detect --json`: the document's shape is a promise, described in docs/reference/json.md.

use serde_json::{Map, Value, json};

use crate::detect::projects::{self, Project};
use crate::error::Error;
use crate::facts::{ProjectFacts, QUESTIONS, Question, Shown};
use crate::model::{Finding, Location, Note, PresetAnswer, Start};
use crate::pipeline::Survey;

/// The version of the document's shape; it grows when a field changes its meaning or goes away.
const SCHEMA: u32 = 1;

pub fn detected(survey: &Survey, settled: Result<&ProjectFacts, &Error>) -> String {
    let facts = settled.map_or_else(|_| Map::new(), by_name);
    let notes = match settled {
        Ok(facts) => facts.notes.as_slice(),
        Err(error) => error.notes(),
    };
    let reasons = settled.map_or(Value::Null, |facts| json!(facts.native.reasons));
    let shown = |answer: &&PresetAnswer| !answer.secret && !answer.skipped;
    let preset_answers: Map<String, Value> = settled
        .iter()
        .flat_map(|facts| facts.preset_answers.iter().filter(shown))
        .map(|answer| (answer.id.clone(), json!({ "value": answer.value, "origin": answer.origin })))
        .collect();
    // What was found is listed even where nothing says which of it the image starts.
    let (processes, services) = match settled {
        Ok(facts) => (&facts.processes, &facts.services),
        Err(_) => (&survey.detected.processes.found, &survey.detected.services),
    };
    let document = json!({
        "schema": SCHEMA,
        "facts": facts,
        "candidates": {
            "python": candidates(survey.detected.python.others.iter().map(|finding| (finding.value.to_string(), finding_place(finding)))),
            "manager": survey.detected.manager.others.iter().map(|finding| json!({
                "value": finding.value.manager, "manifest": finding.value.manifest, "at": finding.at, "why": finding.why,
            })).collect::<Vec<_>>(),
            "start": survey.detected.start.others.iter().map(start).collect::<Vec<_>>(),
        },
        "start": survey.detected.start.chosen.as_ref().map(start),
        "members": members(survey),
        "tied": survey.detected.start.tied,
        "environment": survey.detected.environment,
        "processes": processes.iter().map(super::processes::json).collect::<Vec<_>>(),
        "services": services.iter().map(super::services::json).collect::<Vec<_>>(),
        "system_packages": reasons,
        "preset_answers": preset_answers,
        "notes": notes.iter().map(note).collect::<Vec<_>>(),
        "error": settled.err().map(|error| json!({ "message": error.to_string(), "hint": error.hint() })),
    });
    super::paint::document(&document)
}

/// Every fact with its origin and the flag that states it.
pub(super) fn by_name(facts: &ProjectFacts) -> Map<String, Value> {
    let fact = |question: &Question| {
        let flag = format!("--{}", question.flag);
        match question.shown(facts) {
            Shown::One(value, origin) => json!({ "value": value, "origin": origin, "flag": flag }),
            Shown::Many(values) => {
                let value = |(value, origin)| json!({ "value": value, "origin": origin });
                json!({ "values": values.into_iter().map(value).collect::<Vec<_>>(), "flag": flag })
            }
        }
    };
    QUESTIONS.iter().map(|question| (question.id.name().to_owned(), fact(question))).collect()
}

/// The projects below the root, whether or not one of them is needed.
fn members(survey: &Survey) -> Vec<Project> {
    if survey.detected.projects.is_empty() {
        return projects::find(&survey.tree, &survey.manifests, &survey.frameworks).unwrap_or_default();
    }
    survey.detected.projects.clone()
}

fn finding_place<T>(finding: &Finding<T>) -> (Location, String) {
    (finding.at.clone(), finding.why.clone())
}

fn candidates(values: impl Iterator<Item = (String, (Location, String))>) -> Vec<Value> {
    values.map(|(value, (at, why))| json!({ "value": value, "at": at, "why": why })).collect()
}

fn start(finding: &Finding<Start>) -> Value {
    let Start { framework, entrypoint, command, port, confidence, .. } = &finding.value;
    json!({
        "framework": framework,
        "entrypoint": entrypoint.as_ref().map(ToString::to_string),
        "command": command,
        "port": port,
        "confidence": confidence,
        "doubt": confidence.doubt().map(|doubt| doubt.to_string()),
        "at": finding.at,
        "why": finding.why,
    })
}

fn note(note: &Note) -> Value {
    json!(note)
}
