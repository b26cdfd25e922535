//! `removed_modules.toml`

use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::{PackageName, PythonVersion};

/// A module that the standard library has no more.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemovedModule {
    pub name: String,
    /// The first release without it.
    pub removed: PythonVersion,
    /// Distributions that bring a module of this name.
    #[serde(default)]
    pub stand_ins: Vec<PackageName>,
}

/// A name that a module of the standard library has no more.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RemovedName {
    /// Ex) `inspect.formatargspec`
    pub name: String,
    /// The first release without it.
    pub removed: PythonVersion,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    python_two: Vec<String>,
    distribution: Vec<PackageName>,
    module: Vec<RemovedModule>,
    member: Vec<RemovedName>,
}

fn tables() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| super::embedded("removed_modules.toml", table!("removed_modules")))
}

/// The modules that are gone, by name.
pub fn removed_modules() -> &'static [RemovedModule] {
    &tables().module
}

/// Modules of Python 2 alone.
pub fn modules_of_python_two() -> &'static [String] {
    &tables().python_two
}

/// Distributions that install on Python 2 alone.
pub fn distributions_of_python_two() -> &'static [PackageName] {
    &tables().distribution
}

/// The names that modules have no more.
pub fn removed_names() -> &'static [RemovedName] {
    &tables().member
}

/// The row of a top-level module; `None` if every release has it, or none ever had.
pub fn removed_module(top: &str) -> Option<&'static RemovedModule> {
    let table = removed_modules();
    table.binary_search_by(|row| row.name.as_str().cmp(top)).ok().map(|found| &table[found])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::modules;

    #[test]
    fn rows_are_sorted_and_of_the_standard_library() {
        assert!(removed_modules().is_sorted_by(|a, b| a.name < b.name));
        for row in removed_modules() {
            assert!(modules().is_standard(&row.name), "{}", row.name);
            assert!(row.stand_ins.is_sorted(), "{}", row.name);
        }
        assert!(modules_of_python_two().is_sorted());
        assert!(distributions_of_python_two().is_sorted());
        assert!(modules_of_python_two().iter().all(|name| removed_module(name).is_none() && !modules().is_standard(name)));
        assert!(removed_names().is_sorted_by(|a, b| a.name < b.name));
        for row in removed_names() {
            assert!(modules().is_standard(row.name.split('.').next().unwrap_or_default()), "{}", row.name);
        }
    }

    #[test]
    fn a_module_is_found_by_its_name() {
        assert_eq!(removed_module("cgi").unwrap().removed.to_string(), "3.13");
        assert!(removed_module("json").is_none());
    }
}
