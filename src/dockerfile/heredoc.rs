//! Text that an instruction carries on the lines below it.
//!
//! ```text
//! opening  = digits? "<<" "-"? space* word            a word of the instruction's line; word may be quoted
//! body     = lines up to one that is the word alone   with `<<-`, tabs in front of it do not count
//! ```
//! A quote anywhere in the word keeps variables in the body from being expanded.

use super::ParseProblem;
use super::lines::Lines;
use super::word::{self, Quoting};

/// A heredoc of a `RUN`, `COPY` or `ADD`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heredoc {
    /// The word that ends it. Ex) `EOF`
    pub name: String,
    /// Whether tabs in front of each line are cut off, as `<<-` asks.
    pub chomp: bool,
    /// Whether variables in it are expanded; a quoted word forbids that.
    pub expand: bool,
    /// The lines as written, with their line breaks.
    pub content: String,
    /// The line on which its content begins, counted from 1.
    pub line: usize,
    /// The byte of the file at which its content begins.
    pub start: usize,
}

/// The heredocs that the arguments open, in order, still without content.
pub(super) fn openings(arguments: &str) -> Vec<Heredoc> {
    if !arguments.contains("<<") {
        return Vec::new();
    }
    // BuildKit reads this with the backslash, whatever the escape directive says, and finds none in a bad line.
    let words = word::split(arguments, '\\', Quoting::Keep).unwrap_or_default();
    words.iter().filter_map(|word| opening(word)).collect()
}

/// Reads one word as the opening of a heredoc. `None` if it opens none.
pub(super) fn opening(word: &str) -> Option<Heredoc> {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix("<<")?;
    let (rest, chomp) = rest.strip_prefix('-').map_or((rest, false), |rest| (rest, true));
    let raw = rest.trim_start();
    if raw.is_empty() || raw.contains('<') {
        return None;
    }
    let names = word::split(raw, '\\', Quoting::Remove).ok()?;
    let [name] = names.as_slice() else { return None };
    let quotes = |text: &str| text.matches(['\'', '"']).count();
    Some(Heredoc { name: name.clone(), chomp, expand: quotes(raw) == quotes(name), content: String::new(), line: 0, start: 0 })
}

/// Fills in the content from the lines that follow; gives the byte at which the terminator ends.
pub(super) fn read_body(heredoc: &mut Heredoc, lines: &mut Lines<'_>, file: &str) -> Result<usize, ParseProblem> {
    heredoc.line = lines.taken() + 1;
    let mut start = None;
    while let Some(line) = lines.take()? {
        let start = *start.get_or_insert(line.start);
        let candidate = if heredoc.chomp { line.text.trim_start_matches('\t') } else { line.text };
        if candidate == heredoc.name {
            file[start..line.start].clone_into(&mut heredoc.content);
            heredoc.start = start;
            return Ok(line.end());
        }
    }
    Err(ParseProblem::UnterminatedHeredoc(heredoc.name.clone()))
}
