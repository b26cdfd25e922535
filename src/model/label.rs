//! Image labels.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::{InvalidValue, is_hidden};

/// `key=value` of a LABEL instruction. Ex) `org.opencontainers.image.licenses=MIT`
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Label {
    key: String,
    value: String,
}

impl Label {
    pub fn new(key: &str, value: &str) -> Result<Self, InvalidValue> {
        let valid_key = !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || "._-/".contains(c));
        if !valid_key {
            return Err(InvalidValue::new("label key", key, "letters, digits, `.`, `_`, `-` and `/`"));
        }
        // A description in pyproject.toml may run over several lines; a label is one line.
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if value.contains(is_hidden) {
            return Err(InvalidValue::new("label value", &value, "text without control characters"));
        }
        Ok(Self { key: key.to_owned(), value })
    }

    pub fn key(&self) -> &str {
        &self.key
    }

    pub fn value(&self) -> &str {
        &self.value
    }

    /// `key="value"` for a LABEL instruction, with `"`, `\` and `$` escaped.
    pub fn instruction_form(&self) -> String {
        let mut quoted = String::new();
        for c in self.value.chars() {
            if matches!(c, '"' | '\\' | '$') {
                quoted.push('\\');
            }
            quoted.push(c);
        }
        format!("{}=\"{quoted}\"", self.key)
    }
}

impl FromStr for Label {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let (key, value) = text.split_once('=').ok_or_else(|| InvalidValue::new("label", text, "key=value"))?;
        Self::new(key, value)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.key, self.value)
    }
}
