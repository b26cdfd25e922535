//! A Python feature release.

use std::fmt;
use std::str::FromStr;

use pep440_rs::{Version, VersionSpecifiers};
use serde::{Deserialize, Serialize};

use super::InvalidValue;

/// A CPython feature release, the part of a version that names an image. Ex) `3.13`
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct PythonVersion {
    pub major: u8,
    pub minor: u8,
}

impl PythonVersion {
    pub const fn new(major: u8, minor: u8) -> Self {
        Self { major, minor }
    }

    /// Whether some patch release of this feature release satisfies the specifiers: `>=3.11.4` is satisfied by 3.11.
    pub fn satisfies(self, specifiers: &VersionSpecifiers) -> bool {
        // A bound may name any patch release; the newest conceivable, the oldest and those that the specifiers name
        // themselves cover every way in which a range can cut a feature release.
        let patches = specifiers
            .iter()
            .filter_map(|specifier| specifier.version().release().get(2).copied())
            .flat_map(|patch| [patch.saturating_sub(1), patch, patch + 1]);
        [0, 99].into_iter().chain(patches).any(|patch| {
            specifiers.contains(&Version::new([u64::from(self.major), u64::from(self.minor), patch]))
        })
    }

    /// The wheel tag's spelling. Ex) `cp313`
    pub fn tag(self) -> String {
        format!("cp{}{}", self.major, self.minor)
    }
}

impl FromStr for PythonVersion {
    type Err = InvalidValue;

    /// Takes `3.13` and, dropping the patch release, `3.13.2`.
    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let invalid = || InvalidValue::new("Python version", text, "a CPython feature release such as 3.13");
        let mut parts = text.trim().split('.');
        let mut number = || parts.next().and_then(|part| part.parse::<u8>().ok());
        let (major, minor) = (number().ok_or_else(invalid)?, number().ok_or_else(invalid)?);
        match parts.next() {
            None => {}
            Some(patch) if patch.parse::<u16>().is_ok() && parts.next().is_none() => {}
            Some(_) => return Err(invalid()),
        }
        if major == 3 { Ok(Self { major, minor }) } else { Err(invalid()) }
    }
}

impl fmt::Display for PythonVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)
    }
}

impl From<PythonVersion> for String {
    fn from(version: PythonVersion) -> Self {
        version.to_string()
    }
}

impl TryFrom<String> for PythonVersion {
    type Error = InvalidValue;

    fn try_from(text: String) -> Result<Self, InvalidValue> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feature_release_satisfies_when_one_of_its_patches_does() {
        for (version, specifiers, expected) in [
            ("3.11", ">=3.11", true),
            ("3.11", ">=3.11.4", true),
            ("3.11", ">3.11", true),
            ("3.11", "<3.11", false),
            ("3.11", "==3.11.*", true),
            ("3.11", "==3.11.7", true),
            ("3.12", "==3.11.*", false),
            ("3.14", ">=3.9,<4", true),
            ("3.12", "~=3.11", true),
            ("3.12", "~=3.11.2", false),
            ("3.11", "!=3.11.0", true),
            ("3.12", "<=3.12", true),
        ] {
            let specifiers = specifiers.parse().unwrap();
            assert_eq!(version.parse::<PythonVersion>().unwrap().satisfies(&specifiers), expected, "{version} {specifiers}");
        }
    }

    #[test]
    fn only_a_release_of_python_3_is_taken() {
        for text in ["3", "2.7", "3.x", "3.13t", "3.13.1.2", "3.13-slim", "", "3.13\nRUN x"] {
            assert!(text.parse::<PythonVersion>().is_err(), "{text}");
        }
        assert_eq!("3.13.2".parse::<PythonVersion>().unwrap().to_string(), "3.13");
    }
}
