//! `pkg_resources.toml`

use std::sync::OnceLock;

use pep440_rs::{Version, VersionSpecifiers};
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

/// Whether every release that the specifiers allow imports it: they allow none from the row's end on.
pub fn all_import_pkg_resources(name: &PackageName, allowed: &VersionSpecifiers) -> bool {
    use pep440_rs::Operator::{Equal, EqualStar, ExactEqual, LessThan, LessThanEqual, TildeEqual};
    let bounds = allowed
        .iter()
        .filter(|one| matches!(one.operator(), Equal | EqualStar | ExactEqual | LessThan | LessThanEqual | TildeEqual));
    let highest = bounds.map(|one| (one.operator(), one.version())).min_by(|a, b| a.1.cmp(b.1));
    let row = rows().iter().find(|row| row.name == *name);
    let (Some(row), Some((operator, bound))) = (row, highest) else { return false };
    row.before.as_ref().is_none_or(|before| match operator {
        LessThan => bound <= before,
        _ => bound < before && !allowed.contains(before),
    })
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

    #[test]
    fn a_range_is_judged_by_its_end() {
        let name = "gunicorn".parse().unwrap();
        for (allowed, expected) in [
            ("~=20.1.0", true),
            (">=20,<21", true),
            ("<20.1", true),
            ("~=20.1", true),
            (">=20", false),
            (">=20,<24", false),
            ("==22.*", false),
            ("", false),
        ] {
            assert_eq!(all_import_pkg_resources(&name, &allowed.parse().unwrap()), expected, "{allowed}");
        }
    }
}
