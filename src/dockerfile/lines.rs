//! Lines of the file, and the logical lines that continuation makes of them.
//!
//! ```text
//! logical line = first line, then, while a line ends in the escape character, the next one
//! ```
//! A line is continued when its last character, white space aside, is the escape character and the one before is not.
//! Comment lines and empty lines inside a continuation are dropped; the latter draw a warning from BuildKit.

use std::ops::Range;

use super::{Comment, ParseProblem};

/// BuildKit's scanner gives up on a longer line.
const LONGEST_LINE: usize = 65_535;

/// One line of the file.
#[derive(Clone, Copy)]
pub(super) struct SourceLine<'a> {
    /// Counted from 1.
    pub(super) number: usize,
    /// Where it starts in the file.
    pub(super) start: usize,
    /// Without its line break.
    pub(super) text: &'a str,
}

impl<'a> SourceLine<'a> {
    pub(super) fn trimmed_start(self) -> Self {
        let text = self.text.trim_start();
        Self { start: self.start + self.text.len() - text.len(), text, ..self }
    }

    pub(super) fn end(self) -> usize {
        self.start + self.text.len()
    }

    pub(super) fn comment(self) -> Option<Comment> {
        let text = self.text.trim_start().strip_prefix('#')?;
        Some(Comment { text: text.trim().to_owned(), line: self.number })
    }
}

/// Walks over the lines of a file.
pub(super) struct Lines<'a> {
    text: &'a str,
    position: usize,
    number: usize,
}

impl<'a> Lines<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let position = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        Self { text, position, number: 0 }
    }

    /// How many lines were taken.
    pub(super) fn taken(&self) -> usize {
        self.number
    }

    /// The next line, or nothing at the end.
    pub(super) fn take(&mut self) -> Result<Option<SourceLine<'a>>, ParseProblem> {
        let rest = &self.text[self.position..];
        if rest.is_empty() {
            return Ok(None);
        }
        let length = rest.find('\n').map_or(rest.len(), |index| index + 1);
        let text = rest[..length].trim_end_matches(['\r', '\n']);
        let start = self.position;
        self.position += length;
        self.number += 1;
        if text.len() > LONGEST_LINE {
            return Err(ParseProblem::LineTooLong);
        }
        Ok(Some(SourceLine { number: self.number, start, text }))
    }
}

/// Lines joined into the text of one instruction.
pub(super) struct LogicalLine {
    pub(super) text: String,
    pub(super) origins: Origins,
    pub(super) line: usize,
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) empty_continuations: Vec<usize>,
}

/// Which part of the joined text comes from where in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Origins(Vec<(usize, usize)>);

impl Origins {
    /// The place in the file of the byte at `offset` of the joined text.
    pub(super) fn source_offset(&self, offset: usize) -> usize {
        let index = self.0.partition_point(|(joined, _)| *joined <= offset).saturating_sub(1);
        self.0.get(index).map_or(0, |(joined, source)| source + (offset - joined))
    }

    /// The bytes of the file that these bytes of the joined text come from, and what lies between them in the file.
    pub(super) fn source_range(&self, range: &Range<usize>) -> Range<usize> {
        let start = self.source_offset(range.start);
        let end = if range.is_empty() { start } else { self.source_offset(range.end - 1) + 1 };
        start..end
    }
}

/// Joins `first` with the lines that continue it, or gives nothing when it is blank.
pub(super) fn join(
    first: SourceLine<'_>,
    lines: &mut Lines<'_>,
    escape: char,
    comments: &mut Vec<Comment>,
) -> Result<Option<LogicalLine>, ParseProblem> {
    let first = first.trimmed_start();
    let (text, mut continues) = cut_continuation(first.text, escape);
    if text.is_empty() && !continues {
        return Ok(None);
    }
    let mut joined = LogicalLine {
        text: text.to_owned(),
        origins: Origins(vec![(0, first.start)]),
        line: first.number,
        start: first.start,
        end: first.end(),
        empty_continuations: Vec::new(),
    };
    while continues && let Some(line) = lines.take()? {
        if let Some(comment) = line.comment() {
            comments.push(comment);
        } else if line.text.trim_start().is_empty() {
            joined.empty_continuations.push(line.number);
        } else {
            let text;
            (text, continues) = cut_continuation(line.text, escape);
            joined.origins.0.push((joined.text.len(), line.start));
            joined.text.push_str(text);
            joined.end = line.end();
        }
    }
    Ok(Some(joined))
}

fn cut_continuation(text: &str, escape: char) -> (&str, bool) {
    match text.trim_end_matches([' ', '\t']).strip_suffix(escape) {
        Some(before) if !before.ends_with(escape) => (before, true),
        _ => (text, false),
    }
}
