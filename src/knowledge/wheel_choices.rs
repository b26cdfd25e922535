//! `wheel_choices.toml`

use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::PackageName;

/// A distribution whose usual wheel is a bad choice for most images.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WheelChoice {
    pub name: PackageName,
    pub when: ChoiceWhen,
    /// For `with`: how the names of the other distributions begin.
    #[serde(default)]
    pub beside: Vec<String>,
    pub cure: Cure,
    /// The other distribution, or the URL of the other index.
    pub instead: String,
    pub costs: String,
    pub instead_costs: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ChoiceWhen {
    Installed,
    Compiled,
    With,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cure {
    Replace,
    Index,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    choice: Vec<WheelChoice>,
}

pub fn wheel_choice(name: &PackageName) -> Option<&'static WheelChoice> {
    let rows = rows();
    rows.binary_search_by(|row| row.name.cmp(name)).ok().map(|index| &rows[index])
}

fn rows() -> &'static [WheelChoice] {
    static TABLE: OnceLock<Table> = OnceLock::new();
    &TABLE.get_or_init(|| super::embedded("wheel_choices.toml", table!("wheel_choices"))).choice
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_unique_and_complete() {
        assert!(rows().is_sorted_by(|a, b| a.name < b.name));
        for row in rows() {
            assert_eq!(row.when == ChoiceWhen::With, !row.beside.is_empty(), "{}", row.name);
            match row.cure {
                Cure::Replace => assert!(row.instead.parse::<PackageName>().is_ok(), "{}", row.instead),
                Cure::Index => assert!(row.instead.starts_with("https://"), "{}", row.instead),
            }
            assert!(!row.costs.ends_with('.') && !row.instead_costs.ends_with('.'), "{}: half a sentence", row.name);
        }
    }
}
