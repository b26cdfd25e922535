//! Files besides the Dockerfile that a person asks for.

use std::fmt;
use std::str::FromStr;

use super::InvalidValue;

/// A file that `--with` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ExtraFile {
    /// `.env.example`: the variables that the program reads, without a secret.
    EnvExample,
}

impl ExtraFile {
    pub const ALL: [Self; 1] = [Self::EnvExample];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::EnvExample => "env-example",
        }
    }
}

impl FromStr for ExtraFile {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let known = Self::ALL.into_iter().find(|file| file.as_str() == text);
        known.ok_or_else(|| InvalidValue::new("extra file", text, "env-example"))
    }
}

impl fmt::Display for ExtraFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
