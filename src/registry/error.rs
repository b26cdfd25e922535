//! Why a registry gave no digest.

use url::Url;

use crate::http::{Failure, FailureKind, shown};

/// A question to a registry that was not answered. No address in it holds credentials.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{url}: {problem}{}", earlier(.mirrors))]
pub struct RegistryError {
    pub kind: RegistryErrorKind,
    /// The address that was asked, without credentials.
    pub url: String,
    pub problem: String,
    /// What a person can do about it.
    pub hint: String,
    /// What the mirrors said that were asked before.
    pub mirrors: Vec<String>,
}

/// What a caller may want to tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RegistryErrorKind {
    /// The registry has no such image or tag.
    Unknown,
    /// The registry wants other credentials, or the proxy does.
    Forbidden,
    /// It took too long.
    TimedOut,
    /// No connection: the name, the network or the proxy.
    Unreachable,
    /// The server's certificate is not one to trust.
    Untrusted,
    /// The server hung up.
    BrokenOff,
    /// The server answered with an error of its own.
    Refused,
    /// The answer is not what a registry says.
    Invalid,
    /// The image's name, or the address of a mirror, is not one.
    Name,
}

const WITHOUT: &str = "omit digests with `--no-pin-digests`, or `check` without `--online`";

impl RegistryError {
    pub(super) fn new(kind: RegistryErrorKind, url: &Url, problem: impl Into<String>) -> Self {
        use RegistryErrorKind::{BrokenOff, Forbidden, Invalid, Name, Refused, TimedOut, Unknown, Unreachable, Untrusted};
        let hint = match kind {
            Unknown => format!("check the image's name and tag, or {WITHOUT}"),
            Forbidden => format!("check the name; `docker login` keeps the credentials that are taken here; else {WITHOUT}"),
            TimedOut | Unreachable => format!("check the connection and the proxy variables, or {WITHOUT}"),
            Untrusted => "name a file with your company's certificate authority in `SSL_CERT_FILE`".to_owned(),
            BrokenOff | Refused | Invalid => format!("try again later, or {WITHOUT}"),
            Name => "check the name of the image".to_owned(),
        };
        Self { kind, url: shown(url), problem: problem.into(), hint, mirrors: Vec::new() }
    }

    /// Of something that has no address. Ex) a name
    pub(super) fn name(what: impl Into<String>, problem: impl Into<String>, hint: &str) -> Self {
        let (kind, hint) = (RegistryErrorKind::Name, hint.to_owned());
        Self { kind, url: what.into(), problem: problem.into(), hint, mirrors: Vec::new() }
    }

    pub(super) fn failed(url: &Url, failure: Failure) -> Self {
        let kind = match failure.kind {
            FailureKind::TimedOut => RegistryErrorKind::TimedOut,
            FailureKind::Unreachable | FailureKind::Environment => RegistryErrorKind::Unreachable,
            FailureKind::Untrusted => RegistryErrorKind::Untrusted,
            FailureKind::BrokenOff => RegistryErrorKind::BrokenOff,
            FailureKind::NotHttp => RegistryErrorKind::Invalid,
        };
        Self::new(kind, url, failure.problem)
    }

    /// What a status means that is none of success.
    pub(super) fn status(url: &Url, status: u16) -> Self {
        use RegistryErrorKind::{Forbidden, Refused, Unknown};
        let (kind, problem) = match status {
            401 | 403 => (Forbidden, format!("authentication failed (status {status})")),
            404 => (Unknown, "the registry has no such image (status 404)".to_owned()),
            407 => (Forbidden, "proxy authentication required (status 407)".to_owned()),
            429 => (Refused, "too many requests (status 429)".to_owned()),
            status => (Refused, format!("the server answers with status {status}")),
        };
        let error = Self::new(kind, url, problem);
        match status {
            407 => Self { hint: "put the user name and password into the address of the proxy".to_owned(), ..error },
            429 => Self { hint: format!("`docker login` raises the limit; {}", error.hint), ..error },
            _ => error,
        }
    }

    /// Adds why there were no credentials to send.
    pub(super) fn because(mut self, problem: Option<String>) -> Self {
        if let Some(problem) = problem {
            self.problem = format!("{}; {problem}", self.problem);
        }
        self
    }
}

fn earlier(mirrors: &[String]) -> String {
    if mirrors.is_empty() { String::new() } else { format!(" (mirrors before it: {})", mirrors.join("; ")) }
}
