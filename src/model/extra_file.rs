//! Files that pydock writes on request, besides the Dockerfile and the `.dockerignore`.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::InvalidValue;

/// What `--with` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExtraFile {
    /// `compose.yaml`: the application's processes and the services that it talks to
    Compose,
}

impl ExtraFile {
    pub const ALL: &[Self] = &[Self::Compose];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Compose => "compose",
        }
    }
}

impl FromStr for ExtraFile {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let found = Self::ALL.iter().find(|output| output.as_str() == text.trim());
        found.copied().ok_or_else(|| InvalidValue::new("file to write", text, "compose"))
    }
}

impl fmt::Display for ExtraFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
