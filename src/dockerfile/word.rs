//! A word as BuildKit's own small shell reads it: quotes, escapes and variables.
//!
//! ```text
//! part     = escape any | "'" … "'" | '"' part* '"' | "$" name | "${" name modifier? "}" | "<<" space* | any
//! modifier = ":"? ("-" | "+" | "?") word | ("#" | "##" | "%" | "%%") pattern | ("/" | "//") pattern "/" word
//! ```
//! It is the only reader of variables: what cuts lines into words, what fills values in and what asks which variables a text
//! uses all go through it. See `shell/lex.go` of BuildKit.

use std::iter::Peekable;
use std::ops::Range;
use std::str::CharIndices;

use super::word_pattern::{self, Ends};

/// What is known of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Known(String),
    /// It has a value, which the file does not say.
    Unknown,
    /// Nothing gives it a value.
    Unset,
}

/// A word with the values of its variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expanded {
    pub text: String,
    /// A variable whose value the file does not say; the text is incomplete then. `None` if every value is known.
    pub missing: Option<String>,
}

impl Expanded {
    /// The whole text, if it is known. `None` if a value is missing.
    pub fn known(&self) -> Option<&str> {
        self.missing.is_none().then_some(self.text.as_str())
    }
}

/// A `$NAME` or `${NAME…}` in a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VariableUse {
    pub name: String,
    /// Its bytes of the word.
    pub span: Range<usize>,
    /// What follows the name inside the braces. Ex) `:-slim`
    pub modifier: String,
}

/// What happens to quotes and escape characters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    /// They are taken out, and what they protect stays.
    Remove,
    /// They stay, so that a word can be read once more.
    Keep,
    /// They are characters like any other: the text has been through another shell.
    None,
}

/// A quote or a `${` without its end, or a substitution that BuildKit does not know.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadWord;

/// More braces inside one another are only made to take the stack.
const DEEPEST: usize = 32;
/// A value that doubles with each line is not followed any longer than this.
const LONGEST: usize = 1 << 16;

type Lookup<'a> = &'a dyn Fn(&str) -> Value;

/// The word with its variables filled in and its quotes taken out.
pub fn expand(text: &str, escape: char, lookup: Lookup<'_>) -> Expanded {
    filled(Lexer::new(text, escape, Quoting::Remove, Some(lookup)))
}

/// The same for a text whose quotes another shell has taken out already.
pub fn expand_unquoted(text: &str, lookup: Lookup<'_>) -> Expanded {
    filled(Lexer::new(text, '\\', Quoting::None, Some(lookup)))
}

fn filled(mut lexer: Lexer<'_>) -> Expanded {
    if lexer.run(None).is_err() {
        lexer.missing.get_or_insert_default();
    }
    Expanded { text: lexer.output.whole, missing: lexer.missing }
}

/// The variables of a text, those in single quotes or behind an escape character left out.
pub fn uses(text: &str, escape: char) -> Vec<VariableUse> {
    let mut lexer = Lexer::new(text, escape, Quoting::Remove, Some(&|_| Value::Unset));
    // What comes before a mistake is used all the same.
    let _ = lexer.run(None);
    let is_named = |found: &VariableUse| found.name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    lexer.uses.into_iter().filter(|found| is_named(found) && !found.span.is_empty()).collect()
}

/// The text as one word, variables left as written. Ex) `"a b"\ c` becomes `a b c`
pub(super) fn unquote(text: &str, escape: char) -> Result<String, BadWord> {
    let mut lexer = Lexer::new(text, escape, Quoting::Remove, None);
    lexer.run(None)?;
    Ok(lexer.output.whole)
}

/// Cuts the text into words at white space outside quotes, variables left as written.
pub(super) fn split(text: &str, escape: char, quoting: Quoting) -> Result<Vec<String>, BadWord> {
    let mut lexer = Lexer::new(text, escape, quoting, None);
    lexer.run(None)?;
    let Output { mut words, word, .. } = lexer.output;
    words.extend(Some(word).filter(|word| !word.is_empty()));
    Ok(words)
}

struct Lexer<'a> {
    text: &'a str,
    chars: Peekable<CharIndices<'a>>,
    escape: char,
    quoting: Quoting,
    /// Nothing: variables stay as written.
    lookup: Option<Lookup<'a>>,
    output: Output,
    missing: Option<String>,
    uses: Vec<VariableUse>,
    /// A pattern reads its escapes itself.
    keeps_escapes: bool,
    depth: usize,
}

#[derive(Default)]
struct Output {
    whole: String,
    words: Vec<String>,
    word: String,
}

impl Output {
    /// A character that belongs to a word even if it is white space.
    fn push_protected(&mut self, c: char) {
        self.word.push(c);
        self.whole.push(c);
    }

    fn push(&mut self, c: char) {
        self.whole.push(c);
        if !c.is_whitespace() {
            self.word.push(c);
        } else if !self.word.is_empty() {
            self.words.push(std::mem::take(&mut self.word));
        }
    }
}

impl<'a> Lexer<'a> {
    fn new(text: &'a str, escape: char, quoting: Quoting, lookup: Option<Lookup<'a>>) -> Self {
        let chars = text.char_indices().peekable();
        let (output, missing, uses) = (Output::default(), None, Vec::new());
        Self { text, chars, escape, quoting, lookup, output, missing, uses, keeps_escapes: false, depth: 0 }
    }

    fn next(&mut self) -> Option<char> {
        self.chars.next().map(|(_, c)| c)
    }

    fn peek(&mut self) -> Option<char> {
        self.chars.peek().map(|(_, c)| *c)
    }

    fn next_if(&mut self, wanted: impl Fn(char) -> bool) -> Option<char> {
        self.chars.next_if(|(_, c)| wanted(*c)).map(|(_, c)| c)
    }

    /// The byte at which the next character starts.
    fn offset(&mut self) -> usize {
        self.chars.peek().map_or(self.text.len(), |(offset, _)| *offset)
    }

    /// Reads up to the end of the text, or up to the character that ends the inner word.
    fn run(&mut self, end: Option<char>) -> Result<(), BadWord> {
        let has_quotes = self.quoting != Quoting::None;
        while let Some(c) = self.next() {
            match c {
                c if Some(c) == end => return Ok(()),
                '\'' if has_quotes => self.single_quoted()?,
                '"' if has_quotes => self.double_quoted()?,
                '$' => self.variable()?,
                '<' => self.less_than(),
                c if c == self.escape && has_quotes => {
                    self.keep_escape(c);
                    if let Some(escaped) = self.next() {
                        self.output.push_protected(escaped);
                    }
                }
                c => self.output.push(c),
            }
        }
        if end.is_some() { Err(BadWord) } else { Ok(()) }
    }

    fn keep(&mut self, c: char) {
        if self.quoting == Quoting::Keep {
            self.output.push_protected(c);
        }
    }

    fn keep_escape(&mut self, c: char) {
        if self.quoting == Quoting::Keep || self.keeps_escapes {
            self.output.push_protected(c);
        }
    }

    fn single_quoted(&mut self) -> Result<(), BadWord> {
        self.keep('\'');
        loop {
            match self.next().ok_or(BadWord)? {
                '\'' => break,
                c => self.output.push_protected(c),
            }
        }
        self.keep('\'');
        Ok(())
    }

    fn double_quoted(&mut self) -> Result<(), BadWord> {
        self.keep('"');
        loop {
            match self.next().ok_or(BadWord)? {
                '"' => break,
                '$' => self.variable()?,
                c if c == self.escape => match self.peek() {
                    None => self.keep_escape(c),
                    Some(next) if matches!(next, '"' | '$') || next == self.escape => {
                        self.keep_escape(c);
                        self.next();
                        self.output.push_protected(next);
                    }
                    Some(_) => self.output.push_protected(c),
                },
                c => self.output.push_protected(c),
            }
        }
        self.keep('"');
        Ok(())
    }

    /// A heredoc may have white space between `<<` and its word, so both stay in one word.
    fn less_than(&mut self) {
        self.output.push_protected('<');
        if self.next_if(|c| c == '<').is_some() {
            self.output.push_protected('<');
            while let Some(blank) = self.next_if(|c| matches!(c, ' ' | '\t' | '\r' | '\u{b}' | '\u{c}')) {
                self.output.push_protected(blank);
            }
        }
    }

    /// What follows a `$`.
    fn variable(&mut self) -> Result<(), BadWord> {
        let start = self.offset() - 1;
        let place = self.uses.len();
        self.uses.push(VariableUse { name: String::new(), span: start..start, modifier: String::new() });
        let (name, modifier, value) = if self.next_if(|c| c == '{').is_some() {
            self.braced()?
        } else {
            let name = self.name();
            // A lone dollar sign stands for itself; for another shell it may open a substitution.
            if name.is_empty() && (self.quoting != Quoting::None || self.lookup.is_none()) {
                self.output.push_protected('$');
                return Ok(());
            }
            let value = self.value(&name);
            (name, 0..0, value)
        };
        let end = self.offset();
        match value {
            _ if self.lookup.is_none() => self.text[start..end].chars().for_each(|c| self.output.push_protected(c)),
            Value::Known(text) if self.output.whole.len() + text.len() <= LONGEST => {
                text.chars().for_each(|c| self.output.push_protected(c));
            }
            Value::Known(_) | Value::Unknown | Value::Unset => {
                self.missing.get_or_insert_with(|| name.clone());
            }
        }
        self.uses[place] = VariableUse { name, span: start..end, modifier: self.text[modifier].to_owned() };
        Ok(())
    }

    fn value(&self, name: &str) -> Value {
        self.lookup.map_or(Value::Unset, |lookup| lookup(name))
    }

    /// What follows a `${`: the name, the bytes of the modifier, and what it comes to.
    fn braced(&mut self) -> Result<(String, Range<usize>, Value), BadWord> {
        if matches!(self.peek(), None | Some('{' | '}' | ':')) {
            return Err(BadWord);
        }
        let name = self.name();
        let value = self.value(&name);
        let start = self.offset();
        let value = match self.next().ok_or(BadWord)? {
            '}' => value,
            '/' => {
                let is_global = self.next_if(|c| c == '/').is_some();
                let pattern = self.inner('/', true)?;
                let by = self.inner('}', true)?;
                let (Some(pattern), Some(by)) = (pattern, by) else {
                    return Ok((name, start..self.offset() - 1, Value::Unknown));
                };
                patterned(value, |text| word_pattern::replace(text, &pattern, &by, is_global))
            }
            first @ (':' | '+' | '-' | '?' | '#' | '%') => {
                let counts_empty = first == ':';
                let operator = if counts_empty { self.next().ok_or(BadWord)? } else { first };
                let word = self.inner('}', matches!(operator, '#' | '%'))?;
                modified(operator, counts_empty, value, word)
            }
            _ => return Err(BadWord),
        };
        Ok((name, start..self.offset() - 1, value))
    }

    /// The word inside the braces, up to the character that ends it; nothing where a value in it is missing.
    fn inner(&mut self, end: char, keeps_escapes: bool) -> Result<Option<String>, BadWord> {
        if self.depth >= DEEPEST {
            return Err(BadWord);
        }
        let output = std::mem::take(&mut self.output);
        let missing = self.missing.take();
        let kept = std::mem::replace(&mut self.keeps_escapes, keeps_escapes);
        self.depth += 1;
        let result = self.run(Some(end));
        self.depth -= 1;
        self.keeps_escapes = kept;
        let inner = std::mem::replace(&mut self.output, output).whole;
        let lacks = std::mem::replace(&mut self.missing, missing);
        result.map(|()| lacks.is_none().then_some(inner))
    }

    fn name(&mut self) -> String {
        let special = |c: char| matches!(c, '@' | '*' | '#' | '?' | '-' | '$' | '!');
        if let Some(c) = self.next_if(special) {
            return c.to_string();
        }
        let digits_only = self.peek().is_some_and(char::is_numeric);
        let mut name = String::new();
        while let Some(c) = self.next_if(|c| if digits_only { c.is_numeric() } else { c.is_alphanumeric() || c == '_' }) {
            name.push(c);
        }
        name
    }
}

/// What `${NAME:-word}` and its relatives come to.
fn modified(operator: char, counts_empty: bool, value: Value, word: Option<String>) -> Value {
    let is_given = match &value {
        Value::Known(text) => !(text.is_empty() && counts_empty),
        Value::Unknown => true,
        Value::Unset => false,
    };
    let word_value = |word: Option<String>| word.map_or(Value::Unknown, Value::Known);
    match operator {
        '-' if is_given => value,
        '-' => word_value(word),
        // Whether an unknown value is empty is unknown too.
        '+' if value == Value::Unknown => value,
        '+' if is_given => word_value(word),
        '+' => Value::Known(String::new()),
        '?' if is_given => value,
        '#' | '%' if !counts_empty => {
            let Some(word) = word else { return Value::Unknown };
            let (is_longest, pattern) = word.strip_prefix(operator).map_or((false, word.as_str()), |rest| (true, rest));
            let end = if operator == '#' { Ends::Front } else { Ends::Back };
            patterned(value, |text| word_pattern::trim(text, pattern, end, is_longest))
        }
        _ => Value::Unknown,
    }
}

fn patterned(value: Value, change: impl Fn(&str) -> Option<String>) -> Value {
    match value {
        Value::Known(text) => change(&text).map_or(Value::Unknown, Value::Known),
        other => other,
    }
}
