//! A source file as a syntax tree.

use ruff_python_ast::{ModModule, Stmt};
use ruff_python_parser::{Parsed, parse_unchecked_source};
use ruff_text_size::TextSize;

use crate::model::{Location, RelPath, Text};

/// One parsed source file.
pub struct SourceFile {
    pub path: RelPath,
    pub text: Text,
    parsed: Parsed<ModModule>,
    refused: bool,
}

impl SourceFile {
    /// Text that no person wrote, too deeply nested or too long, is taken for an empty file: the parser recurses without a
    /// limit of its own.
    pub fn parse(path: RelPath, text: Text) -> Self {
        #[cfg(test)]
        super::counted::note(&path);
        Self::parsed(path, text)
    }

    pub(super) fn parsed(path: RelPath, text: Text) -> Self {
        let refused = super::nesting::is_unreasonable(&text);
        let parsed = parse_unchecked_source(if refused { "" } else { &text }, ruff_python_ast::PySourceType::Python);
        Self { path, text, parsed, refused }
    }

    /// Whether the text was not parsed at all.
    pub fn is_refused(&self) -> bool {
        self.refused
    }

    /// The module's statements, as far as they could be parsed.
    pub fn statements(&self) -> &[Stmt] {
        &self.parsed.syntax().body
    }

    /// Whether the whole file parsed without an error.
    pub fn is_valid(&self) -> bool {
        self.parsed.errors().is_empty()
    }

    /// The line that holds the offset, trimmed and cut to what a message can show.
    pub fn line_at(&self, offset: TextSize) -> String {
        const LONGEST: usize = 80;
        let offset = offset.to_usize().min(self.text.len());
        let start = self.text[..offset].rfind('\n').map_or(0, |index| index + 1);
        let line = self.text[start..].lines().next().unwrap_or_default().trim();
        match line.char_indices().nth(LONGEST) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line.to_owned(),
        }
    }

    pub fn location(&self, offset: TextSize) -> Location {
        Location::at_offset(self.path.clone(), &self.text, offset.to_usize())
    }
}
