//! `needed_beside.toml`

use std::sync::OnceLock;

use pep508_rs::Requirement;
use serde::Deserialize;

use crate::model::{PackageName, Version};

/// A distribution that the use of a name needs and that the name's own distribution does not bring.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NeededBeside {
    pub installs: PackageName,
    /// Modules and members of modules. Ex) `fastapi.Form`
    pub names: Vec<String>,
    /// Distributions that use one of the names themselves.
    #[serde(default)]
    pub by: Vec<PackageName>,
    /// The distribution of the names, where its older releases bring it. `None` if no release does.
    pub of: Option<PackageName>,
    /// The first release that does not. `None` if there is none.
    pub since: Option<Version>,
    /// Requirements that bring it. Ex) `fastapi[standard]`
    #[serde(default)]
    pub extras: Vec<Requirement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    need: Vec<NeededBeside>,
}

impl NeededBeside {
    /// Whether the row has the name or a module that it is in.
    pub fn holds(&self, used: &str) -> bool {
        let is_it = |name: &String| used.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.names.iter().any(is_it)
    }
}

/// Every row.
pub fn needed_beside() -> &'static [NeededBeside] {
    static TABLE: OnceLock<Table> = OnceLock::new();
    &TABLE.get_or_init(|| super::embedded("needed_beside.toml", table!("needed_beside"))).need
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_are_sorted_and_name_members_of_modules() {
        assert!(needed_beside().is_sorted_by(|a, b| a.installs < b.installs));
        for row in needed_beside() {
            assert!(row.names.is_sorted() && row.names.iter().all(|name| name.contains('.')), "{}", row.installs);
            assert!(row.extras.is_sorted_by_key(|extra| (&extra.name, &extra.extras)), "{}", row.installs);
            assert_eq!(row.of.is_some(), row.since.is_some(), "{}", row.installs);
        }
    }
}
