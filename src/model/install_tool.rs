//! The program that installs a requirements file.

use std::str::FromStr;

use serde::Serialize;

use super::InvalidValue;
use super::conversions::text_conversions;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum InstallTool {
    /// That of the Python image.
    Pip,
    /// A program of its own, several times faster.
    Uv,
}

/// What a person says about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstallToolChoice {
    Named(InstallTool),
    /// uv where it installs what pip would, else pip.
    Auto,
}

impl InstallTool {
    pub fn name(self) -> &'static str {
        match self {
            Self::Pip => "pip",
            Self::Uv => "uv",
        }
    }
}

impl FromStr for InstallToolChoice {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        match text {
            "auto" => Ok(Self::Auto),
            "uv" => Ok(Self::Named(InstallTool::Uv)),
            "pip" => Ok(Self::Named(InstallTool::Pip)),
            _ => Err(InvalidValue::new("installer", text, "auto, uv or pip")),
        }
    }
}

text_conversions!(InstallTool: named);
