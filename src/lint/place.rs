//! Where a byte stands, as a person counts: by lines and columns.

use std::ops::Range;

/// The lines of a text, to look bytes up in.
#[derive(Debug)]
pub struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

/// A place in a text, counted from 1; the column counts characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinePlace {
    pub line: usize,
    pub column: usize,
}

impl<'a> Lines<'a> {
    pub fn new(text: &'a str) -> Self {
        let starts = std::iter::once(0).chain(text.match_indices('\n').map(|(index, _)| index + 1)).collect();
        Self { text, starts }
    }

    /// The number of the line that holds the byte.
    pub fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset)
    }

    pub fn place(&self, offset: usize) -> LinePlace {
        let line = self.line_of(offset);
        let start = self.starts[line - 1];
        let before = self.text.get(start..offset).unwrap_or_default();
        LinePlace { line, column: before.chars().count() + 1 }
    }

    /// The bytes of a line without its line break; a line that is not there is empty.
    pub fn range(&self, line: usize) -> Range<usize> {
        let Some(start) = line.checked_sub(1).and_then(|index| self.starts.get(index)).copied() else {
            return self.text.len()..self.text.len();
        };
        let end = self.starts.get(line).map_or(self.text.len(), |next| next - 1);
        let text = &self.text[start..end.max(start)];
        start..start + text.strip_suffix('\r').unwrap_or(text).len()
    }

    pub fn text(&self, line: usize) -> &'a str {
        &self.text[self.range(line)]
    }

    /// The bytes of a line with its line break.
    pub fn whole(&self, line: usize) -> Range<usize> {
        let start = self.range(line).start;
        start..self.starts.get(line).copied().unwrap_or(self.text.len())
    }

    /// How many lines there are; a line break at the end opens none.
    pub fn count(&self) -> usize {
        if self.text.ends_with('\n') { self.starts.len() - 1 } else { self.starts.len() }
    }
}
