//! `build_constraints.toml`

use std::sync::OnceLock;

use pep440_rs::Version;
use pep508_rs::Requirement;
use serde::Deserialize;

use crate::model::PackageName;

/// Releases that are compiled or packed while they are installed, and that the newest build tools refuse.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuildConstraint {
    pub name: PackageName,
    pub since: Option<Version>,
    /// The first release that builds without it, or has a wheel.
    pub before: Version,
    /// Ex) `setuptools<58`
    pub constraint: Requirement,
    pub why: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    release: Vec<BuildConstraint>,
}

/// The row of a release, if it has one.
pub fn build_constraint(name: &PackageName, version: &Version) -> Option<&'static BuildConstraint> {
    let holds = |row: &&BuildConstraint| version < &row.before && row.since.as_ref().is_none_or(|since| version >= since);
    rows().iter().filter(|row| row.name == *name).find(holds)
}

fn rows() -> &'static [BuildConstraint] {
    static TABLE: OnceLock<Table> = OnceLock::new();
    &TABLE.get_or_init(|| super::embedded("build_constraints.toml", table!("build_constraints"))).release
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_are_sorted_and_hold_a_build_tool_below_a_release() {
        assert!(rows().is_sorted_by(|a, b| (&a.name, &a.before) < (&b.name, &b.before)));
        for row in rows() {
            let constraint = row.constraint.to_string();
            assert!(constraint.starts_with("cython<") || constraint.starts_with("setuptools<"), "{constraint}");
        }
    }

    #[test]
    fn a_release_is_told_from_the_next() {
        let constraint = |name: &str, version: &str| {
            let row = build_constraint(&name.parse().unwrap(), &version.parse().unwrap());
            row.map(|row| row.constraint.to_string())
        };
        assert_eq!(constraint("jsmin", "2.2.2").as_deref(), Some("setuptools<58"));
        assert_eq!(constraint("jsmin", "3.0.1"), None);
        assert_eq!(constraint("flask", "0.1"), None);
    }
}
