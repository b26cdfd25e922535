//! What follows the keyword and the flags.

use super::{Keyword, ParseProblem};

/// An instruction's arguments in one of the two forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arguments {
    /// A JSON array of strings. Ex) `["python", "-m", "shop"]`
    Exec(Vec<String>),
    /// Plain text, its lines joined. Ex) `python -m shop`
    Shell(String),
}

impl Arguments {
    pub(super) fn parse(keyword: Keyword, text: &str) -> Result<Self, ParseProblem> {
        if keyword.takes_exec_form() { Self::parse_either(text) } else { Ok(Self::Shell(text.to_owned())) }
    }

    /// What looks like an array but is no JSON is taken as plain text, to the surprise of many.
    pub(super) fn parse_either(text: &str) -> Result<Self, ParseProblem> {
        if !text.starts_with('[') {
            return Ok(Self::Shell(text.to_owned()));
        }
        let Ok(values) = serde_json::from_str::<Vec<serde_json::Value>>(text) else { return Ok(Self::Shell(text.to_owned())) };
        let string =
            |value| if let serde_json::Value::String(text) = value { Ok(text) } else { Err(ParseProblem::NotStringArray) };
        values.into_iter().map(string).collect::<Result<_, _>>().map(Self::Exec)
    }

    /// The text of the shell form. `None` for the exec form.
    pub fn as_shell(&self) -> Option<&str> {
        match self {
            Self::Shell(text) => Some(text),
            Self::Exec(_) => None,
        }
    }

    /// The words of the exec form. `None` for the shell form.
    pub fn as_exec(&self) -> Option<&[String]> {
        match self {
            Self::Exec(words) => Some(words),
            Self::Shell(_) => None,
        }
    }

    pub fn is_empty(&self) -> bool {
        match self {
            Self::Exec(words) => words.is_empty(),
            Self::Shell(text) => text.is_empty(),
        }
    }
}
