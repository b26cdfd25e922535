//! The facts that stand in a line, each with where it comes from.

use crate::detect::Detected;
use crate::facts::{ProjectFacts, Question, SETTINGS, Shown, Takes};
use crate::model::{FactId, Finding, InstallTool, Location, Origin};

use super::line::{Change, LineFact};

/// The values of these facts; of a list, those that the line holds, else those that its step holds.
pub(super) fn of(ids: &[FactId], line: &str, step: &str, facts: &ProjectFacts, detected: &Detected) -> Vec<LineFact> {
    let mut found = Vec::new();
    for question in ids.iter().copied().map(Question::of) {
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
            id: question.id.name().to_owned(),
            value,
            origin,
        }));
    }
    found
}

/// The flags and settings that change the facts.
pub(super) fn changes(ids: &[FactId], settings: &[String]) -> Vec<Change> {
    let flags = ids.iter().copied().map(Question::of).map(|question| {
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
fn seen(fact: FactId, value: &str, origin: &Origin, facts: &ProjectFacts, detected: &Detected) -> Option<String> {
    let Origin::Detected { at } = origin else { return None };
    if fact == FactId::Installer && value == InstallTool::Uv.to_string() {
        return Some("every line is pinned, and uv takes a fraction of pip's time".to_owned());
    }
    use FactId as F;
    let chosen = match fact {
        F::Name => Some(parts(&detected.name)),
        F::Python => detected.python.chosen.as_ref().map(parts),
        F::Manager | F::Manifest => detected.manager.chosen.as_ref().map(parts),
        F::Framework | F::Entrypoint | F::Command | F::Port | F::Health | F::Env => detected.start.chosen.as_ref().map(parts),
        F::Test | F::Dev | F::TestCommand => detected.tests.suite.as_ref().map(parts),
        F::BuildPackages | F::RunPackages => {
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
