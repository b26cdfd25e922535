//! What a rule has found, and how it would be fixed.

use std::ops::Range;

use super::{Confidence, Fixes, Lines, Rule, Severity};
use crate::model::{Location, RelPath};

/// One finding, whoever made it: a lint rule, the simulated build, or a preset's policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub rule: &'static Rule,
    pub severity: Severity,
    pub confidence: Confidence,
    pub at: Location,
    /// The bytes of that file that are shown with a caret below.
    pub span: Range<usize>,
    /// The instruction that leads there, for a finding in another file than the one that is looked at.
    /// `None` if it is in the file itself.
    pub also_at: Option<Location>,
    /// The stage at whose step it shows. `None` if it is outside of all stages.
    pub stage: Option<String>,
    /// One sentence without a full stop, things named in backticks.
    pub message: String,
    /// What to do about it. `None` if there is no advice.
    pub help: Option<String>,
    pub fix: Option<Fix>,
    /// The start of the container fails.
    pub is_of_start: bool,
}

/// A change of the text that takes the finding away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    pub is_safe: bool,
    pub edits: Vec<Edit>,
}

/// Bytes of the file and what takes their place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub span: Range<usize>,
    pub text: String,
}

impl Edit {
    pub fn replace(span: Range<usize>, text: impl Into<String>) -> Self {
        Self { span, text: text.into() }
    }

    pub fn insert(at: usize, text: impl Into<String>) -> Self {
        Self { span: at..at, text: text.into() }
    }
}

/// Collects the findings of one rule.
#[derive(Debug)]
pub struct Findings {
    rule: &'static Rule,
    severity: Severity,
    list: Vec<Diagnostic>,
}

impl Findings {
    pub(super) fn new(rule: &'static Rule, severity: Severity) -> Self {
        Self { rule, severity, list: Vec::new() }
    }

    /// The findings with the file and the line that they are in.
    pub(super) fn placed(mut self, lines: &Lines<'_>, place: &str) -> Vec<Diagnostic> {
        let file = RelPath::parse(place).unwrap_or_else(|_| RelPath::root());
        for found in &mut self.list {
            found.at = Location::line(file.clone(), lines.line_of(found.span.start));
        }
        self.list
    }

    /// Adds a finding; what is said about it further is added to what this gives.
    pub(super) fn add(&mut self, span: Range<usize>, message: impl Into<String>) -> &mut Diagnostic {
        let (rule, severity) = (self.rule, self.severity);
        let found = Diagnostic { severity, span, ..Diagnostic::new(rule, Location::file(RelPath::root()), message, None) };
        self.list.push(found);
        let last = self.list.len() - 1;
        &mut self.list[last]
    }
}

impl Diagnostic {
    /// A finding at a line; its bytes are those of the line, which `locate` fills in.
    pub fn at(rule: &'static Rule, at: Location, message: impl Into<String>, help: impl Into<String>) -> Self {
        Self::new(rule, at, message, Some(help.into()))
    }

    fn new(rule: &'static Rule, at: Location, message: impl Into<String>, help: Option<String>) -> Self {
        Self {
            rule,
            severity: rule.severity,
            confidence: Confidence::High,
            at,
            span: 0..0,
            also_at: None,
            stage: None,
            message: message.into(),
            help,
            fix: None,
            is_of_start: false,
        }
    }

    /// The same with the instruction that leads to the file.
    #[must_use]
    pub fn because_of(self, at: Location) -> Self {
        Self { also_at: Some(at), ..self }
    }

    /// The same as a warning, where the rule weighs more.
    #[must_use]
    pub fn warning(self) -> Self {
        Self { severity: self.severity.min(Severity::Warning), ..self }
    }

    /// What is wrong, and in which stage.
    pub fn sentence(&self) -> String {
        match &self.stage {
            Some(stage) => format!("{}, in stage `{stage}`", self.message),
            None => self.message.clone(),
        }
    }

    /// Fills in the bytes of the line that the finding names: the line without white space around it.
    pub fn locate(&mut self, lines: &Lines<'_>) {
        let line = self.at.line.unwrap_or(1);
        let (range, text) = (lines.range(line), lines.text(line));
        let start = range.start + text.len() - text.trim_start().len();
        self.span = start..start + text.trim().len();
    }

    pub(super) fn help(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn confidence(&mut self, confidence: Confidence) -> &mut Self {
        self.confidence = confidence;
        self
    }

    /// Lets the finding weigh less than others of its rule; what a person has chosen for the rule stays.
    pub(super) fn at_most(&mut self, severity: Severity) -> &mut Self {
        if self.severity == self.rule.severity {
            self.severity = self.severity.min(severity);
        }
        self
    }

    /// Adds the edits as a fix of the kind that the rule states.
    pub(super) fn edits(&mut self, edits: Vec<Edit>) -> &mut Self {
        if self.rule.fixes != Fixes::None && !edits.is_empty() {
            self.fix = Some(Fix { is_safe: self.rule.fixes == Fixes::Safe, edits });
        }
        self
    }

    pub(super) fn edit(&mut self, span: Range<usize>, text: impl Into<String>) -> &mut Self {
        self.edits(vec![Edit::replace(span, text)])
    }
}
