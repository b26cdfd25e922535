//! Walks over a script's characters, and reads words.

use std::ops::Range;

use super::ast::{List, Part, Word};
use super::parser::{self, ShellError};

/// Nothing that a person writes is nested deeper.
pub(super) const DEEPEST: usize = 40;

#[derive(Clone)]
pub(super) struct Scanner<'a> {
    pub(super) text: &'a str,
    pub(super) position: usize,
    /// How deep the substitution is in which this scanner reads.
    pub(super) depth: usize,
    /// Here-documents whose bodies begin on the next line: the word that ends each, and whether tabs count.
    pub(super) pending: Vec<(String, bool)>,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str, position: usize, depth: usize) -> Self {
        Self { text, position, depth, pending: Vec::new() }
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.position..]
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub(super) fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.position += c.len_utf8();
        Some(c)
    }

    pub(super) fn eat(&mut self, expected: &str) -> bool {
        let found = self.rest().starts_with(expected);
        if found {
            self.position += expected.len();
        }
        found
    }

    /// Skips blanks, comments and escaped line breaks, but no line break.
    pub(super) fn skip_blanks(&mut self) {
        loop {
            let rest = self.rest();
            if rest.starts_with("\\\n") {
                self.position += 2;
            } else if rest.starts_with("\\\r\n") {
                self.position += 3;
            } else if rest.starts_with([' ', '\t', '\r']) {
                self.position += 1;
            } else if rest.starts_with('#') {
                self.position += rest.find('\n').unwrap_or(rest.len());
            } else {
                return;
            }
        }
    }

    /// Takes a line break, and the bodies of the here-documents that the line before has opened.
    pub(super) fn line_break(&mut self) -> bool {
        if !self.eat("\n") {
            return false;
        }
        for (name, tabs) in std::mem::take(&mut self.pending) {
            loop {
                let rest = self.rest();
                if rest.is_empty() {
                    break;
                }
                let length = rest.find('\n').map_or(rest.len(), |index| index + 1);
                let line = rest[..length].trim_end_matches(['\r', '\n']);
                self.position += length;
                if (if tabs { line.trim_start_matches('\t') } else { line }) == name {
                    break;
                }
            }
        }
        true
    }

    pub(super) fn error(&self, expected: &'static str) -> ShellError {
        ShellError { at: self.position, expected }
    }

    /// Whether a word starts here.
    pub(super) fn at_word(&self) -> bool {
        let rest = self.rest();
        match rest.chars().next() {
            None => false,
            Some('<' | '>') => rest[1..].starts_with('('),
            Some(c) => !ends_word(c),
        }
    }

    /// The word that starts here; `None` where none does.
    pub(super) fn word(&mut self) -> Result<Option<Word>, ShellError> {
        if !self.at_word() {
            return Ok(None);
        }
        let start = self.position;
        let mut word = Word::default();
        let mut literal = String::new();
        while let Some(c) = self.peek() {
            match c {
                '<' | '>' if self.rest()[1..].starts_with('(') => {
                    self.position += 1;
                    let list = self.parenthesised()?;
                    push(&mut word, &mut literal, Part::Substitution(list));
                }
                c if ends_word(c) => break,
                '\\' => {
                    self.bump();
                    match self.bump() {
                        Some('\n') => {}
                        Some(escaped) => {
                            word.is_quoted = true;
                            literal.push(escaped);
                        }
                        None => literal.push('\\'),
                    }
                }
                '\'' => {
                    self.bump();
                    word.is_quoted = true;
                    let length = self.rest().find('\'').ok_or_else(|| self.error("`'`"))?;
                    literal.push_str(&self.rest()[..length]);
                    self.position += length + 1;
                }
                '"' => {
                    self.bump();
                    word.is_quoted = true;
                    self.double_quoted(&mut word, &mut literal)?;
                }
                '$' if self.rest()[1..].starts_with('\'') => {
                    self.position += 2;
                    word.is_quoted = true;
                    self.ansi_quoted(&mut literal)?;
                }
                '$' | '`' => self.expansion(&mut word, &mut literal)?,
                c => {
                    self.bump();
                    literal.push(c);
                }
            }
        }
        if !literal.is_empty() || (word.parts.is_empty() && word.is_quoted) {
            word.parts.push(Part::Literal(literal));
        }
        word.span = start..self.position;
        Ok(Some(word))
    }

    fn double_quoted(&mut self, word: &mut Word, literal: &mut String) -> Result<(), ShellError> {
        loop {
            match self.peek().ok_or_else(|| self.error("`\"`"))? {
                '"' => {
                    self.bump();
                    return Ok(());
                }
                '$' | '`' => self.expansion(word, literal)?,
                '\\' => {
                    self.bump();
                    match self.bump() {
                        Some('\n') => {}
                        Some(c @ ('"' | '\\' | '$' | '`')) => literal.push(c),
                        Some(c) => literal.extend(['\\', c]),
                        None => return Err(self.error("`\"`")),
                    }
                }
                c => {
                    self.bump();
                    literal.push(c);
                }
            }
        }
    }

    fn ansi_quoted(&mut self, literal: &mut String) -> Result<(), ShellError> {
        loop {
            match self.bump().ok_or_else(|| self.error("`'`"))? {
                '\'' => return Ok(()),
                '\\' => literal.extend(self.bump()),
                c => literal.push(c),
            }
        }
    }

    /// What `$` or a backquote opens.
    fn expansion(&mut self, word: &mut Word, literal: &mut String) -> Result<(), ShellError> {
        let start = self.position;
        if self.eat("`") {
            let inside = self.backquoted()?;
            let list = parser::substitution(self, inside)?;
            push(word, literal, Part::Substitution(list));
        } else if self.eat("$((") {
            if self.skip_to_close(2).is_ok() {
                push(word, literal, Part::Arithmetic);
                return Ok(());
            }
            // Two subshells, one in the other.
            self.position = start + 1;
            let list = self.parenthesised()?;
            push(word, literal, Part::Substitution(list));
        } else if self.eat("$(") {
            self.position -= 1;
            let list = self.parenthesised()?;
            push(word, literal, Part::Substitution(list));
        } else if self.eat("${") {
            let name = self.braced()?;
            let written = self.text[start..self.position].to_owned();
            push(word, literal, Part::Variable { name, written });
        } else {
            self.bump();
            let name = self.name();
            if name.is_empty() {
                literal.push('$');
            } else {
                let written = self.text[start..self.position].to_owned();
                push(word, literal, Part::Variable { name, written });
            }
        }
        Ok(())
    }

    fn name(&mut self) -> String {
        let rest = self.rest();
        let is_special = |c: char| matches!(c, '@' | '*' | '#' | '?' | '-' | '$' | '!') || c.is_ascii_digit();
        let length = if rest.starts_with(is_special) {
            1
        } else {
            rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len())
        };
        self.position += length;
        rest[..length].to_owned()
    }

    /// Past `${`: gives the name, and goes behind the closing brace.
    fn braced(&mut self) -> Result<String, ShellError> {
        let prefix = if self.rest().starts_with(['#', '!']) && !self.rest()[1..].starts_with('}') { 1 } else { 0 };
        self.position += prefix;
        let name = self.name();
        let mut depth = 1_usize;
        let mut quote = None;
        loop {
            let c = self.bump().ok_or_else(|| self.error("`}`"))?;
            match (c, quote) {
                ('\\', _) => {
                    self.bump();
                }
                ('\'' | '"', None) => quote = Some(c),
                (c, Some(open)) if c == open => quote = None,
                ('{', None) if self.text[..self.position - 1].ends_with('$') => depth += 1,
                ('}', None) => {
                    depth -= 1;
                    if depth == 0 {
                        return Ok(name);
                    }
                }
                _ => {}
            }
        }
    }

    /// Past the opening backquote: the range inside, and goes behind the closing one.
    fn backquoted(&mut self) -> Result<Range<usize>, ShellError> {
        let start = self.position;
        loop {
            match self.bump().ok_or_else(|| self.error("a backquote"))? {
                '`' => return Ok(start..self.position - 1),
                '\\' => {
                    self.bump();
                }
                _ => {}
            }
        }
    }

    /// At `(`: the list inside, and goes behind `)`.
    fn parenthesised(&mut self) -> Result<List, ShellError> {
        if self.depth >= DEEPEST {
            return Err(self.error("fewer levels"));
        }
        self.position += 1;
        let mut inner = Self::new(self.text, self.position, self.depth + 1);
        let list = parser::list(&mut inner, &[")"])?;
        inner.skip_blanks();
        if !inner.eat(")") {
            return Err(inner.error("`)`"));
        }
        self.position = inner.position;
        Ok(list)
    }

    /// Goes behind as many closing parentheses as were opened.
    pub(super) fn skip_to_close(&mut self, open: usize) -> Result<(), ShellError> {
        let mut depth = open;
        let start = self.position;
        while depth > 0 {
            match self.bump() {
                Some('(') => depth += 1,
                Some(')') => depth -= 1,
                Some(';') if open == 2 && !self.text[start..].contains("))") => return Err(self.error("`))`")),
                Some(_) => {}
                None => return Err(self.error("`))`")),
            }
        }
        if open == 2 && !self.text[..self.position].ends_with("))") { Err(self.error("`))`")) } else { Ok(()) }
    }
}

fn push(word: &mut Word, literal: &mut String, part: Part) {
    if !literal.is_empty() {
        word.parts.push(Part::Literal(std::mem::take(literal)));
    }
    word.parts.push(part);
}

fn ends_word(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\r' | '\n' | ';' | '&' | '|' | '(' | ')' | '<' | '>')
}
