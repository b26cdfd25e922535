//! Extensions of an editor, by what the project uses: `editor.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::PackageName;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EditorExtension {
    /// Ex) `charliermarsh.ruff`
    pub id: String,
    /// One of these is declared.
    #[serde(default)]
    pub with: Vec<PackageName>,
    /// One of these lies at the root.
    #[serde(default)]
    pub files: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    extension: Vec<EditorExtension>,
}

pub fn editor_extensions() -> &'static [EditorExtension] {
    static TABLE: LazyLock<Table> = LazyLock::new(|| super::embedded("editor.toml", table!("editor")));
    &TABLE.extension
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_unique() {
        let rows = editor_extensions();
        assert!(rows.is_sorted_by(|a, b| a.id < b.id));
        for row in rows {
            assert!(row.with.is_sorted() && row.files.is_sorted(), "{}", row.id);
            assert_eq!(row.id.split('.').count(), 2, "{}", row.id);
        }
    }
}
