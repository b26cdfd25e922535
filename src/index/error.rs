//! Why an index gave no answer.

use std::io;

use crate::http::shown;

/// A question to an index that was not answered. No address in it holds credentials.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{url}: {problem}")]
pub struct IndexError {
    pub kind: IndexErrorKind,
    /// The address that was asked, without credentials.
    pub url: String,
    pub problem: String,
    /// What a person can do about it. `None` if there is no advice.
    pub hint: Option<String>,
}

/// What a caller may want to tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexErrorKind {
    /// No index that was asked has the project, or the file is gone (404, 410).
    Unknown,
    /// The index wants other credentials (401, 403, 407).
    Forbidden,
    /// It took too long.
    TimedOut,
    /// No connection: the name, the network, the proxy or the certificate.
    Unreachable,
    /// The server answered with an error of its own (5xx, 429) or an unexpected status.
    Refused,
    /// The answer is not what an index or an archive looks like.
    Invalid,
    /// The answer is larger than anything that is read, or the server sends whole files only.
    TooLarge,
    /// An archive of a format that is not read.
    Unsupported,
}

impl IndexError {
    pub(super) fn new(kind: IndexErrorKind, url: &url::Url, problem: impl Into<String>) -> Self {
        Self { kind, url: shown(url), problem: problem.into(), hint: None }
    }

    pub(super) fn invalid(url: &url::Url, problem: impl Into<String>) -> Self {
        Self::new(IndexErrorKind::Invalid, url, problem)
    }

    /// There was no index to ask.
    pub(super) fn nowhere(name: &crate::model::PackageName) -> Self {
        let (kind, url) = (IndexErrorKind::Unknown, name.to_string());
        Self { kind, url, problem: "no package index is configured".to_owned(), hint: None }
    }

    pub(super) fn hint(self, advice: impl Into<String>) -> Self {
        Self { hint: Some(advice.into()), ..self }
    }

    /// Takes the error back out of a reader's, where it was put by [`IndexError::into_io`].
    pub(super) fn from_io(error: io::Error, url: &url::Url, what: &str) -> Self {
        match error.downcast::<Self>() {
            Ok(inner) => inner,
            Err(error) => Self::invalid(url, format!("{what}: {error}")),
        }
    }

    pub(super) fn into_io(self) -> io::Error {
        io::Error::other(self)
    }
}
