//! Files that pydock writes on request, besides the Dockerfile and the `.dockerignore`.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::InvalidValue;

/// A file that `--with` names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ExtraFile {
    /// `.env.example`: the variables that the program reads, without a secret.
    EnvExample,
    /// `compose.yaml`: the application's processes and the services that it talks to; `compose.dev.yaml`: the same for work
    /// on the source.
    Compose,
    /// `.devcontainer/devcontainer.json`: an editor in a container of the development stage.
    Devcontainer,
}

impl ExtraFile {
    pub const ALL: [Self; 3] = [Self::EnvExample, Self::Compose, Self::Devcontainer];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::EnvExample => "env-example",
            Self::Compose => "compose",
            Self::Devcontainer => "devcontainer",
        }
    }

    /// Whether it is about the stage for development.
    pub fn needs_dev_stage(self) -> bool {
        matches!(self, Self::Compose | Self::Devcontainer)
    }
}

impl FromStr for ExtraFile {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let known = Self::ALL.into_iter().find(|file| file.as_str() == text.trim());
        known.ok_or_else(|| InvalidValue::new("extra file", text, "env-example, compose or devcontainer"))
    }
}

impl fmt::Display for ExtraFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
