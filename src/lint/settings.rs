//! Which rules are on, and what each weighs.

use super::{ALL, Confidence, Diagnostic, Group, Rule, Severity};
use crate::model::nearest;

/// The choice of rules.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// Nothing: those that are on by default.
    select: Option<Vec<&'static str>>,
    ignore: Vec<&'static str>,
    severity: Vec<(&'static str, Severity)>,
    /// Findings that are less sure are left out.
    min_confidence: Confidence,
}

/// A word that no rule is called by.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown rule `{}`", .word.escape_debug())]
pub struct UnknownRule {
    pub word: String,
}

impl UnknownRule {
    pub fn hint(&self) -> String {
        let groups = Group::ALL.iter().map(|group| group.as_str());
        let names = ALL.iter().flat_map(|rule| rule.names()).chain(["all", "default"]).chain(groups);
        let guess = nearest(&self.word, names).map(|name| format!("did you mean `{name}`? ")).unwrap_or_default();
        format!(
            "{guess}`pydock rule --all` lists the rules; names of BuildKit and hadolint rules, `all`, `default`, `style`, `build` and `team` are accepted too"
        )
    }
}

/// The rules that a person means by a word: a name, the id of a relative, a group, `all` or `default`.
fn called(word: &str) -> Result<Vec<&'static str>, UnknownRule> {
    let found: Vec<&'static str> = match word {
        "all" => ALL.iter().map(|rule| rule.name).collect(),
        "default" => ALL.iter().filter(|rule| is_usual(rule)).map(|rule| rule.name).collect(),
        word if Group::ALL.iter().any(|group| group.as_str() == word) => {
            ALL.iter().filter(|rule| rule.groups.iter().any(|group| group.as_str() == word)).map(|rule| rule.name).collect()
        }
        word => ALL.iter().filter(|rule| rule.is_called(word)).map(|rule| rule.name).collect(),
    };
    if found.is_empty() { Err(UnknownRule { word: word.to_owned() }) } else { Ok(found) }
}

/// Whether `pydock lint` looks at it where nobody has chosen.
fn is_usual(rule: &Rule) -> bool {
    rule.is_default && rule.is_in(Group::Style)
}

impl Settings {
    /// The same choice for the rules of a group: what is ignored stays ignored, and what is selected is for `pydock lint`.
    #[must_use]
    pub fn of_group(&self, group: Group) -> Self {
        let names = ALL.iter().filter(|rule| rule.is_in(group)).map(|rule| rule.name).collect();
        Self { select: Some(names), ..self.clone() }
    }

    /// Whether a rule is on that only a simulated build can answer.
    pub fn wants_build(&self) -> bool {
        self.rules().any(|rule| rule.groups == [Group::Build])
    }

    /// Whether a rule looks at the text itself.
    pub(super) fn looks(&self, is_simulated: bool) -> bool {
        self.rules().any(|rule| rule.is_in(Group::Style) && !(is_simulated && rule.is_in(Group::Build)))
    }

    /// A finding from outside of the rules as it counts here; `None` if its rule is off.
    pub(super) fn judged(&self, mut found: Diagnostic) -> Option<Diagnostic> {
        if let Some((_, severity)) = self.severity.iter().rev().find(|(name, _)| *name == found.rule.name) {
            found.severity = *severity;
        }
        self.has(found.rule).then_some(found)
    }

    /// Adds to what is selected; the first word replaces the default.
    pub fn select(&mut self, word: &str) -> Result<(), UnknownRule> {
        let found = called(word)?;
        self.select.get_or_insert_default().extend(found);
        Ok(())
    }

    /// Forgets what was selected before. Ex) a flag counts more than a file
    pub fn clear_selection(&mut self) {
        self.select = None;
    }

    pub fn ignore(&mut self, word: &str) -> Result<(), UnknownRule> {
        self.ignore.extend(called(word)?);
        Ok(())
    }

    pub fn set_severity(&mut self, word: &str, severity: Severity) -> Result<(), UnknownRule> {
        self.severity.extend(called(word)?.into_iter().map(|name| (name, severity)));
        Ok(())
    }

    pub fn set_min_confidence(&mut self, confidence: Confidence) {
        self.min_confidence = confidence;
    }

    pub fn min_confidence(&self) -> Confidence {
        self.min_confidence
    }

    /// The rules that are on.
    pub fn rules(&self) -> impl Iterator<Item = &'static Rule> + '_ {
        ALL.iter().copied().filter(|rule| self.has(rule))
    }

    pub fn has(&self, rule: &Rule) -> bool {
        let is_selected = self.select.as_ref().map_or(is_usual(rule), |names| names.contains(&rule.name));
        is_selected && !self.ignores(rule)
    }

    /// Whether the rule is off, whatever is selected.
    pub(super) fn ignores(&self, rule: &Rule) -> bool {
        self.ignore.contains(&rule.name)
    }

    pub fn severity(&self, rule: &Rule) -> Severity {
        self.severity.iter().rev().find(|(name, _)| *name == rule.name).map_or(rule.severity, |(_, severity)| *severity)
    }
}
