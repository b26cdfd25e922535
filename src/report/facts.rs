//! Facts as a table for people.

use crate::facts::{ProjectFacts, QUESTIONS, Shown};
use crate::model::{Environment, Location, Origin, Start, Variable};
use crate::pipeline::Survey;

use super::{Paint, harmless};

/// One line for each fact that says something, and for each value of a list: name, value, where it came from.
pub fn table(facts: &ProjectFacts, paint: Paint) -> String {
    lines(&rows(facts), paint)
}

/// As [`table`], and the variables that the program reads.
pub fn detected(facts: &ProjectFacts, environment: &Environment, paint: Paint) -> String {
    let mut rows = rows(facts);
    rows.extend(variables(environment));
    lines(&rows, paint)
}

fn variables(environment: &Environment) -> Vec<(&'static str, String, String)> {
    let read = environment.variables.iter().filter(|variable| variable.is_read());
    let names = std::iter::once("environment").chain(std::iter::repeat(""));
    let row = |(name, variable): (&'static str, &Variable)| {
        let mut said = vec![variable.kind.to_string()];
        said.extend(variable.required.then(|| "required".to_owned()));
        said.extend(variable.secret.then(|| "secret".to_owned()));
        said.extend(variable.default.as_ref().map(|default| format!("default {default}")));
        let at = variable.places.first().map(|place| place.at.to_string()).unwrap_or_default();
        (name, format!("{} ({})", variable.name, said.join(", ")), at)
    };
    names.zip(read).map(row).collect()
}

fn rows(facts: &ProjectFacts) -> Vec<(&str, String, String)> {
    let mut rows: Vec<(&str, String, String)> = Vec::new();
    for question in QUESTIONS {
        match question.shown(facts) {
            Shown::One(value, origin) => rows.extend(text(&value).map(|value| (question.id.name(), value, origin.to_string()))),
            Shown::Many(values) => {
                let names = std::iter::once(question.id.name()).chain(std::iter::repeat(""));
                rows.extend(names.zip(values).map(|(name, (value, origin))| (name, value, origin.to_string())));
            }
        }
    }
    for answer in facts.preset_answers.iter().filter(|answer| !answer.skipped && !answer.text.is_empty()) {
        let text = if answer.secret { "(secret)".to_owned() } else { answer.text.clone() };
        rows.push((&answer.id, text, answer.origin.to_string()));
    }
    rows
}

/// What was found, before anything is settled.
pub fn survey(survey: &Survey, paint: Paint) -> String {
    let detected = &survey.detected;
    let place = |at: &Location| if at.file.is_root() { Origin::Default.to_string() } else { at.to_string() };
    let mut rows = vec![("name", detected.name.value.to_string(), place(&detected.name.at))];
    if let Some(python) = &detected.python.chosen {
        rows.push(("python", python.value.to_string(), place(&python.at)));
    }
    if let Some(manager) = &detected.manager.chosen {
        rows.push(("manager", manager.value.manager.to_string(), place(&manager.at)));
    }
    if let Some(start) = &detected.start.chosen {
        rows.push(("framework", start.value.framework.to_string(), place(&start.at)));
        rows.push(("command", start.value.command.to_string(), place(&start.at)));
        rows.extend(start.value.port.map(|port| ("port", port.to_string(), place(&start.at))));
    }
    if let Some(tests) = &detected.tests.suite {
        rows.push(("test-command", tests.value.command.to_string(), place(&tests.at)));
    }
    rows.extend(variables(&detected.environment));
    lines(&rows, paint)
}

/// Candidates that were not chosen.
pub fn others(survey: &Survey, paint: Paint) -> String {
    let detected = &survey.detected;
    let line = |what: String, at: &Location, why: &str| {
        let at = paint.place(&harmless(&at.to_string()));
        format!("not chosen: {} ({at}: {})\n", harmless(&what), harmless(why))
    };
    let managers =
        detected.manager.others.iter().map(|other| line(format!("manager {}", other.value.manager), &other.at, &other.why));
    let starts = detected.start.others.iter().map(|other| {
        let Start { framework, command, .. } = &other.value;
        line(format!("{framework} {command}"), &other.at, &other.why)
    });
    managers.chain(starts).collect()
}

pub(super) fn lines(rows: &[(&str, String, String)], paint: Paint) -> String {
    // One very long command does not push every origin off the screen.
    const WIDEST: usize = 72;
    let names = rows.iter().map(|(name, ..)| name.len()).max().unwrap_or(0);
    let widths = rows.iter().map(|(_, value, _)| value.chars().count());
    let values = widths.filter(|width| *width <= WIDEST).max().unwrap_or(0);
    let line = |(name, value, origin): &(&str, String, String)| {
        let value = harmless(value);
        format!("{}  {value:<values$}  {}", paint.heading(&format!("{name:<names$}")), paint.place(&harmless(origin)))
    };
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A JSON value as a person reads it; nothing for an empty one.
fn text(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Bool(on) => Some(if *on { "yes".to_owned() } else { "no".to_owned() }),
        other => Some(other.to_string()),
    }
}
