//! How much of an operating system is in the image that runs.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::InvalidValue;
use super::conversions::text_conversions;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Runtime {
    /// The base without what installs packages: a shell and the usual programs are in it.
    Slim,
    /// A vendor's image without shell and package manager, in which nothing is run while it is built.
    Hardened,
    /// Python, the dependencies, and of the system only the files that these load.
    Minimal,
}

impl Runtime {
    pub const ALL: [Self; 3] = [Self::Slim, Self::Hardened, Self::Minimal];

    pub fn name(self) -> &'static str {
        match self {
            Self::Slim => "slim",
            Self::Hardened => "hardened",
            Self::Minimal => "minimal",
        }
    }
}

impl FromStr for Runtime {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let found = Self::ALL.into_iter().find(|runtime| runtime.name() == text);
        found.ok_or_else(|| InvalidValue::new("runtime", text, "slim, hardened or minimal"))
    }
}

text_conversions!(Runtime: named);
