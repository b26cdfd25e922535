//! Facts as a table for people.

use crate::facts::{ProjectFacts, QUESTIONS, Shown};
use crate::model::{Origin, Start};
use crate::pipeline::Survey;

use super::{Paint, harmless};

/// One line for each fact that says something: name, value, where it came from.
pub fn table(facts: &ProjectFacts, paint: Paint) -> String {
    let rows = QUESTIONS.iter().map(|question| (question.id, (question.show)(facts)));
    let rows: Vec<(&str, String, Origin)> =
        rows.filter_map(|(id, Shown { value, origin })| Some((id, text(&value)?, origin))).collect();
    lines(rows.iter().map(|(id, value, origin)| (*id, value.as_str(), origin.to_string())), paint)
}

/// What was found, before anything is settled.
pub fn survey(survey: &Survey, paint: Paint) -> String {
    let detected = &survey.detected;
    let mut rows = vec![("name", detected.name.value.to_string(), detected.name.at.to_string())];
    if let Some(python) = &detected.python.chosen {
        rows.push(("python", python.value.to_string(), place(&python.at.to_string())));
    }
    if let Some(manager) = &detected.manager.chosen {
        rows.push(("manager", manager.value.manager.to_string(), place(&manager.at.to_string())));
    }
    if let Some(start) = &detected.start.chosen {
        rows.push(("framework", start.value.framework.to_string(), start.at.to_string()));
        rows.push(("command", start.value.command.to_string(), start.at.to_string()));
        rows.extend(start.value.port.map(|port| ("port", port.to_string(), start.at.to_string())));
    }
    if let Some(tests) = &detected.tests.suite {
        rows.push(("test-command", tests.value.command.to_string(), tests.at.to_string()));
    }
    lines(rows.iter().map(|(id, value, at)| (*id, value.as_str(), at.clone())), paint)
}

/// Candidates that were not chosen.
pub fn others(survey: &Survey, paint: Paint) -> String {
    let detected = &survey.detected;
    let mut text = String::new();
    for other in &detected.manager.others {
        text.push_str(&format!("not chosen: manager {} ({}: {})\n", other.value.manager, paint.place(&other.at.to_string()), harmless(&other.why)));
    }
    for other in &detected.start.others {
        let Start { framework, command, .. } = &other.value;
        let at = paint.place(&harmless(&other.at.to_string()));
        text.push_str(&format!("not chosen: {framework} {} ({at}: {})\n", harmless(&command.to_string()), harmless(&other.why)));
    }
    text
}

/// A statement about the whole folder has no place in it.
fn place(at: &str) -> String {
    if at == "." { Origin::Default.to_string() } else { at.to_owned() }
}

fn lines<'a>(rows: impl Iterator<Item = (&'a str, &'a str, String)> + Clone, paint: Paint) -> String {
    let widest = |lengths: &mut dyn Iterator<Item = usize>| lengths.max().unwrap_or(0);
    let names = widest(&mut rows.clone().map(|(name, ..)| name.len()));
    let values = widest(&mut rows.clone().map(|(_, value, _)| value.chars().count())).min(60);
    let line = |(name, value, origin): (&str, &str, String)| {
        let value = harmless(value);
        format!("{}  {value:<values$}  {}", paint.heading(&format!("{name:<names$}")), paint.place(&harmless(&origin)))
    };
    rows.map(line).collect::<Vec<_>>().join("\n")
}

/// A JSON value as a person reads it; nothing for an empty one.
fn text(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::Null => None,
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Array(values) if values.is_empty() => None,
        serde_json::Value::Array(values) => Some(values.iter().filter_map(text).collect::<Vec<_>>().join(" ")),
        serde_json::Value::Bool(on) => Some(if *on { "yes".to_owned() } else { "no".to_owned() }),
        other => Some(other.to_string()),
    }
}
