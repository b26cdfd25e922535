//! Which modules are compiled to bytecode while the image is built.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::InvalidValue;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bytecode {
    /// What the start imports, of the standard library too, and the application.
    Imported,
    /// Every module of every dependency, and the application.
    All,
    None,
}

impl FromStr for Bytecode {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        match text {
            "imported" => Ok(Self::Imported),
            "all" => Ok(Self::All),
            "none" => Ok(Self::None),
            _ => Err(InvalidValue::new("bytecode setting", text, "imported, all or none")),
        }
    }
}

impl fmt::Display for Bytecode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Imported => "imported",
            Self::All => "all",
            Self::None => "none",
        })
    }
}
