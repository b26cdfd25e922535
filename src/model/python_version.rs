//! A Python feature release.

use std::fmt;
use std::str::FromStr;

use pep440_rs::{Version, VersionSpecifiers};
use serde::{Deserialize, Serialize};

use super::InvalidValue;
use super::conversions::text_conversions;

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
        [0, 99].into_iter().chain(patches).any(|patch| specifiers.contains(&self.patch(patch)))
    }

    /// Whether the ranges admit the newest patch release, which the images of a feature release have. Ex) `<=3.11` admits
    /// 3.11.0 alone
    pub fn newest_satisfies<'a>(self, ranges: impl IntoIterator<Item = &'a VersionSpecifiers>) -> bool {
        let newest = self.patch(99);
        ranges.into_iter().all(|range| range.contains(&newest))
    }

    /// The patch release to name where the ranges do not admit the newest one: the last that all of them admit.
    /// `None` if they admit the newest one.
    pub fn exact_patch<'a>(self, ranges: impl IntoIterator<Item = &'a VersionSpecifiers> + Clone) -> Option<u64> {
        if self.newest_satisfies(ranges.clone()) {
            return None;
        }
        let named = ranges.clone().into_iter().flat_map(|range| range.iter());
        let named = named.filter_map(|specifier| specifier.version().release().get(2).copied());
        let mut patches: Vec<u64> = named.flat_map(|patch| [patch, patch.saturating_sub(1)]).chain([0]).collect();
        patches.sort_unstable_by(|a, b| b.cmp(a));
        patches.into_iter().find(|patch| ranges.clone().into_iter().all(|range| range.contains(&self.patch(*patch))))
    }

    fn patch(self, patch: u64) -> Version {
        Version::new([u64::from(self.major), u64::from(self.minor), patch])
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

text_conversions!(PythonVersion: parsed, written);

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
    fn a_patch_release_is_named_where_the_newest_is_not_admitted() {
        for (version, ranges, expected) in [
            ("3.14", vec![">=3.9"], None),
            ("3.14", vec!["==3.14.*", "!=3.14.1"], None),
            ("3.14", vec!["==3.14.0"], Some(0)),
            ("3.11", vec!["==3.11.7", ">=3.9"], Some(7)),
            ("3.12", vec![">=3.10,<=3.12.9"], Some(9)),
            ("3.12", vec![">=3.10,<3.12.9", ">=3.12.2"], Some(8)),
            ("3.12", vec![">=3.9,<=3.12"], Some(0)),
            // The statements exclude each other.
            ("3.12", vec!["==3.12.1", "==3.12.2"], None),
        ] {
            let parsed: Vec<VersionSpecifiers> = ranges.iter().map(|range| range.parse().unwrap()).collect();
            assert_eq!(version.parse::<PythonVersion>().unwrap().exact_patch(&parsed), expected, "{version} {ranges:?}");
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
