//! `build_constraints.toml`

use std::sync::OnceLock;

use pep440_rs::Version;
use pep508_rs::{Requirement, VersionOrUrl};
use serde::Deserialize;

use crate::model::{PackageName, PythonVersion};

/// Releases that are compiled or packed while they are installed, and that the newest build tools refuse.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BuildConstraint {
    pub name: PackageName,
    pub since: Option<Version>,
    /// The first release that builds without it, or has a wheel.
    pub before: Version,
    /// The first Python that it has no wheel for, where it has some. `None` if it has one for no Python, or for every one.
    pub python: Option<PythonVersion>,
    /// Ex) `setuptools<58`
    pub constraint: Requirement,
    pub why: String,
}

impl BuildConstraint {
    /// The first version of the tool that is too new. `None` if every version will do.
    pub fn bound(&self) -> Option<Version> {
        match &self.constraint.version_or_url {
            Some(VersionOrUrl::VersionSpecifier(list)) => list.iter().map(|one| one.version().clone()).min(),
            _ => None,
        }
    }

    /// Whether the tool runs on this Python: setuptools has had `distutils` of its own since its release 60, and Python has had
    /// none since 3.12.
    pub fn builds_on(&self, python: PythonVersion) -> bool {
        let needs_distutils = self.constraint.name.as_ref() == "setuptools" && self.bound() < Some(Version::new([60]));
        !needs_distutils || python < PythonVersion::new(3, 12)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    release: Vec<BuildConstraint>,
}

/// The row of a release that is built on this Python, if it has one. `None` if it has none.
pub fn build_constraint(name: &PackageName, version: &Version, python: PythonVersion) -> Option<&'static BuildConstraint> {
    let holds = |row: &&BuildConstraint| {
        version < &row.before
            && row.since.as_ref().is_none_or(|since| version >= since)
            && row.python.is_none_or(|first| python >= first)
    };
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
        let constraint = |name: &str, version: &str, python: &str| {
            let python = python.parse().unwrap();
            let row = build_constraint(&name.parse().unwrap(), &version.parse().unwrap(), python);
            row.map(|row| (row.constraint.to_string(), row.builds_on(python)))
        };
        let constraint = |name: &str, version: &str, python: &str| {
            constraint(name, version, python).map(|(text, builds)| format!("{text} {builds}")).unwrap_or_default()
        };
        assert_eq!(constraint("jsmin", "2.2.2", "3.11"), "setuptools<58 true");
        assert_eq!(constraint("jsmin", "2.2.2", "3.12"), "setuptools<58 false");
        assert_eq!(constraint("jsmin", "3.0.1", "3.11"), "");
        assert_eq!(constraint("pyyaml", "5.4.1", "3.9"), "");
        assert_eq!(constraint("pyyaml", "5.4.1", "3.12"), "cython<3 true");
        assert_eq!(constraint("flask", "0.1", "3.11"), "");
    }
}
