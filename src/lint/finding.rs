//! What a rule has found, and how it would be mended.

use std::ops::Range;

use super::{Confidence, Fixes, Rule, Severity};

/// One finding.
#[derive(Debug, Clone)]
pub struct Finding {
    pub rule: &'static Rule,
    pub severity: Severity,
    pub confidence: Confidence,
    /// The bytes of the file that are shown with a caret below.
    pub span: Range<usize>,
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    pub fix: Option<Fix>,
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
    list: Vec<Finding>,
}

impl Findings {
    pub(super) fn new(rule: &'static Rule, severity: Severity) -> Self {
        Self { rule, severity, list: Vec::new() }
    }

    pub(super) fn into_list(self) -> Vec<Finding> {
        self.list
    }

    /// Adds a finding; what is said about it further is added to what this gives.
    pub(super) fn add(&mut self, span: Range<usize>, message: impl Into<String>) -> &mut Finding {
        let (rule, severity, confidence) = (self.rule, self.severity, Confidence::High);
        let finding = Finding { rule, severity, confidence, span, message: message.into(), help: None, fix: None };
        self.list.push(finding);
        let last = self.list.len() - 1;
        &mut self.list[last]
    }
}

impl Finding {
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
