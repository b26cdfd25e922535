//! `pkg_resources.toml`

use std::sync::OnceLock;

use pep440_rs::Version;
use serde::Deserialize;

use crate::model::PackageName;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: PackageName,
    before: Option<Version>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    release: Vec<Row>,
}

fn rows() -> &'static [Row] {
    static TABLE: OnceLock<Table> = OnceLock::new();
    &TABLE.get_or_init(|| super::embedded("pkg_resources.toml", table!("pkg_resources"))).release
}

/// Whether this release imports `pkg_resources` at run time.
pub fn imports_pkg_resources(name: &PackageName, version: &Version) -> bool {
    rows().iter().any(|row| row.name == *name && row.before.as_ref().is_none_or(|before| version < before))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_a_release_is_told_from_the_next() {
        assert!(rows().is_sorted_by(|a, b| a.name < b.name));
        let name = "gunicorn".parse().unwrap();
        assert!(imports_pkg_resources(&name, &"20.1.0".parse().unwrap()));
        assert!(!imports_pkg_resources(&name, &"21.2.0".parse().unwrap()));
    }
}
