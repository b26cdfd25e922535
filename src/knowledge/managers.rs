//! `managers.toml`

use std::sync::LazyLock;

use serde::Deserialize;

/// A program that installs the dependencies of a project.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManagerRow {
    pub name: String,
    /// A document.
    pub evidence: String,
    /// The verbs that bring in the dependencies of a project.
    #[serde(default)]
    pub verbs: Vec<String>,
    /// What those verbs read in any case.
    #[serde(default)]
    pub reads: Vec<String>,
    /// The options that name extras, and those that name groups.
    #[serde(default)]
    pub extras: Vec<String>,
    #[serde(default)]
    pub groups: Vec<String>,
    /// The options whose next word is their value.
    #[serde(default)]
    values: Vec<String>,
    pub lock: Option<LockCheck>,
    pub run: Option<RunVerb>,
    /// Its folder below `~/.cache`.
    pub cache: String,
    /// What the names of its variables begin with. Ex) `PDM_`
    pub variables: String,
}

/// How an installation checks that the lock is up to date.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LockCheck {
    pub verb: String,
    pub flag: String,
    /// Options with which the lock is not to be checked.
    others: Vec<String>,
    /// Variables that say the same.
    #[serde(default)]
    pub variables: Vec<String>,
    /// With a word behind the verb it installs that one.
    #[serde(default)]
    pub takes_packages: bool,
}

/// What `run` does before it starts a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunVerb {
    /// It installs what is missing.
    Syncs,
    /// It looks for the environment.
    Starts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    others: Vec<String>,
    manager: Vec<ManagerRow>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| super::embedded("managers.toml", table!("managers")));

/// Every row, by name.
pub fn manager_rows() -> &'static [ManagerRow] {
    &TABLE.manager
}

/// The row of the program. `None` if it has none.
pub fn manager_row(program: &str) -> Option<&'static ManagerRow> {
    manager_rows().iter().find(|row| row.name == program)
}

/// The options of `pip` and of `uv pip` whose next word is their value.
pub fn pip_values() -> &'static [&'static str] {
    static VALUES: LazyLock<Vec<&str>> =
        LazyLock::new(|| manager_row("pip").iter().flat_map(|row| &row.values).map(String::as_str).collect());
    &VALUES
}

/// The programs that install for Python and other languages. Those of a distribution are not among them: an image may need a
/// system library to run, and it is to be installed in the image itself.
pub fn language_installers() -> impl Iterator<Item = &'static str> {
    TABLE.others.iter().map(String::as_str).chain(manager_rows().iter().map(|row| row.name.as_str()))
}

impl ManagerRow {
    /// Whether the verb brings in the dependencies of a project.
    pub fn installs(&self, verb: Option<&str>) -> bool {
        verb.is_some_and(|verb| self.verbs.iter().any(|known| known == verb))
    }
}

impl LockCheck {
    /// The options that say whether the lock is checked.
    pub fn options(&self) -> Vec<&str> {
        std::iter::once(&self.flag).chain(&self.others).map(String::as_str).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::LockingProgram;

    #[test]
    fn rows_are_sorted_and_every_program_with_a_lock_has_one() {
        assert!(manager_rows().is_sorted_by(|a, b| a.name < b.name) && TABLE.others.is_sorted_by(|a, b| a < b));
        assert!(pip_values().is_sorted_by(|a, b| a < b));
        for row in manager_rows() {
            assert!(row.evidence.starts_with("https://"), "{}", row.name);
            assert_eq!(row.variables, format!("{}_", row.name.to_uppercase()));
        }
        for program in LockingProgram::ALL {
            let row = manager_row(program.name).expect("it has a row");
            assert_eq!(row.reads, [program.manifest]);
        }
    }
}
