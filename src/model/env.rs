//! Environment variables.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::conversions::text_conversions;
use super::{InvalidValue, holds_secret, is_hidden};

/// The name of an environment variable: letters, digits and `_`, not starting with a digit (POSIX.1-2017, 8.1).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct EnvName(String);

/// `NAME=value` of an ENV instruction.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct EnvVar {
    pub name: EnvName,
    value: String,
}

impl EnvName {
    pub fn new(text: &str) -> Result<Self, InvalidValue> {
        let mut chars = text.chars();
        let starts = chars.next().is_some_and(|first| first.is_ascii_alphabetic() || first == '_');
        if starts && chars.all(|c| c.is_ascii_alphanumeric() || c == '_') {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new("environment variable name", text, "letters, digits and `_`, not starting with a digit"))
        }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl EnvVar {
    pub fn new(name: EnvName, value: &str) -> Result<Self, InvalidValue> {
        if value.contains(is_hidden) {
            return Err(InvalidValue::new(
                "environment variable value",
                value,
                "text without line breaks or other control characters",
            ));
        }
        Ok(Self { name, value: value.to_owned() })
    }

    /// Whether the variable gives a secret away. Ex) `SECRET_KEY=…`, `DB_PASSWORD=…`
    ///
    /// Nothing, and the path of a file that is mounted where the secret is needed, give none away.
    pub fn gives_a_secret(&self) -> bool {
        holds_secret(self.name.as_str()) && !self.value.is_empty() && !self.value.starts_with('/')
    }

    pub fn value(&self) -> &str {
        &self.value
    }

    /// `NAME=value` for an ENV instruction: quoted where needed, and with `$` escaped, so that the value stays what it is.
    pub fn instruction_form(&self) -> String {
        let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:@%+,=*".contains(c);
        if !self.value.is_empty() && self.value.chars().all(plain) {
            return format!("{}={}", self.name, self.value);
        }
        let mut quoted = String::new();
        for c in self.value.chars() {
            if matches!(c, '"' | '\\' | '$') {
                quoted.push('\\');
            }
            quoted.push(c);
        }
        format!("{}=\"{quoted}\"", self.name)
    }
}

impl FromStr for EnvName {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        Self::new(text)
    }
}

impl TryFrom<String> for EnvName {
    type Error = InvalidValue;

    fn try_from(text: String) -> Result<Self, InvalidValue> {
        Self::new(&text)
    }
}

impl FromStr for EnvVar {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let (name, value) = text.split_once('=').ok_or_else(|| InvalidValue::new("environment variable", text, "NAME=value"))?;
        Self::new(EnvName::new(name)?, value)
    }
}

impl fmt::Display for EnvVar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.name, self.value)
    }
}

text_conversions!(EnvVar: parsed);
text_conversions!(EnvName: written, shown);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_quoted_so_that_it_stays_what_it_is() {
        for (given, expected) in [
            ("A=b", "A=b"),
            ("A=", "A=\"\""),
            ("A=b c", "A=\"b c\""),
            ("A=$HOME", "A=\"\\$HOME\""),
            ("A=say \"hi\"", "A=\"say \\\"hi\\\"\""),
            ("A=C:\\x", "A=\"C:\\\\x\""),
        ] {
            assert_eq!(given.parse::<EnvVar>().unwrap().instruction_form(), expected);
        }
        for (text, expected) in [
            ("SECRET_KEY=x", true),
            ("DB_PASSWORD=x", true),
            ("token=x", true),
            ("SECRET_KEY=", false),
            ("SECRET_KEY_FILE=/run/secrets/key", false),
            ("SECRET_KEY=/run/secrets/key", false),
            ("PUBLIC_KEY=x", false),
            ("KEYBOARD=x", false),
            ("TOKEN_URL=x", false),
        ] {
            assert_eq!(text.parse::<EnvVar>().unwrap().gives_a_secret(), expected, "{text}");
        }
        for text in ["A", "1A=b", "A-B=c", "A=b\nRUN x", "=b"] {
            assert!(text.parse::<EnvVar>().is_err(), "{text}");
        }
    }
}
