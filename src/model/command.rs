//! A command in exec form.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::{InvalidValue, is_hidden};

/// The words of a command, none of them seen by a shell. Ex) `["uvicorn", "shop.api:app", "--host", "0.0.0.0"]`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Command(Vec<String>);

impl Command {
    pub fn new(words: Vec<String>) -> Result<Self, InvalidValue> {
        let invalid = |text: &str| {
            InvalidValue::new("command", text, "at least one word, and no line break or other control character in any word")
        };
        if words.first().is_none_or(String::is_empty) {
            return Err(invalid(""));
        }
        match words.iter().find(|word| word.contains(is_hidden)) {
            Some(word) => Err(invalid(word)),
            None => Ok(Self(words)),
        }
    }

    /// For words that the caller wrote itself or took from other validated types.
    pub fn of(words: &[&str]) -> Result<Self, InvalidValue> {
        Self::new(words.iter().map(|word| (*word).to_owned()).collect())
    }

    pub fn words(&self) -> &[String] {
        &self.0
    }

    pub fn program(&self) -> &str {
        &self.0[0]
    }

    /// The exec form that CMD and ENTRYPOINT take: a JSON array of strings.
    pub fn exec_form(&self) -> String {
        let words: Vec<String> = self.0.iter().map(|word| serde_json::Value::from(word.as_str()).to_string()).collect();
        format!("[{}]", words.join(", "))
    }
}

impl FromStr for Command {
    type Err = InvalidValue;

    /// Takes a JSON array, or words split as a POSIX shell splits them.
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let invalid = || InvalidValue::new("command", text, "words as a shell splits them, or a JSON array of strings");
        let words = if text.trim_start().starts_with('[') {
            serde_json::from_str(text).map_err(|_| invalid())?
        } else {
            shlex::split(text).ok_or_else(invalid)?
        };
        Self::new(words)
    }
}

impl fmt::Display for Command {
    /// The command as a person would type it into a POSIX shell.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Only in the first word does `=` mean something to a shell, and quotes around every `--port=80` are hard to read.
        let is_plain =
            |word: &str| word.starts_with("--") && word.chars().all(|c| c.is_ascii_alphanumeric() || "-_=./:,@+".contains(c));
        for (index, word) in self.0.iter().enumerate() {
            let gap = if index == 0 { "" } else { " " };
            let quoted =
                if index > 0 && is_plain(word) { word.into() } else { shlex::try_quote(word).map_err(|_| fmt::Error)? };
            write!(f, "{gap}{quoted}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_it_would_be_typed() {
        for text in
            ["waitress-serve --port=8000 shop:app", "gunicorn 'shop:create_app()'", "sh -c 'exec x --bind $PORT'", "'a=b' x"]
        {
            let command: Command = text.parse().unwrap();
            assert_eq!(command.to_string(), text);
            assert_eq!(command.to_string().parse::<Command>().unwrap(), command);
        }
    }

    #[test]
    fn both_spellings_give_the_same_exec_form() {
        for text in ["gunicorn 'shop:create_app()' -b 0.0.0.0:8000", r#"["gunicorn","shop:create_app()","-b","0.0.0.0:8000"]"#] {
            let command: Command = text.parse().unwrap();
            assert_eq!(command.exec_form(), r#"["gunicorn", "shop:create_app()", "-b", "0.0.0.0:8000"]"#);
        }
        for text in ["", "''", "[]", "[1]", "a 'b", "[\"a\\nRUN x\"]"] {
            assert!(text.parse::<Command>().is_err(), "{text}");
        }
    }
}
