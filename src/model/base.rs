//! The families of base images.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::InvalidValue;
use super::conversions::text_conversions;

/// Which of the official Python images the stages start from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Base {
    /// `python:X.Y-slim-<suite>` in every stage.
    Slim,
    /// The full `python:X.Y-<suite>`, with compilers and headers, builds; slim of the same suite runs.
    Full,
    /// `python:X.Y-alpine<release>` in every stage: musl instead of glibc.
    Alpine,
}

/// What a person says about the base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BaseChoice {
    Named(Base),
    /// Alpine where every dependency comes as a wheel, else slim.
    Auto,
}

/// A release of the distribution below the image. The order is by age, the newest last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Suite {
    /// Debian 12
    Bookworm,
    /// Debian 13
    Trixie,
}

impl Base {
    pub const ALL: [Self; 3] = [Self::Slim, Self::Full, Self::Alpine];

    pub fn name(self) -> &'static str {
        match self {
            Self::Slim => "slim",
            Self::Full => "full",
            Self::Alpine => "alpine",
        }
    }
}

impl Suite {
    pub const ALL: [Self; 2] = [Self::Bookworm, Self::Trixie];

    pub fn name(self) -> &'static str {
        match self {
            Self::Bookworm => "bookworm",
            Self::Trixie => "trixie",
        }
    }
}

impl FromStr for BaseChoice {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        match text {
            "auto" => Ok(Self::Auto),
            _ => text.parse().map(Self::Named).map_err(|_| InvalidValue::new("base", text, "slim, full, alpine or auto")),
        }
    }
}

impl FromStr for Base {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let found = Self::ALL.into_iter().find(|base| base.name() == text);
        found.ok_or_else(|| InvalidValue::new("base", text, "slim, full or alpine"))
    }
}

impl FromStr for Suite {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let found = Self::ALL.into_iter().find(|suite| suite.name() == text);
        found.ok_or_else(|| InvalidValue::new("suite", text, "trixie or bookworm"))
    }
}

text_conversions!(Base: named);
text_conversions!(Suite: named);
