//! A source file as a syntax tree.

use ruff_python_ast::{ModModule, Stmt};
use ruff_python_parser::{ParseOptions, Parsed, parse_unchecked, parse_unchecked_source};
use ruff_text_size::TextSize;

use crate::model::{Location, PythonVersion, RelPath, Text};

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

    /// Why the Python cannot read the file, and where. `None` if it can, or the file was not parsed at all.
    pub fn error_on(&self, python: PythonVersion) -> Option<(String, TextSize)> {
        if self.refused {
            return None;
        }
        if let Some(error) = self.parsed.errors().first() {
            return Some((error.error.to_string(), error.location.start()));
        }
        let target = ruff_python_ast::PythonVersion { major: python.major, minor: python.minor };
        // Nothing that the parser knows is newer than its newest version.
        if target >= ruff_python_ast::PythonVersion::latest() {
            return None;
        }
        let options = ParseOptions::from(ruff_python_ast::PySourceType::Python).with_target_version(target);
        let parsed = parse_unchecked(&self.text, options);
        let error = parsed.unsupported_syntax_errors().first()?;
        Some((error.to_string(), error.range.start()))
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
