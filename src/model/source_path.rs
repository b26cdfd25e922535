//! A path that a Dockerfile names.

use std::str::FromStr;

use serde::Serialize;

use super::conversions::text_conversions;
use super::{InvalidValue, RelPath, is_hidden};

/// A project path that COPY and bind mounts can name as it stands. Ex) `src/shop`
///
/// BuildKit expands `$NAME` and the wild cards `* ? [ ]` in COPY sources, splits mount options at `,`, and unescapes
/// `\` (Dockerfile reference, COPY and RUN --mount). A path with one of those, a quote, or a control character is refused.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct SourcePath(String);

impl SourcePath {
    pub fn new(path: &RelPath) -> Result<Self, InvalidValue> {
        let refused = |c: char| is_hidden(c) || "$*?[]\\\"'`,<>|;&#".contains(c);
        if path.is_root() || path.as_str().contains(refused) || path.as_str().starts_with(['-', '!']) {
            return Err(InvalidValue::new(
                "path for a Dockerfile",
                path.as_str(),
                "a file or folder below the project's root, without wild cards, quotes, commas, `$`, `#`, `\\` or control characters",
            ));
        }
        Ok(Self(path.as_str().to_owned()))
    }

    pub fn parse(text: &str) -> Result<Self, InvalidValue> {
        Self::new(&RelPath::parse(text)?)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn to_rel_path(&self) -> RelPath {
        RelPath::parse(&self.0).expect("a source path was a project path")
    }
}

impl FromStr for SourcePath {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        Self::parse(text)
    }
}

text_conversions!(SourcePath: shown);
