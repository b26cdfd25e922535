//! The rules of a preset.

use crate::dockerfile::Dockerfile;
use crate::error::Error;
use crate::lint::{self, Brought, Context, Diagnostic, FileKind, Group, Lines, Severity};
use crate::model::{DOCKERFILE, Location, Note, RelPath};
use crate::pipeline::{Generated, Survey};
use crate::policy::BrokenRule;
use crate::preset::Preset;
use crate::record::lint_settings;
use crate::report::{ExitStatus, Report};

/// How a run ends whose rendering breaks a rule: with each of them told, and nothing written.
pub fn refusal(generated: &Generated, report: &Report) -> Result<Option<ExitStatus>, Error> {
    if generated.broken.is_empty() {
        return Ok(None);
    }
    let note = |rule: &BrokenRule| -> Result<Note, Error> {
        let found = diagnostic(rule)?;
        let note = Note::warning(found.message).at(found.at);
        Ok(found.help.iter().fold(note, |note, help| note.hint(help.clone())))
    };
    report.broken(&generated.broken.iter().map(note).collect::<Result<Vec<_>, _>>()?);
    Ok(Some(ExitStatus::Found))
}

/// The rules that the project's own Dockerfile breaks, less those that its comments or its settings suppress. One that cannot
/// be read as a Dockerfile keeps none of them, which the build tells.
pub fn broken(survey: &Survey) -> Result<Vec<BrokenRule>, Error> {
    let file = RelPath::parse(DOCKERFILE)?;
    let text = if survey.preset.policies.is_empty() { None } else { survey.tree.text(&file)? };
    let Some(text) = text else { return Ok(Vec::new()) };
    let mut broken = broken_by(&survey.preset, &text);
    let team = findings(&survey.preset, &text, &file)?;
    let settings = lint_settings(&survey.tree)?.unwrap_or_default().of_group(Group::Team);
    let context = Context::new(Some(&survey.tree), Some(DOCKERFILE));
    let left = lint::check(FileKind::Dockerfile, &text, &context, &settings, Brought { build: None, team: Some(team) });
    broken.retain(|rule| {
        let is_it = |found: &Diagnostic| found.rule == rule.broken.page && found.at.line == Some(rule.broken.line);
        left.iter().any(is_it)
    });
    Ok(broken)
}

/// What a preset's policy finds in the text of a Dockerfile, before settings and comments.
pub fn findings(preset: &Preset, text: &str, place: &RelPath) -> Result<Vec<Diagnostic>, Error> {
    let mut found = broken_by(preset, text).iter().map(diagnostic).collect::<Result<Vec<_>, _>>()?;
    let lines = Lines::new(text);
    for found in &mut found {
        found.at.file = place.clone();
        found.locate(&lines);
    }
    Ok(found)
}

fn broken_by(preset: &Preset, text: &str) -> Vec<BrokenRule> {
    if preset.policies.is_empty() {
        return Vec::new();
    }
    Dockerfile::parse(text).map(|parsed| preset.broken_rules(&parsed)).unwrap_or_default()
}

/// A broken rule as the finding that it is.
pub fn diagnostic(rule: &BrokenRule) -> Result<Diagnostic, Error> {
    let at = Location::line(RelPath::parse(DOCKERFILE)?, rule.broken.line);
    let found = Diagnostic::at(rule.broken.page, at, sentence(rule), rule.broken.hint.clone());
    // A team's rule is none that may be broken a little, however much the lint makes of the same thing.
    Ok(Diagnostic { severity: Severity::Error, ..found })
}

pub fn sentence(rule: &BrokenRule) -> String {
    let BrokenRule { preset, broken } = rule;
    format!("{} breaks the rule `{}` of {preset}: expected {}", broken.found, broken.rule, broken.expected)
}
