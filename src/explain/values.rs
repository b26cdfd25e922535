//! The facts that stand in a line, each with where it comes from.

use crate::detect::Detected;
use crate::facts::{ProjectFacts, QUESTIONS, Question, SETTINGS, Shown, Takes};
use crate::model::{Finding, InstallTool, Location, Origin};

use super::line::{Change, LineFact};

/// The values of these facts; of a list, those that the line holds, else those that its step holds.
pub(super) fn of(ids: &[String], line: &str, step: &str, facts: &ProjectFacts, detected: &Detected) -> Vec<LineFact> {
    let mut found = Vec::new();
    for question in questions(ids) {
        let values = match question.shown(facts) {
            Shown::One(..) => question.values(facts),
            Shown::Many(values) => {
                let held_by = |text: &str| -> Vec<(String, Origin)> {
                    values.iter().filter(|(value, _)| holds(text, value)).cloned().collect()
                };
                let here = held_by(line);
                if here.is_empty() { held_by(step) } else { here }
            }
        };
        found.extend(values.into_iter().map(|(value, origin)| LineFact {
            why: seen(question.id, &value, &origin, facts, detected),
            id: question.id.to_owned(),
            value,
            origin,
        }));
    }
    found
}

/// The flags and settings that change the facts.
pub(super) fn changes(ids: &[String], settings: &[String]) -> Vec<Change> {
    let flags = questions(ids).map(|question| {
        let flag = match question.takes {
            Takes::Switch => format!("--{0}, --no-{0}", question.flag),
            Takes::One | Takes::Many => format!("--{} {}", question.flag, question.value),
        };
        Change { flag, help: question.help.to_owned() }
    });
    let settings = SETTINGS.iter().filter(|(key, _)| settings.iter().any(|setting| setting == key));
    let settings = settings.map(|(key, help)| Change { flag: format!("--set {key}=…"), help: (*help).to_owned() });
    flags.chain(settings).collect()
}

fn questions(ids: &[String]) -> impl Iterator<Item = &'static Question> {
    ids.iter().filter_map(|id| QUESTIONS.iter().find(|question| question.id == id))
}

/// Whether the value stands in the text as a word of its own; of `key=value`, the key does.
fn holds(text: &str, value: &str) -> bool {
    let word = value.split_once('=').map_or(value, |(key, _)| key);
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    text.match_indices(word).any(|(start, _)| {
        let before = text[..start].chars().next_back();
        let after = text[start + word.len()..].chars().next();
        !word.is_empty() && !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

/// What the detector saw at the place that the fact names.
fn seen(id: &str, value: &str, origin: &Origin, facts: &ProjectFacts, detected: &Detected) -> Option<String> {
    let Origin::Detected { at } = origin else { return None };
    if id == "installer" && value == InstallTool::Uv.to_string() {
        return Some("every line is pinned, and uv takes a fraction of pip's time".to_owned());
    }
    let chosen = match id {
        "name" => Some(parts(&detected.name)),
        "python" => detected.python.chosen.as_ref().map(parts),
        "manager" | "manifest" => detected.manager.chosen.as_ref().map(parts),
        "framework" | "entrypoint" | "command" | "port" | "health" | "env" => detected.start.chosen.as_ref().map(parts),
        "test" | "dev" | "test-command" => detected.tests.suite.as_ref().map(parts),
        "build-packages" | "run-packages" => {
            let asks = facts.native.reasons.iter().filter(|reason| reason.at == *at);
            let of = |packages: &[crate::model::SystemPackage]| packages.iter().any(|package| package.to_string() == value);
            let mut asks = asks.filter(|reason| of(&reason.build) || of(&reason.run));
            return asks.next().map(|reason| reason.why.clone());
        }
        _ => None,
    };
    chosen.filter(|(place, _)| *place == at).map(|(_, why)| why.to_owned())
}

fn parts<T>(finding: &Finding<T>) -> (&Location, &str) {
    (&finding.at, &finding.why)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_as_a_word() {
        for (text, value, expected) in [
            ("COPY shop shop", "shop", true),
            ("COPY shopping shopping", "shop", false),
            ("    && apt-get install libpq-dev libpq5 \\", "libpq5", true),
            ("    && apt-get install libpq5-dev", "libpq5", false),
            ("LABEL org.opencontainers.image.title=\"shop\"", "org.opencontainers.image.title=shop", true),
            ("ENV A=1", "B=1", false),
            ("ENV A=1", "", false),
        ] {
            assert_eq!(holds(text, value), expected, "{text} {value}");
        }
    }
}
