//! `python_releases.toml`

use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::{PythonVersion, Suite};

/// The table of releases.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PythonReleases {
    pub default: PythonVersion,
    /// Oldest first.
    #[serde(rename = "release")]
    pub releases: Vec<PythonRelease>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PythonRelease {
    pub version: PythonVersion,
    /// `YYYY-MM-DD`, as all dates here: such dates compare as text.
    pub released: String,
    pub end_of_life: String,
    /// The preferred suite first.
    pub suites: Vec<Suite>,
    pub alpine: String,
}

pub fn python_releases() -> &'static PythonReleases {
    static TABLE: OnceLock<PythonReleases> = OnceLock::new();
    TABLE.get_or_init(|| super::embedded("python_releases.toml", table!("python_releases")))
}

impl PythonReleases {
    pub fn get(&self, version: PythonVersion) -> Option<&PythonRelease> {
        self.releases.iter().find(|release| release.version == version)
    }

    /// Every release in the order of preference: the default, then older ones from new to old, then newer ones.
    pub fn by_preference(&self) -> impl Iterator<Item = &PythonRelease> {
        let older = self.releases.iter().rev().filter(|release| release.version <= self.default);
        older.chain(self.releases.iter().filter(|release| release.version > self.default))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_dated_and_holds_its_default() {
        let table = python_releases();
        assert!(table.releases.is_sorted_by(|a, b| a.version < b.version));
        assert!(table.get(table.default).is_some());
        for release in &table.releases {
            for date in [&release.released, &release.end_of_life] {
                assert!(date.len() == 10 && date.split('-').count() == 3, "{date}");
            }
            assert!(release.released < release.end_of_life);
            assert!(!release.suites.is_empty());
        }
    }

    #[test]
    fn preference_starts_at_the_default_and_goes_back() {
        let order: Vec<String> = python_releases().by_preference().map(|release| release.version.to_string()).collect();
        assert_eq!(order, ["3.14", "3.13", "3.12", "3.11", "3.10", "3.9", "3.8", "3.7", "3.15"]);
    }
}
