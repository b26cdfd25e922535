//! The rules of a preset.

use crate::dockerfile::Dockerfile;
use crate::error::Error;
use crate::model::{Location, Note, RelPath};
use crate::pipeline::{DOCKERFILE, Generated, Survey};
use crate::policy::BrokenRule;
use crate::report::{ExitStatus, Report};

/// How a run ends whose rendering breaks a rule: with each of them told, and nothing written.
pub fn refusal(generated: &Generated, report: &Report) -> Result<Option<ExitStatus>, Error> {
    if generated.broken.is_empty() {
        return Ok(None);
    }
    report.broken(&notes(&generated.broken)?);
    Ok(Some(ExitStatus::Found))
}

/// The rules that the project's own Dockerfile breaks. One that cannot be read as a Dockerfile keeps none of them, which the
/// build tells.
pub fn broken(survey: &Survey) -> Result<Vec<BrokenRule>, Error> {
    if survey.preset.policies.is_empty() {
        return Ok(Vec::new());
    }
    let text = survey.tree.text(&RelPath::parse(DOCKERFILE)?)?;
    let parsed = text.and_then(|text| Dockerfile::parse(&text).ok());
    Ok(parsed.map(|parsed| survey.preset.broken_rules(&parsed)).unwrap_or_default())
}

fn notes(rules: &[BrokenRule]) -> Result<Vec<Note>, Error> {
    let file = RelPath::parse(DOCKERFILE)?;
    let note = |rule: &BrokenRule| {
        let at = Location::line(file.clone(), rule.broken.line);
        Note::warning(sentence(rule)).at(at).hint(rule.broken.hint.clone())
    };
    Ok(rules.iter().map(note).collect())
}

pub fn sentence(rule: &BrokenRule) -> String {
    let BrokenRule { preset, broken } = rule;
    format!("{} breaks the rule `{}` of {preset}: expected {}", broken.found, broken.rule, broken.expected)
}
