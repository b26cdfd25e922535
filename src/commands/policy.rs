//! The rules of a preset.

use crate::dockerfile::Dockerfile;
use crate::error::Error;
use crate::lint::{self, Context, Diagnostic, Group, Lines, Severity};
use crate::model::{Location, Note, RelPath};
use crate::pipeline::{DOCKERFILE, Generated, Survey};
use crate::policy::BrokenRule;
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
    if survey.preset.policies.is_empty() {
        return Ok(Vec::new());
    }
    let file = RelPath::parse(DOCKERFILE)?;
    let Some(text) = survey.tree.text(&file)? else { return Ok(Vec::new()) };
    let Ok(parsed) = Dockerfile::parse(&text) else { return Ok(Vec::new()) };
    let mut broken = survey.preset.broken_rules(&parsed);
    let mut found = broken.iter().map(diagnostic).collect::<Result<Vec<_>, _>>()?;
    let lines = Lines::new(&text);
    found.iter_mut().for_each(|found| found.locate(&lines));
    let settings = lint_settings(&survey.tree)?.unwrap_or_default().of_group(Group::Team);
    let context = Context::new(Some(&survey.tree), Some(DOCKERFILE));
    let left = lint::check_team(&text, &context, &settings, found);
    broken.retain(|rule| {
        let is_it = |found: &Diagnostic| found.rule == rule.broken.page && found.at.line == Some(rule.broken.line);
        left.iter().any(is_it)
    });
    Ok(broken)
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
