//! A comment of a Dockerfile.

/// A comment line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// What follows `#`, trimmed.
    pub text: String,
    pub line: usize,
}
