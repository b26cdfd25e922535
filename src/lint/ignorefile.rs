//! A `.dockerignore` as rules see it.

use super::context::Context;
use super::place::Lines;
use crate::dockerfile::{IgnoreError, IgnoreFile};

/// Everything that a rule about `.dockerignore` may look at.
pub struct IgnoreDocument<'a> {
    pub text: &'a str,
    /// The patterns, or the line for which the build would fail.
    pub parsed: Result<IgnoreFile, IgnoreError>,
    pub context: &'a Context<'a>,
    lines: Lines<'a>,
}

impl<'a> IgnoreDocument<'a> {
    pub(super) fn new(text: &'a str, context: &'a Context<'a>) -> Self {
        Self { text, parsed: IgnoreFile::parse(text), context, lines: Lines::new(text) }
    }

    pub fn lines(&self) -> &Lines<'a> {
        &self.lines
    }

    /// The bytes of a line that count: without white space around them.
    pub fn trimmed(&self, line: usize) -> std::ops::Range<usize> {
        let range = self.lines.range(line);
        let text = &self.text[range.clone()];
        let start = range.start + text.len() - text.trim_start().len();
        start..start + text.trim().len()
    }
}
