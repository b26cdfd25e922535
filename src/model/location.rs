//! Where something was read.

use std::fmt;

use serde::Serialize;

use super::RelPath;

/// A file of the project and, where one is known, a line in it. Ex) `pyproject.toml:12`
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Location {
    pub file: RelPath,
    /// Counted from 1. `None` if the whole file is meant.
    pub line: Option<usize>,
}

impl Location {
    pub fn file(file: RelPath) -> Self {
        Self { file, line: None }
    }

    pub fn line(file: RelPath, line: usize) -> Self {
        Self { file, line: Some(line) }
    }

    /// The line that holds the byte at `offset` of `text`.
    pub fn at_offset(file: RelPath, text: &str, offset: usize) -> Self {
        let end = offset.min(text.len());
        Self::line(file, 1 + memchr::memchr_iter(b'\n', &text.as_bytes()[..end]).count())
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}", self.file),
            None => write!(f, "{}", self.file),
        }
    }
}
