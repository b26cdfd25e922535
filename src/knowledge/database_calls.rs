//! `database_calls.toml`

use std::sync::OnceLock;

use serde::Deserialize;

/// How code reaches a database, and which code runs before each page.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatabaseCalls {
    pub attributes: Vec<String>,
    pub other_owners: Vec<String>,
    pub functions: Vec<String>,
    pub methods: Vec<String>,
    pub reading_views: Vec<String>,
    pub plain_views: Vec<String>,
    pub hooks: Vec<String>,
}

pub fn database_calls() -> &'static DatabaseCalls {
    static TABLE: OnceLock<DatabaseCalls> = OnceLock::new();
    TABLE.get_or_init(|| super::embedded("database_calls.toml", table!("database_calls")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_and_their_names_are_unique() {
        let DatabaseCalls { attributes, other_owners, functions, methods, reading_views, plain_views, hooks } = database_calls();
        for list in [attributes, other_owners, functions, methods, reading_views, plain_views, hooks] {
            assert!(list.is_sorted_by(|one, other| one < other), "{list:?}");
        }
    }
}
