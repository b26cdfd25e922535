//! Variables in a word, filled in as BuildKit does, with quotes and escapes taken out.
//!
//! ```text
//! part     = escape any | "'" … "'" | '"' part* '"' | "$" name | "${" name (":"? ("-" | "+" | "?") word)? "}" | any
//! ```
//! Left out: patterns (`${NAME#…}`, `${NAME/…/…}`), whose result counts as unknown.

use std::iter::Peekable;
use std::str::Chars;

/// What is known of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Known(String),
    /// It has a value, which the file does not tell.
    Unknown,
    /// Nobody has given it one.
    Unset,
}

/// A word with what its variables stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Expanded {
    pub text: String,
    /// A variable without a value that the file tells; the text is incomplete then.
    pub missing: Option<String>,
}

impl Expanded {
    /// The whole text, if it is known.
    pub(super) fn known(&self) -> Option<&str> {
        self.missing.is_none().then_some(self.text.as_str())
    }
}

/// Deeper braces are nobody's, and would only take the stack.
const DEEPEST: usize = 32;
/// A value that doubles with each line is not followed any longer than this.
const LONGEST: usize = 1 << 16;

pub(super) fn expand(text: &str, escape: char, lookup: &dyn Fn(&str) -> Value) -> Expanded {
    let mut expander = Expander { chars: text.chars().peekable(), escape, lookup };
    expander.word(None, 0)
}

struct Expander<'a> {
    chars: Peekable<Chars<'a>>,
    escape: char,
    lookup: &'a dyn Fn(&str) -> Value,
}

impl Expander<'_> {
    fn word(&mut self, end: Option<char>, depth: usize) -> Expanded {
        let mut out = Expanded { text: String::new(), missing: None };
        let mut in_quotes = false;
        while let Some(c) = self.chars.next() {
            match c {
                c if Some(c) == end && !in_quotes => break,
                '"' => in_quotes = !in_quotes,
                '\'' if !in_quotes => out.text.extend(self.chars.by_ref().take_while(|c| *c != '\'')),
                '$' => self.variable(&mut out, depth),
                c if c == self.escape => {
                    let next = self.chars.peek().copied();
                    if in_quotes && !next.is_some_and(|next| next == self.escape || matches!(next, '"' | '$')) {
                        out.text.push(c);
                    } else {
                        out.text.extend(self.chars.next());
                    }
                }
                c => out.text.push(c),
            }
        }
        out
    }

    fn variable(&mut self, out: &mut Expanded, depth: usize) {
        let is_braced = self.chars.next_if_eq(&'{').is_some();
        let mut name = String::new();
        while let Some(c) = self.chars.next_if(|c| c.is_alphanumeric() || *c == '_') {
            name.push(c);
        }
        if name.is_empty() && !is_braced {
            // A lone dollar sign stands for itself.
            return out.text.push('$');
        }
        let mut value = (self.lookup)(&name);
        if is_braced && self.chars.next_if_eq(&'}').is_none() {
            let counts_empty = self.chars.next_if_eq(&':').is_some();
            let operator = self.chars.next();
            let word = if depth < DEEPEST { Some(self.word(Some('}'), depth + 1)) } else { None };
            let is_given = match &value {
                Value::Known(text) => !(text.is_empty() && counts_empty),
                Value::Unknown => true,
                Value::Unset => false,
            };
            let take = |word: Option<Expanded>| match word {
                Some(Expanded { text, missing: None }) => Value::Known(text),
                _ => Value::Unknown,
            };
            value = match operator {
                Some('-') if is_given => value,
                Some('-') => take(word),
                // Whether an unknown value is empty is unknown too.
                Some('+') if value == Value::Unknown => value,
                Some('+') if is_given => take(word),
                Some('+') => Value::Known(String::new()),
                Some('?') if is_given => value,
                _ => Value::Unknown,
            };
        }
        match value {
            Value::Known(text) if out.text.len() + text.len() <= LONGEST => out.text.push_str(&text),
            Value::Known(_) | Value::Unknown | Value::Unset => {
                out.missing.get_or_insert(name);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_filled_in_as_buildkit_does() {
        for (given, expected) in [
            ("python:$V", Ok("python:3.14")),
            ("python:${V}-slim", Ok("python:3.14-slim")),
            ("$VX", Err("VX")),
            ("${X:-1}", Ok("1")),
            ("${X-1}", Ok("1")),
            ("${E-1}", Ok("")),
            ("${E:-1}", Ok("1")),
            ("${V:-$X}", Ok("3.14")),
            ("${X:-${V}}", Ok("3.14")),
            ("${X:-$Y}", Err("X")),
            ("${V:+-a}", Ok("-a")),
            ("a${X:+-a}", Ok("a")),
            ("${U:-1}", Err("U")),
            ("${U:+1}", Err("U")),
            ("${X:?no}", Err("X")),
            ("${V:?no}", Ok("3.14")),
            ("${V#3.}", Err("V")),
            ("\"a $V\" '$V' \\$V", Ok("a 3.14 $V $V")),
            ("\"a\\\"\\n\"", Ok("a\"\\n")),
            ("a$", Ok("a$")),
            ("${V", Err("V")),
        ] {
            let lookup = |name: &str| match name {
                "V" => Value::Known("3.14".to_owned()),
                "E" => Value::Known(String::new()),
                "U" => Value::Unknown,
                _ => Value::Unset,
            };
            let expanded = expand(given, '\\', &lookup);
            assert_eq!(expanded.missing.as_deref().map_or(Ok(expanded.text.as_str()), Err), expected, "{given}");
        }
        assert!(expand(&"${X:-".repeat(100_000), '\\', &|_| Value::Unset).missing.is_some());
    }
}
