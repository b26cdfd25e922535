//! The processors that images are built for.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::model::InvalidValue;

/// The machine of a platform such as `linux/amd64`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Machine {
    /// `linux/amd64`
    X86_64,
    /// `linux/arm64`
    Aarch64,
}

impl Machine {
    pub const ALL: [Self; 2] = [Self::X86_64, Self::Aarch64];

    /// Docker's word. Ex) `amd64`
    pub fn architecture(self) -> &'static str {
        match self {
            Self::X86_64 => "amd64",
            Self::Aarch64 => "arm64",
        }
    }

    /// Python's word, with which a wheel's platform tag ends and which `platform.machine()` gives. Ex) `x86_64`
    pub fn name(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Aarch64 => "aarch64",
        }
    }

    /// The oldest glibc for which `packaging` makes tags: manylinux came to machines other than x86 with 2.17.
    pub(super) fn oldest_glibc(self) -> u16 {
        match self {
            Self::X86_64 => 5,
            Self::Aarch64 => 17,
        }
    }
}

impl FromStr for Machine {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        match text.strip_prefix("linux/").unwrap_or(text) {
            "amd64" | "x86_64" => Ok(Self::X86_64),
            "arm64" | "arm64/v8" | "aarch64" => Ok(Self::Aarch64),
            _ => Err(InvalidValue::new("platform", text, "linux/amd64 or linux/arm64")),
        }
    }
}

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "linux/{}", self.architecture())
    }
}

impl Serialize for Machine {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_has_several_spellings_and_one_canonical_form() {
        for (text, expected) in [
            ("amd64", "linux/amd64"),
            ("linux/amd64", "linux/amd64"),
            ("x86_64", "linux/amd64"),
            ("arm64", "linux/arm64"),
            ("linux/arm64", "linux/arm64"),
            ("linux/arm64/v8", "linux/arm64"),
            ("aarch64", "linux/arm64"),
        ] {
            let machine: Machine = text.parse().unwrap();
            assert_eq!(machine.to_string(), expected, "{text}");
            assert_eq!(serde_json::to_string(&machine).unwrap(), format!("\"{expected}\""));
        }
        for text in ["", "linux/", "windows/amd64", "linux/arm/v7", "AMD64", "linux/linux/amd64", "amd64 "] {
            assert!(text.parse::<Machine>().is_err(), "{text}");
        }
    }
}
