//! Where the application may write.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::{InvalidValue, SourcePath};

/// The working folder itself, or a folder below it. Ex) `.`, `data`
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(into = "String")]
pub enum WritablePath {
    Here,
    Below(SourcePath),
}

impl FromStr for WritablePath {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        if matches!(text, "." | "./") { Ok(Self::Here) } else { SourcePath::parse(text).map(Self::Below) }
    }
}

impl From<WritablePath> for String {
    fn from(path: WritablePath) -> Self {
        path.to_string()
    }
}

impl fmt::Display for WritablePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Here => f.write_str("."),
            Self::Below(path) => path.fmt(f),
        }
    }
}
