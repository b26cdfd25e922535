//! A package of the base image's distribution.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::InvalidValue;
use super::conversions::text_conversions;

/// The name of a Debian or Alpine package. Ex) `libpq5`, `g++`
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct SystemPackage(String);

impl SystemPackage {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for SystemPackage {
    type Err = InvalidValue;

    /// Debian Policy 5.6.7 (lower case, digits, `+`, `-`, `.`, two characters or more), and `_`, which Alpine allows.
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "+-._".contains(c);
        let first = text.chars().next().is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
        if first && text.len() >= 2 && text.chars().all(inner) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new("system package", text, "a Debian or Alpine package name such as libpq5"))
        }
    }
}

text_conversions!(SystemPackage: parsed, written, shown);
