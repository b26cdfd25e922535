//! `ignore.toml`

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::secrets::{SecretFile, secret_files};

/// A titled group of patterns of the `.dockerignore`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IgnoreSection {
    pub title: String,
    /// Why no build context should hold these.
    pub why: String,
    /// It is about Python projects alone.
    #[serde(default)]
    pub python: bool,
    /// Its patterns come from `secrets.toml`, and none of them is ever left out.
    #[serde(default)]
    pub secrets: bool,
    pub patterns: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    section: Vec<IgnoreSection>,
}

/// The sections in the order in which they are written. The patterns of the last come from `secrets.toml`.
pub fn ignore_sections() -> &'static [IgnoreSection] {
    static TABLE: OnceLock<Table> = OnceLock::new();
    let read = || {
        let mut table: Table = super::embedded("ignore.toml", table!("ignore"));
        for section in table.section.iter_mut().filter(|section| section.secrets) {
            section.patterns.extend(secret_files().iter().flat_map(SecretFile::patterns));
        }
        table
    };
    &TABLE.get_or_init(read).section
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_unique_and_secrets_come_last() {
        let sections = ignore_sections();
        let mut patterns: Vec<&String> = sections.iter().flat_map(|section| &section.patterns).collect();
        let count = patterns.len();
        patterns.sort();
        patterns.dedup();
        assert_eq!(patterns.len(), count);
        assert_eq!(sections.last().map(|section| section.title.as_str()), Some("Secrets"));
    }
}
