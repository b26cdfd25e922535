//! Variables that packages need where the user has no home and the root file system is read-only.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::{EnvVar, PackageName};

/// One row of `cache_variables.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CacheVariable {
    pub env: EnvVar,
    /// Packages of which one needs it.
    #[serde(default)]
    pub packages: Vec<PackageName>,
    /// Functions of the standard library that need it where the program calls them.
    #[serde(default)]
    pub calls: Vec<String>,
    /// The document that says so.
    pub source: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    variable: Vec<CacheVariable>,
}

/// The rows that are built in.
pub fn cache_variables() -> &'static [CacheVariable] {
    static ROWS: LazyLock<Vec<CacheVariable>> =
        LazyLock::new(|| super::embedded::<Table>("cache_variables.toml", table!("cache_variables")).variable);
    &ROWS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_are_sorted_and_each_has_what_needs_it() {
        let rows = cache_variables();
        assert!(rows.is_sorted_by(|a, b| a.env.name < b.env.name));
        for row in rows {
            assert!(row.packages.is_sorted_by(|a, b| a < b), "{}", row.env);
            assert!(row.packages.is_empty() != row.calls.is_empty(), "{}", row.env);
            assert!(row.source.starts_with("https://"), "{}", row.env);
            assert!(row.env.value().starts_with("/tmp/") || row.packages.is_empty(), "{}", row.env);
        }
    }
}
