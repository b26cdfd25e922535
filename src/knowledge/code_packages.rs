//! `code_packages.toml`

use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::{Base, Suite, SystemPackage};

/// A module, or another name in code, that loads libraries of the system.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodePackages {
    pub name: String,
    /// A few words for people.
    pub why: String,
    #[serde(default)]
    debian: Vec<SystemPackage>,
    bookworm: Option<Vec<SystemPackage>>,
    trixie: Option<Vec<SystemPackage>>,
    #[serde(default)]
    alpine: Vec<SystemPackage>,
    /// A document, or what was run.
    pub evidence: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    need: Vec<CodePackages>,
}

/// Every row, by name.
pub fn code_packages() -> &'static [CodePackages] {
    static TABLE: OnceLock<Table> = OnceLock::new();
    &TABLE.get_or_init(|| super::embedded("code_packages.toml", table!("code_packages"))).need
}

impl CodePackages {
    /// Whether the dotted name is the row's, or one below it.
    pub fn covers(&self, name: &str) -> bool {
        name.strip_prefix(self.name.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    pub fn packages(&self, base: Base, suite: Suite) -> &[SystemPackage] {
        match (base, suite) {
            (Base::Alpine, _) => &self.alpine,
            (_, Suite::Bookworm) => self.bookworm.as_ref().unwrap_or(&self.debian),
            (_, Suite::Trixie) => self.trixie.as_ref().unwrap_or(&self.debian),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_name_packages_everywhere() {
        assert!(code_packages().is_sorted_by(|a, b| a.name < b.name));
        for row in code_packages() {
            assert!(!row.why.is_empty() && !row.evidence.is_empty(), "{}", row.name);
            for base in Base::ALL {
                for suite in Suite::ALL {
                    let packages = row.packages(base, suite);
                    assert!(!packages.is_empty() && packages.is_sorted(), "{} on {base} {suite}", row.name);
                }
            }
        }
    }

    #[test]
    fn a_name_covers_what_is_below_it() {
        let row = code_packages().iter().find(|row| row.name == "tkinter").unwrap();
        for (name, expected) in [("tkinter", true), ("tkinter.ttk", true), ("tkinterdnd2", false), ("my.tkinter", false)] {
            assert_eq!(row.covers(name), expected, "{name}");
        }
    }
}
