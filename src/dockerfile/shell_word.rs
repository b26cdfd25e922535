//! Quotes, escapes and variables in a word, as BuildKit's own small shell reads them.
//!
//! ```text
//! part     = escape any | "'" … "'" | '"' … '"' | "$" name | "${" name modifier? "}" | "<<" space* | any
//! ```
//! Variables are not expanded: they stay as written. Left out: what a modifier's word does with quotes of its own.

/// What happens to quotes and escape characters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Quoting {
    /// They are taken out, and what they protect stays.
    Remove,
    /// They stay, so that a word can be read once more.
    Keep,
}

/// A quote or a `${` without its end, or a substitution that BuildKit does not know.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct BadWord;

/// The text as one word. Ex) `"a b"\ c` becomes `a b c`
pub(super) fn unquote(text: &str, escape: char) -> Result<String, BadWord> {
    Ok(Lexer::new(text, escape, Quoting::Remove).run()?.concat_all)
}

/// Cuts the text into words at white space outside quotes.
pub(super) fn split(text: &str, escape: char, quoting: Quoting) -> Result<Vec<String>, BadWord> {
    Ok(Lexer::new(text, escape, quoting).run()?.words)
}

struct Lexer<'a> {
    chars: std::iter::Peekable<std::str::Chars<'a>>,
    escape: char,
    quoting: Quoting,
    output: Output,
}

#[derive(Default)]
struct Output {
    concat_all: String,
    words: Vec<String>,
    word: String,
}

impl Output {
    /// A character that belongs to a word even if it is white space.
    fn push_protected(&mut self, c: char) {
        self.word.push(c);
        self.concat_all.push(c);
    }

    fn push(&mut self, c: char) {
        self.concat_all.push(c);
        if !c.is_whitespace() {
            self.word.push(c);
        } else if !self.word.is_empty() {
            self.words.push(std::mem::take(&mut self.word));
        }
    }
}

impl<'a> Lexer<'a> {
    fn new(text: &'a str, escape: char, quoting: Quoting) -> Self {
        Self { chars: text.chars().peekable(), escape, quoting, output: Output::default() }
    }

    fn run(mut self) -> Result<Output, BadWord> {
        while let Some(c) = self.chars.next() {
            match c {
                '\'' => self.single_quoted()?,
                '"' => self.double_quoted()?,
                '$' => self.variable()?,
                '<' => self.less_than(),
                c if c == self.escape => {
                    self.keep(c);
                    if let Some(escaped) = self.chars.next() {
                        self.output.push_protected(escaped);
                    }
                }
                c => self.output.push(c),
            }
        }
        if !self.output.word.is_empty() {
            let word = std::mem::take(&mut self.output.word);
            self.output.words.push(word);
        }
        Ok(self.output)
    }

    fn keep(&mut self, c: char) {
        if self.quoting == Quoting::Keep {
            self.output.push_protected(c);
        }
    }

    fn single_quoted(&mut self) -> Result<(), BadWord> {
        self.keep('\'');
        loop {
            match self.chars.next().ok_or(BadWord)? {
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
            match self.chars.next().ok_or(BadWord)? {
                '"' => break,
                '$' => self.variable()?,
                c if c == self.escape => match self.chars.peek().copied() {
                    None => self.keep(c),
                    Some(next) if matches!(next, '"' | '$') || next == self.escape => {
                        self.keep(c);
                        self.chars.next();
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
        if self.chars.next_if_eq(&'<').is_some() {
            self.output.push_protected('<');
            while let Some(blank) = self.chars.next_if(|c| matches!(c, ' ' | '\t' | '\r' | '\u{b}' | '\u{c}')) {
                self.output.push_protected(blank);
            }
        }
    }

    fn variable(&mut self) -> Result<(), BadWord> {
        self.output.push_protected('$');
        if self.chars.next_if_eq(&'{').is_none() {
            self.name();
            return Ok(());
        }
        self.output.push_protected('{');
        if matches!(self.chars.peek(), None | Some('{' | '}' | ':')) {
            return Err(BadWord);
        }
        self.name();
        let modifier = self.chars.next().ok_or(BadWord)?;
        self.output.push_protected(modifier);
        match modifier {
            '}' => Ok(()),
            ':' | '+' | '-' | '?' | '#' | '%' | '/' => self.until_brace(),
            _ => Err(BadWord),
        }
    }

    fn until_brace(&mut self) -> Result<(), BadWord> {
        let mut depth = 1_usize;
        while depth > 0 {
            let c = self.chars.next().ok_or(BadWord)?;
            self.output.push_protected(c);
            match c {
                '}' => depth -= 1,
                '$' if self.chars.next_if_eq(&'{').is_some() => {
                    self.output.push_protected('{');
                    depth += 1;
                }
                c if c == self.escape => {
                    if let Some(escaped) = self.chars.next() {
                        self.output.push_protected(escaped);
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn name(&mut self) {
        let special = |c: &char| matches!(c, '@' | '*' | '#' | '?' | '-' | '$' | '!');
        if let Some(c) = self.chars.next_if(special) {
            return self.output.push_protected(c);
        }
        let digits_only = self.chars.peek().is_some_and(|c| c.is_numeric());
        while let Some(c) = self.chars.next_if(|c| if digits_only { c.is_numeric() } else { c.is_alphanumeric() || *c == '_' }) {
            self.output.push_protected(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_escapes_are_taken_out_and_variables_stay() {
        for (given, expected) in [
            ("plain", Some("plain")),
            (r#""a b" 'c "d"'"#, Some(r#"a b c "d""#)),
            (r#"a\ b\"c"#, Some(r#"a b"c"#)),
            (r#""a\"b\n""#, Some(r#"a"b\n"#)),
            ("'it\\s'", Some("it\\s")),
            ("$HOME/bin:${PATH}", Some("$HOME/bin:${PATH}")),
            ("${A:-b c}x", Some("${A:-b c}x")),
            ("${A:-${B}}", Some("${A:-${B}}")),
            ("'open", None),
            ("\"open", None),
            ("${A", None),
            ("${A^^}", None),
            ("${}", None),
        ] {
            assert_eq!(unquote(given, '\\').ok().as_deref(), expected, "{given}");
        }
    }
}
