//! `.dockerignore`: which files of the build context the builder never sees.
//!
//! ```text
//! file = BOM? line*      line = "#" any* | blank | "!"? pattern
//! ```
//! A comment starts in the first column only; a pattern is trimmed, cleaned as a path, and loses a leading `/`. The last
//! pattern that matches a path or a folder above it decides. The rules are those of moby's `ignorefile` and
//! `patternmatcher` and of the walk that BuildKit makes with them.

use super::ignore_pattern::{BadPattern, IgnorePattern};
use crate::model::RelPath;

/// The patterns of a `.dockerignore`, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IgnoreFile {
    pub patterns: Vec<IgnorePattern>,
}

/// A line for which the build would fail.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: `{}` {problem}", .pattern.escape_debug())]
pub struct IgnoreError {
    pub line: usize,
    pub pattern: String,
    pub problem: &'static str,
}

impl IgnoreFile {
    pub fn parse(text: &str) -> Result<Self, IgnoreError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut patterns = Vec::new();
        for (index, line) in text.split('\n').enumerate() {
            let written = line.trim();
            if line.starts_with('#') || written.is_empty() {
                continue;
            }
            let line = index + 1;
            patterns.push(IgnorePattern::parse(written, line).map_err(|bad| IgnoreError {
                line,
                pattern: written.to_owned(),
                problem: match bad {
                    BadPattern::LoneException => "has no pattern after the `!`",
                    BadPattern::Syntax => "is not a pattern: a bracket is open or empty, or a backslash ends it",
                },
            })?);
        }
        Ok(Self { patterns })
    }

    /// Whether the builder never sees this path.
    pub fn is_ignored(&self, path: &RelPath) -> bool {
        self.decided_by(path).is_some_and(|pattern| !pattern.is_exception)
    }

    /// The pattern that decides about this path, if any matches it or a folder above it. `None` if none does.
    pub fn decided_by(&self, path: &RelPath) -> Option<&IgnorePattern> {
        let text = path.as_str();
        if text.is_empty() {
            return None;
        }
        // BuildKit carries from folder to folder which patterns have matched, and asks a pattern anew only when it could
        // change the verdict; so an exception that was of no use for a folder is not remembered below it.
        let ends = text.match_indices('/').map(|(index, _)| index).chain([text.len()]);
        let mut matched = vec![false; self.patterns.len()];
        let mut decider = None;
        for end in ends {
            let mut is_ignored = false;
            decider = None;
            for (pattern, matched) in self.patterns.iter().zip(&mut matched) {
                if !*matched && pattern.is_exception == is_ignored {
                    *matched = pattern.matches_text(&text[..end]);
                }
                if *matched {
                    is_ignored = !pattern.is_exception;
                    decider = Some(pattern);
                }
            }
        }
        decider
    }
}
