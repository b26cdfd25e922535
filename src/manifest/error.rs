//! What can be wrong with a manifest.

use crate::model::{InvalidValue, Location};
use crate::tree::TreeError;

/// A manifest that cannot be read as its format.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// Ex) "pyproject.toml:12: invalid TOML: expected `=`"
    #[error("{at}: {problem}")]
    Invalid { at: Location, problem: String, hint: Option<String> },
}

impl ManifestError {
    pub(super) fn invalid(at: Location, problem: impl Into<String>) -> Self {
        Self::Invalid { at, problem: problem.into(), hint: None }
    }

    /// What a person can do about it. `None` if no advice is known.
    pub fn advice(&self) -> Option<&str> {
        match self {
            Self::Invalid { hint, .. } => hint.as_deref(),
            Self::Tree(error) => error.hint.as_deref(),
        }
    }

    pub(super) fn hint(self, advice: impl Into<String>) -> Self {
        match self {
            Self::Invalid { at, problem, .. } => Self::Invalid { at, problem, hint: Some(advice.into()) },
            Self::Tree(error) => Self::Tree(error),
        }
    }
}

/// Text from a user's file, made fit for a message: control characters escaped, cut where it is very long.
pub(super) fn shown(text: &str) -> String {
    InvalidValue::new("text", text, "text").found
}
