//! The name of a dependency group.

use std::str::FromStr;

use serde::Serialize;

use super::InvalidValue;
use super::conversions::text_conversions;

/// A dependency group of PEP 735, or a group of poetry or pdm. Ex) `dev`, `type_checking`
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct GroupName(String);

impl GroupName {
    /// The group that every manager installs for development.
    pub fn dev() -> Self {
        Self("dev".to_owned())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A name as PEP 503 and PEP 735 compare names: without regard to case, and runs of `-`, `_` and `.` are one `-`.
pub fn normalized_name(name: &str) -> String {
    let words: Vec<&str> = name.split(['-', '_', '.']).filter(|word| !word.is_empty()).collect();
    words.join("-").to_lowercase()
}

impl FromStr for GroupName {
    type Err = InvalidValue;

    /// PEP 735 takes what PEP 508 takes for the name of a distribution.
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let edge = |c: char| c.is_ascii_alphanumeric();
        let inner = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if text.starts_with(edge) && text.ends_with(edge) && text.chars().all(inner) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new("group name", text, "letters, digits, `-`, `_` and `.`"))
        }
    }
}

impl PartialEq<str> for GroupName {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

text_conversions!(GroupName: shown);
