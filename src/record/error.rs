//! What can be wrong with `pydock.toml` and `pydock.lock`.

use crate::model::Location;
use crate::tree::TreeError;

/// A record that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// Ex) "pydock.toml:3: `prot` is not a flag of pydock"
    #[error("{at}: {problem}")]
    Invalid { at: Location, problem: String, hint: String },
    #[error("the file of answers `{0}` does not exist")]
    NoAnswers(String),
    /// There is no record to go by.
    #[error("there is no pydock.lock here")]
    Missing,
}

impl RecordError {
    pub(super) fn invalid(at: Location, problem: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Invalid { at, problem: problem.into(), hint: hint.into() }
    }

    /// `pydock.lock` says what pydock does not write.
    pub fn broken(at: Location, problem: impl Into<String>) -> Self {
        Self::invalid(at, problem, "take the file from git again, or delete it and run `pydock init --force`")
    }

    /// What a person can do about it. `None` if there is no advice.
    pub fn hint(&self) -> Option<&str> {
        match self {
            Self::Tree(error) => error.hint.as_deref(),
            Self::Invalid { hint, .. } => Some(hint),
            Self::NoAnswers(_) => Some("name a TOML file with the flags as its keys"),
            Self::Missing => Some("`pydock init` writes it together with the files"),
        }
    }
}
