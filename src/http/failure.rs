//! A question that got no answer.

use std::io;

use url::Url;

/// Why there was no answer. Texts of ureq are kept where they cannot hold an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub kind: FailureKind,
    /// A sentence.
    pub problem: String,
}

/// What a caller may want to tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// It took too long.
    TimedOut,
    /// No connection: the name, the network, the proxy, or a server that speaks something else.
    Unreachable,
    /// The server's certificate is not one to trust.
    Untrusted,
    /// The server hung up.
    BrokenOff,
    /// The answer is not one of HTTP.
    NotHttp,
    /// A variable of the environment names a file or a proxy that cannot be used.
    Environment,
}

impl Failure {
    pub fn new(kind: FailureKind, problem: impl Into<String>) -> Self {
        Self { kind, problem: problem.into() }
    }
}

impl From<&ureq::Error> for Failure {
    fn from(error: &ureq::Error) -> Self {
        use FailureKind::{BrokenOff, NotHttp, TimedOut, Unreachable, Untrusted};
        let secure = |text: String| Self::new(trust(&text), format!("no secure connection: {text}"));
        match error {
            ureq::Error::Timeout(_) => Self::new(TimedOut, "the server timed out"),
            ureq::Error::HostNotFound => Self::new(Unreachable, "unknown host"),
            ureq::Error::Io(io) if is_timeout(io) => Self::new(TimedOut, "the server timed out"),
            ureq::Error::Io(io) if closed(io) => Self::new(BrokenOff, "the server closed the connection"),
            ureq::Error::Io(io) => {
                let text = io.to_string();
                let kind = if text.contains("ertificate") { Untrusted } else { Unreachable };
                Self::new(kind, format!("cannot connect: {text}"))
            }
            ureq::Error::Rustls(tls) => secure(tls.to_string()),
            ureq::Error::Tls(tls) => secure((*tls).to_owned()),
            ureq::Error::ConnectProxyFailed(_) => Self::new(Unreachable, "the proxy refuses to connect to this host"),
            ureq::Error::ConnectionFailed => Self::new(Unreachable, "cannot connect"),
            ureq::Error::Protocol(_) | ureq::Error::Http(_) | ureq::Error::LargeResponseHeader(..) => {
                Self::new(NotHttp, "the response is not HTTP")
            }
            _ => Self::new(Unreachable, "the request failed"),
        }
    }
}

/// A server that speaks no TLS at all is not one with a bad certificate.
fn trust(tls: &str) -> FailureKind {
    if tls.contains("corrupt message") { FailureKind::Unreachable } else { FailureKind::Untrusted }
}

fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock)
}

fn closed(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof)
}

/// The address for a message: without credentials, and without a query, which may be a signature that opens a file.
pub fn shown(url: &Url) -> String {
    let mut shown = url.clone();
    // Both fail only for addresses that cannot have credentials.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    shown.set_query(None);
    shown.set_fragment(None);
    shown.into()
}
