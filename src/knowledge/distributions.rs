//! `distributions.toml`

use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::Base;

/// A distribution and its releases, oldest first.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Distribution {
    /// Ex) `debian`
    pub name: String,
    /// Ex) `Debian`
    pub title: String,
    /// The command that installs packages in a build, without their names.
    pub install: String,
    /// What to move to, as a tag has it. Ex) `trixie`
    pub newest: String,
    pub releases: Vec<DistributionRelease>,
    pub evidence: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DistributionRelease {
    /// Ex) `13`, `24.04`
    pub version: String,
    /// `None` if the release has none. Ex) `trixie`
    pub codename: Option<String>,
    /// `YYYY-MM-DD`: such dates compare as text.
    pub end: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    distribution: Vec<Distribution>,
}

pub fn distributions() -> &'static [Distribution] {
    static TABLE: OnceLock<Table> = OnceLock::new();
    &TABLE.get_or_init(|| super::embedded("distributions.toml", table!("distributions"))).distribution
}

/// The distribution of the official Python images of this kind.
pub fn distribution_of(base: Base) -> &'static Distribution {
    let name = if base == Base::Alpine { "alpine" } else { "debian" };
    distributions().iter().find(|row| row.name == name).expect("the table has both")
}

impl DistributionRelease {
    /// Ex) `13 (trixie)`
    pub fn shown(&self) -> String {
        self.codename.as_ref().map_or_else(|| self.version.clone(), |codename| format!("{} ({codename})", self.version))
    }
}

impl Distribution {
    /// The release that a part of a tag names, by its code name or, where the image is the distribution's own, by number. `None`
    /// if it names none.
    pub(super) fn release(&self, part: &str, by_number: bool) -> Option<&DistributionRelease> {
        let version = if by_number { part } else { part.strip_prefix(self.name.as_str()).unwrap_or_default() };
        let is_version =
            |known: &str| version == known || version.strip_prefix(known).is_some_and(|rest| rest.starts_with(['.', '_']));
        self.releases.iter().find(|release| release.codename.as_deref() == Some(part) || is_version(&release.version))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_their_dates_are_dates() {
        let names: Vec<&str> = distributions().iter().map(|row| row.name.as_str()).collect();
        assert!(names.is_sorted());
        for row in distributions() {
            assert!(row.evidence.starts_with("https://"), "{}", row.name);
            let number = |version: &str| -> Vec<u32> { version.split('.').map(|part| part.parse().unwrap()).collect() };
            assert!(row.releases.is_sorted_by_key(|release| number(&release.version)), "{}", row.name);
            for release in &row.releases {
                assert!(release.end.len() == 10 && release.end.as_bytes()[4] == b'-', "{} {}", row.name, release.version);
            }
            assert!(
                row.releases
                    .iter()
                    .any(|release| release.version == row.newest || release.codename.as_ref() == Some(&row.newest))
            );
        }
    }
}
