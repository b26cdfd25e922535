//! `output_keys.toml`

use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::FactId;

/// Why a key of a file stands there.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputKey {
    /// Ex) `service.healthcheck`; `*` stands for any name.
    pub path: String,
    /// What the key is for, in one sentence.
    pub about: String,
    pub why: String,
    pub source: String,
    /// The facts that the value is made from.
    #[serde(default)]
    pub facts: Vec<FactId>,
}

/// The kinds of files that have keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyedFile {
    Compose,
    Devcontainer,
    /// `.env.example`
    Environment,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    compose: Vec<OutputKey>,
    devcontainer: Vec<OutputKey>,
    environment: Vec<OutputKey>,
}

pub fn output_keys(file: KeyedFile) -> &'static [OutputKey] {
    static TABLE: LazyLock<Table> = LazyLock::new(|| super::embedded("output_keys.toml", table!("output_keys")));
    match file {
        KeyedFile::Compose => &TABLE.compose,
        KeyedFile::Devcontainer => &TABLE.devcontainer,
        KeyedFile::Environment => &TABLE.environment,
    }
}

/// The row of the key with this path, or of the nearest one above it. `None` if there is none.
pub fn output_key(file: KeyedFile, path: &[String]) -> Option<&'static OutputKey> {
    let is_row = |row: &&OutputKey, path: &[String]| {
        let parts: Vec<&str> = row.path.split('.').collect();
        parts.len() == path.len() && parts.iter().zip(path).all(|(part, name)| *part == "*" || part == name)
    };
    (1..=path.len()).rev().find_map(|length| {
        let rows = || output_keys(file).iter();
        let exact = rows().find(|row| row.path == path[..length].join("."));
        exact.or_else(|| rows().find(|row| is_row(row, &path[..length])))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_unique_and_complete() {
        for file in [KeyedFile::Compose, KeyedFile::Devcontainer, KeyedFile::Environment] {
            let rows = output_keys(file);
            assert!(rows.is_sorted_by(|a, b| a.path < b.path), "{file:?}");
            for row in rows {
                assert!(row.about.ends_with('.') && row.why.ends_with('.'), "{}", row.path);
                assert!(row.source.starts_with("https://"), "{}", row.path);
            }
        }
    }

    #[test]
    fn a_key_without_a_row_belongs_to_the_one_above() {
        let path = |text: &str| text.split('.').map(str::to_owned).collect::<Vec<_>>();
        for (text, expected) in [
            ("service.healthcheck.test", Some("service.healthcheck")),
            ("service.build.target", Some("service.build")),
            ("service.something", Some("service")),
            ("unknown", None),
        ] {
            let found = output_key(KeyedFile::Compose, &path(text)).map(|row| row.path.as_str());
            assert_eq!(found, expected, "{text}");
        }
        assert_eq!(output_key(KeyedFile::Environment, &path("SECRET_KEY")).map(|row| row.path.as_str()), Some("*"));
    }
}
