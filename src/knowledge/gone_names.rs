//! `gone_names.toml`

use std::sync::OnceLock;

use pep508_rs::Requirement;
use serde::Deserialize;

use crate::model::PackageName;

/// Names that the newer releases of a distribution no longer have.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GoneNames {
    /// Modules and members of modules. Ex) `flask.ext`, `wtforms.TextField`
    pub names: Vec<String>,
    /// The releases that still have them: first of the distribution that they belong to, then of others that it needs.
    pub releases: Vec<Requirement>,
    /// Distributions with a module of the same name that is kept up.
    #[serde(default)]
    pub unless: Vec<PackageName>,
}

impl GoneNames {
    /// Whether the row has the name or a module that it is in.
    pub fn holds(&self, used: &str) -> bool {
        let is_it = |name: &String| used.strip_prefix(name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
        self.names.iter().any(is_it)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    gone: Vec<GoneNames>,
}

/// Every row.
pub fn gone_names() -> &'static [GoneNames] {
    static TABLE: OnceLock<Table> = OnceLock::new();
    &TABLE.get_or_init(|| super::embedded("gone_names.toml", table!("gone_names"))).gone
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_are_sorted_and_their_releases_are_bounds() {
        let key = |row: &GoneNames| row.releases[0].to_string();
        assert!(gone_names().is_sorted_by_key(key));
        let mut all: Vec<&String> = gone_names().iter().flat_map(|row| &row.names).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
        for row in gone_names() {
            assert!(row.names.is_sorted(), "{:?}", row.names);
            assert!(row.releases.iter().all(|one| one.to_string().contains('<')), "{:?}", row.releases);
        }
    }

    #[test]
    fn a_module_holds_what_is_in_it() {
        let row = gone_names().iter().find(|row| row.names.iter().any(|name| name == "flask.ext")).unwrap();
        let found = ["flask.ext", "flask.ext.sqlalchemy", "flask.extension", "flask"].map(|name| row.holds(name));
        assert_eq!(found, [true, true, false, false]);
    }
}
