//! `test_trees.toml`

use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::{PackageName, Version};

/// A distribution that ships its test suite in folders named `tests`, which nothing outside of them imports.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestTree {
    pub name: PackageName,
    /// The folder of its package. Ex) `sklearn`
    pub package: String,
    /// Distributions that it requires and that have a row.
    #[serde(default)]
    pub requires: Vec<PackageName>,
    /// The oldest and the newest release on which this was tried.
    pub since: Version,
    pub tried: Version,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    tree: Vec<TestTree>,
}

pub fn test_trees() -> &'static [TestTree] {
    static TABLE: OnceLock<Table> = OnceLock::new();
    &TABLE.get_or_init(|| super::embedded("test_trees.toml", table!("test_trees"))).tree
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ModulePath;

    #[test]
    fn rows_are_sorted_and_what_they_require_has_a_row() {
        let rows = test_trees();
        assert!(rows.is_sorted_by(|a, b| a.name < b.name));
        for row in rows {
            assert!(ModulePath::new(&row.package).is_ok() && !row.package.contains('.'), "{}", row.name);
            assert!(row.since <= row.tried, "{}", row.name);
            assert!(row.requires.iter().all(|name| rows.iter().any(|row| row.name == *name)), "{}", row.name);
        }
    }
}
