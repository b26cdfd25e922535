//! What preflight finds.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::model::Location;

/// One reason why the image does not build or the container does not run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// A stable name. Ex) `source-missing`
    pub id: &'static str,
    pub severity: Severity,
    pub at: Location,
    /// The stage at whose step it shows; nothing for what concerns no stage.
    pub stage: Option<String>,
    /// One sentence without a full stop, things named in backticks.
    pub message: String,
    /// What to do about it.
    pub hint: String,
    /// It is the container's start that fails.
    #[serde(skip)]
    pub of_start: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The build or the run fails.
    Error,
    /// It probably does, or the image holds what it should not.
    Warning,
}

impl Problem {
    pub(super) fn error(id: &'static str, at: Location, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { id, severity: Severity::Error, at, stage: None, message: message.into(), hint: hint.into(), of_start: false }
    }

    pub(super) fn warning(id: &'static str, at: Location, message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(id, at, message, hint) }
    }
}

/// In the order of the files, each once.
pub(super) fn sorted(problems: Vec<Problem>) -> Vec<Problem> {
    let mut seen = BTreeSet::new();
    let mut problems: Vec<Problem> =
        problems.into_iter().filter(|problem| seen.insert((problem.id, problem.at.clone(), problem.message.clone()))).collect();
    problems.sort_by(|a, b| (&a.at, a.severity).cmp(&(&b.at, b.severity)));
    problems
}
