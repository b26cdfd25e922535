//! The name of a build stage.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::InvalidValue;
use super::conversions::text_conversions;

/// A stage's name: lower case, as the build check `StageNameCasing` wants it, and not `scratch` or `context`, which
/// BuildKit reserves. Ex) `production`
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct StageName(String);

impl StageName {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for StageName {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
        let first = text.starts_with(|c: char| c.is_ascii_lowercase());
        if first && text.chars().all(inner) && !matches!(text, "scratch" | "context") {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new("stage name", text, "lower-case letters, digits, `-`, `_` and `.`, starting with a letter"))
        }
    }
}

text_conversions!(StageName: parsed, written, shown);
