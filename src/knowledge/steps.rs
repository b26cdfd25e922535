//! `steps.toml`

use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::FactId;

/// Why a step is written the way it is.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepRow {
    /// Ex) `step/apt`, `install/uv`, `block/dependencies`, `from/python`
    pub id: String,
    /// What the step is for, in one sentence.
    pub about: String,
    pub why: String,
    /// The document that says so, or that it was measured.
    pub source: String,
    /// The facts that the step is made from.
    pub facts: Vec<FactId>,
    /// The names of the settings that change it.
    #[serde(default)]
    pub settings: Vec<String>,
    #[serde(default, rename = "detail")]
    pub details: Vec<Detail>,
}

/// What is to be said about some lines of a step.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Detail {
    /// The lines that hold this. `None` if a keyword says which lines.
    pub text: Option<String>,
    /// The lines of instructions with this keyword. `None` if a text says which lines.
    pub keyword: Option<String>,
    pub about: String,
    /// Where it differs from the step's. `None` if it does not differ.
    pub why: Option<String>,
    pub source: Option<String>,
    pub facts: Vec<FactId>,
    #[serde(default)]
    pub settings: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    step: Vec<StepRow>,
}

pub fn step_rows() -> &'static [StepRow] {
    static TABLE: OnceLock<Table> = OnceLock::new();
    &TABLE.get_or_init(|| super::embedded("steps.toml", table!("steps"))).step
}

/// The row with this id. `None` if there is none.
pub fn step_row(id: &str) -> Option<&'static StepRow> {
    step_rows().iter().find(|row| row.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_every_row_says_where_it_is_from() {
        let rows = step_rows();
        assert!(rows.is_sorted_by(|a, b| a.id < b.id));
        for row in rows {
            for sentence in [&row.about, &row.why] {
                assert!(sentence.ends_with('.'), "{}: {sentence}", row.id);
            }
            assert!(!row.source.is_empty(), "{}", row.id);
            for detail in &row.details {
                assert!(detail.about.ends_with('.'), "{}: {}", row.id, detail.about);
                assert_ne!(detail.text.is_some(), detail.keyword.is_some(), "{}: {}", row.id, detail.about);
                assert_eq!(detail.why.is_some(), detail.source.is_some(), "{}: {}", row.id, detail.about);
            }
        }
    }
}
