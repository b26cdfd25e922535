//! Where the application may write.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::conversions::text_conversions;
use super::{InvalidValue, SourcePath};

/// The working folder itself, a folder below it, or one elsewhere in the image. Ex) `.`, `data`, `/var/lib/shop`
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(into = "String")]
pub enum WritablePath {
    Here,
    Below(SourcePath),
    /// Without its leading slash.
    Elsewhere(SourcePath),
}

impl WritablePath {
    /// Its absolute path in the image.
    pub fn in_image(&self) -> String {
        match self {
            Self::Here => "/app".to_owned(),
            Self::Below(path) => format!("/app/{path}"),
            Self::Elsewhere(path) => format!("/{path}"),
        }
    }
}

impl FromStr for WritablePath {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        match text.strip_prefix('/') {
            _ if matches!(text, "." | "./") => Ok(Self::Here),
            Some(rest) => SourcePath::parse(rest).map(Self::Elsewhere),
            None => SourcePath::parse(text).map(Self::Below),
        }
    }
}

impl fmt::Display for WritablePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Here => f.write_str("."),
            Self::Below(path) => path.fmt(f),
            Self::Elsewhere(path) => write!(f, "/{path}"),
        }
    }
}

text_conversions!(WritablePath: written);
