//! The comments at the very top that steer the parser. Ex) `# syntax=docker/dockerfile:1`
//!
//! ```text
//! directive = "#" space* name space* "=" space* value      name is syntax, escape or check, in any case
//! ```
//! The first line that is anything else, even a blank one, ends them. Left out: the forms that only choose a frontend,
//! which are a line below `#!`, `// syntax=…` and `{"syntax": …}`.

use super::ParseProblem;

/// A parser directive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Directive {
    pub kind: DirectiveKind,
    /// What follows `=`, trimmed. Ex) `docker/dockerfile:1`
    pub value: String,
    pub line: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DirectiveKind {
    /// The frontend image that reads the file.
    Syntax,
    /// The character that escapes and that continues a line.
    Escape,
    /// How build checks are treated. Ex) `error=true`
    Check,
}

impl DirectiveKind {
    const fn name(self) -> &'static str {
        match self {
            Self::Syntax => "syntax",
            Self::Escape => "escape",
            Self::Check => "check",
        }
    }
}

/// Reads directives line by line until they end.
#[derive(Default)]
pub(super) struct DirectiveReader {
    is_done: bool,
    pub(super) found: Vec<Directive>,
}

impl DirectiveReader {
    /// Takes the next line of the file, without white space in front.
    pub(super) fn read(&mut self, text: &str, line: usize) -> Result<Option<&Directive>, ParseProblem> {
        if self.is_done {
            return Ok(None);
        }
        let Some((kind, value)) = split(text) else {
            self.is_done = true;
            return Ok(None);
        };
        if self.found.iter().any(|known| known.kind == kind) {
            return Err(ParseProblem::DuplicateDirective(kind.name()));
        }
        self.found.push(Directive { kind, value: value.to_owned(), line });
        Ok(self.found.last())
    }
}

fn split(text: &str) -> Option<(DirectiveKind, &str)> {
    let (name, value) = text.strip_prefix('#')?.trim_start().split_once('=')?;
    // BuildKit's pattern asks for one character at least, and lets a blank one be it only if nothing else is there.
    let value = value.trim();
    let name = name.trim_end();
    let kind = [DirectiveKind::Syntax, DirectiveKind::Escape, DirectiveKind::Check]
        .into_iter()
        .find(|kind| kind.name().eq_ignore_ascii_case(name))?;
    (!value.is_empty()).then_some((kind, value))
}
