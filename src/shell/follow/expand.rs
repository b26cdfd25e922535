//! Words with their variables put in.

use super::run::Run;
use crate::shell::{Part, Word};

/// A word, or the value of a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Text {
    /// The text where the container sets no variable; `None` if only the running shell knows it.
    pub folded: Option<String>,
    /// What a shell must be given inside double quotes, where the container's variables decide; `None` if the text is
    /// always the same.
    pub shell: Option<String>,
    /// It stood without quotes, so that the shell may make several words of it.
    pub is_bare: bool,
}

impl Text {
    pub fn constant(text: String) -> Self {
        Self { folded: Some(text), shell: None, is_bare: false }
    }

    /// What nothing can be said about.
    fn unknown() -> Self {
        Self { folded: None, shell: None, is_bare: false }
    }

    /// The text, where it is always the same. `None` if it may differ.
    pub fn constant_text(&self) -> Option<String> {
        self.folded.clone().filter(|_| self.shell.is_none())
    }

    /// As a word of a shell's line; `None` if the script alone knew what it was.
    pub fn for_shell(&self) -> Option<String> {
        match (&self.shell, &self.folded) {
            (Some(shell), _) if self.is_bare => Some(shell.clone()),
            (Some(shell), _) => Some(format!("\"{shell}\"")),
            (None, Some(text)) => shlex::try_quote(text).ok().map(std::borrow::Cow::into_owned),
            (None, None) => None,
        }
    }
}

/// Inside double quotes.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for c in text.chars() {
        if matches!(c, '"' | '\\' | '`' | '$') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

impl Run<'_> {
    /// The words that a word becomes.
    pub(super) fn word(&mut self, word: &Word) -> Vec<Text> {
        if let [Part::Variable { name, .. }] = word.parts.as_slice()
            && matches!(name.as_str(), "@" | "*")
        {
            return self.arguments.clone();
        }
        let has_variable = word.parts.iter().any(|part| matches!(part, Part::Variable { .. }));
        let text = self.joined(word);
        match &text {
            Text { folded: Some(folded), shell: None, .. } if has_variable && !word.is_quoted => {
                folded.split_whitespace().map(|word| Text::constant(word.to_owned())).collect()
            }
            _ => vec![text],
        }
    }

    /// The word as one text, as in an assignment.
    pub(super) fn joined(&mut self, word: &Word) -> Text {
        if word.parts.iter().any(|part| matches!(part, Part::Substitution(_) | Part::Arithmetic)) {
            return self.substituted(word);
        }
        let (mut folded, mut shell, mut depends, mut is_known) = (Some(String::new()), String::new(), false, true);
        for part in &word.parts {
            let value = match part {
                Part::Literal(text) => Text::constant(text.clone()),
                Part::Variable { name, written } => self.variable(name, written),
                Part::Substitution(_) | Part::Arithmetic => Text::unknown(),
            };
            match (&value.shell, &value.folded) {
                (Some(text), _) => {
                    depends = true;
                    shell.push_str(text);
                }
                (None, Some(text)) => shell.push_str(&escaped(text)),
                (None, None) => is_known = false,
            }
            folded = folded.zip(value.folded).map(|(before, text)| before + &text);
        }
        Text { folded, shell: Some(shell).filter(|_| depends && is_known), is_bare: !word.is_quoted }
    }

    /// The output of a program stays for the shell, where it does not hang on what the script knows.
    fn substituted(&self, word: &Word) -> Text {
        let text = self.text.get(word.span.clone()).unwrap_or_default();
        let hangs = text.split('$').skip(1).any(|rest| {
            let rest = rest.trim_start_matches('{');
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '@' | '*' | '#')) || self.variables.contains_key(&name)
        });
        let is_quoted = text.len() > 1 && text.starts_with('"') && text.ends_with('"');
        let shell = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text).to_owned();
        Text { folded: None, shell: Some(shell).filter(|_| !hangs), is_bare: !is_quoted }
    }

    /// `$NAME` and `${NAME…}`
    fn variable(&mut self, name: &str, written: &str) -> Text {
        let known = match name {
            "#" => Some(Text::constant(self.arguments.len().to_string())),
            "@" | "*" => {
                let words: Option<Vec<String>> = self.arguments.iter().map(|word| word.folded.clone()).collect();
                return words.map_or_else(Text::unknown, |words| Text::constant(words.join(" ")));
            }
            _ if name.chars().all(|c| c.is_ascii_digit()) => match name.parse::<usize>() {
                Ok(0) | Err(_) => return Text::unknown(),
                Ok(number) => {
                    let argument = self.arguments.get(number - 1).cloned();
                    Some(argument.unwrap_or_else(|| Text::constant(String::new())))
                }
            },
            _ if !name.starts_with(|c: char| c.is_alphabetic() || c == '_') => return Text::unknown(),
            _ => self.variables.get(name).cloned(),
        };
        let inside = written.strip_prefix("${").and_then(|rest| rest.strip_suffix('}')).unwrap_or(name);
        let rest = inside.strip_prefix(name).unwrap_or_default();
        let is_port = name == "PORT";
        self.uses_port |= is_port && known.is_none();
        let is_filled = known.as_ref().is_some_and(|text| text.folded.as_deref() != Some(""));
        let operators = [":-", ":=", ":+", ":?", "-", "=", "+", "?"];
        let Some(operator) = operators.iter().find(|operator| rest.starts_with(**operator)) else {
            return match known {
                Some(_) if !rest.is_empty() => Text::unknown(),
                Some(text) => text,
                None if is_port && rest.is_empty() => Text::constant(self.around.port.to_string()),
                None => Text { folded: Some(String::new()), shell: Some(written.to_owned()), is_bare: false },
            };
        };
        let (default, is_own) = self.default(&rest[operator.len()..]);
        let is_number = !default.is_empty() && default.chars().all(|c| c.is_ascii_digit());
        // A port that can be read is worth more than one that a variable may change.
        let fixed = is_own || known.is_some() || (is_number && name.ends_with("PORT"));
        let shell = Some(written.to_owned()).filter(|_| !fixed);
        match *operator {
            ":-" | "-" | ":=" | "=" => {
                let text = match known {
                    Some(text) if is_filled => text,
                    _ => Text { folded: Some(default), shell, is_bare: false },
                };
                if operator.ends_with('=') {
                    self.variables.insert(name.to_owned(), text.clone());
                }
                text
            }
            ":+" | "+" if is_filled => Text::constant(default),
            ":+" | "+" => Text { folded: Some(String::new()), shell, is_bare: false },
            _ => known.unwrap_or(Text { folded: None, shell: Some(written.to_owned()), is_bare: false }),
        }
    }

    /// The text behind an operator, and whether a variable of the script stands in it.
    fn default(&mut self, text: &str) -> (String, bool) {
        let text = text.trim_matches(['"', '\'']);
        let (mut value, mut is_own, mut rest) = (String::new(), false, text);
        while let Some(start) = rest.find('$') {
            value.push_str(&rest[..start]);
            let after = &rest[start..];
            let length = if after.starts_with("${") {
                after.find('}').map_or(after.len(), |end| end + 1)
            } else {
                1 + after[1..].find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(after.len() - 1)
            };
            let written = &after[..length];
            let name: String =
                written.trim_start_matches(['$', '{']).chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            is_own |= self.variables.contains_key(&name) || name.starts_with(|c: char| c.is_ascii_digit());
            value.push_str(&self.variable(&name, written).folded.unwrap_or_default());
            rest = &after[length..];
        }
        value.push_str(rest);
        (value, is_own)
    }
}
