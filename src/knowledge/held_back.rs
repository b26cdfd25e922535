//! `held_back.toml`

use std::sync::OnceLock;

use pep440_rs::Version;
use pep508_rs::Requirement;
use serde::Deserialize;

use crate::model::PackageName;

/// Releases that need older releases of other distributions than their metadata says.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeldBack {
    pub name: PackageName,
    pub since: Option<Version>,
    /// The first release that does without; `None` if there is none.
    pub before: Option<Version>,
    /// What the project lists as well, one of them: with none of them the row says nothing; an empty list asks for nothing.
    #[serde(default)]
    pub beside: Vec<Requirement>,
    /// With one of these the row says nothing.
    #[serde(default)]
    pub unless: Vec<PackageName>,
    pub holds: Vec<Requirement>,
    pub why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    release: Vec<HeldBack>,
}

impl HeldBack {
    /// Whether the release is one of those.
    pub fn holds_for(&self, version: &Version) -> bool {
        self.before.as_ref().is_none_or(|before| version < before) && self.since.as_ref().is_none_or(|since| version >= since)
    }
}

/// Every row.
pub fn held_back() -> &'static [HeldBack] {
    static TABLE: OnceLock<Table> = OnceLock::new();
    &TABLE.get_or_init(|| super::embedded("held_back.toml", table!("held_back"))).release
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_are_sorted_and_their_requirements_are_bounds() {
        assert!(held_back().is_sorted_by_key(|row| (&row.name, row.before.is_none(), &row.before)));
        for row in held_back() {
            assert!(row.holds.is_sorted_by(|a, b| a.name < b.name), "{}", row.name);
            // A bound, or a distribution that is not installed otherwise.
            let is_bound = |hold: &Requirement| hold.version_or_url.is_none() || hold.to_string().contains('<');
            assert!(row.holds.iter().all(is_bound), "{}", row.name);
        }
    }

    #[test]
    fn a_release_is_told_from_the_next() {
        let holds = |name: &str, version: &str| {
            let (name, version) = (name.parse().unwrap(), version.parse().unwrap());
            let row = held_back().iter().find(|row| row.name == name && row.holds_for(&version));
            row.map(|row| row.holds.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")).unwrap_or_default()
        };
        assert_eq!(holds("flask", "1.1.4"), "itsdangerous<2.1 jinja2<3.1 werkzeug<2.1");
        assert_eq!(holds("flask", "2.2.5"), "werkzeug<3");
        assert_eq!(holds("flask", "2.3.0"), "");
        assert_eq!(holds("django", "1.0"), "");
    }
}
