//! `loads_later.toml`

use std::sync::OnceLock;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    loads: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    module: Vec<Row>,
}

fn rows() -> &'static [Row] {
    static TABLE: OnceLock<Table> = OnceLock::new();
    &TABLE.get_or_init(|| super::embedded("loads_later.toml", table!("loads_later"))).module
}

/// What the package imports only when it is used.
pub fn loads_later(top: &str) -> &'static [String] {
    rows().iter().find(|row| row.name == top).map_or(&[], |row| &row.loads)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ModulePath;

    #[test]
    fn rows_are_sorted_and_name_modules() {
        assert!(rows().is_sorted_by(|a, b| a.name < b.name));
        for row in rows() {
            assert!(row.loads.is_sorted_by(|a, b| a < b), "{}", row.name);
            assert!(row.loads.iter().all(|module| ModulePath::new(module).is_ok()), "{}", row.name);
        }
    }
}
