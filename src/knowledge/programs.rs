//! `programs.toml`

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::SystemPackage;

/// Programs that Python code starts, and the calls that start them.
#[derive(Debug)]
pub struct Programs {
    calls: BTreeMap<String, ProgramCall>,
    libraries: BTreeMap<String, ProgramLibrary>,
    programs: BTreeMap<String, ProgramRow>,
    /// Texts one of which is in every file that starts a program.
    pub signs: Vec<String>,
    /// Modules whose attributes are programs. Ex) `sh`
    pub modules: Vec<String>,
}

/// A function or a class of a library that starts a program by itself. Ex) `discord.FFmpegPCMAudio`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgramLibrary {
    pub name: String,
    pub starts: String,
}

/// A function that is given a program. Ex) `subprocess.run`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgramCall {
    pub name: String,
    pub takes: Takes,
    #[serde(default)]
    pub argument: String,
    #[serde(default)]
    pub position: usize,
}

/// What the argument is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Takes {
    /// A list whose first element is the program, or a line of shell.
    Words,
    /// The program alone.
    Program,
    /// The name of a program that is only looked for.
    Wanted,
}

/// A program and the package that has it.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProgramRow {
    pub name: String,
    /// On Debian, where both suites call it so.
    pub package: SystemPackage,
    pub alpine: Option<SystemPackage>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    signs: Vec<String>,
    modules: Vec<String>,
    call: Vec<ProgramCall>,
    library: Vec<ProgramLibrary>,
    program: Vec<ProgramRow>,
}

pub fn programs() -> &'static Programs {
    static PROGRAMS: OnceLock<Programs> = OnceLock::new();
    PROGRAMS.get_or_init(|| {
        let Table { signs, modules, call, library, program } = table();
        Programs {
            calls: call.into_iter().map(|row| (row.name.clone(), row)).collect(),
            libraries: library.into_iter().map(|row| (row.name.clone(), row)).collect(),
            programs: program.into_iter().map(|row| (row.name.clone(), row)).collect(),
            signs,
            modules,
        }
    })
}

fn table() -> Table {
    super::embedded("programs.toml", table!("programs"))
}

impl Programs {
    pub fn call(&self, name: &str) -> Option<&ProgramCall> {
        self.calls.get(name)
    }

    pub fn program(&self, name: &str) -> Option<&ProgramRow> {
        self.programs.get(name)
    }

    /// The program that a function of a library starts. `None` if no row has the function.
    pub fn of_library(&self, name: &str) -> Option<&ProgramRow> {
        self.program(&self.libraries.get(name)?.starts)
    }

    /// Every program, by its name.
    pub fn all(&self) -> impl Iterator<Item = &ProgramRow> {
        self.programs.values()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_unique() {
        let table = table();
        assert!(table.call.is_sorted_by(|a, b| a.name < b.name));
        assert!(table.program.is_sorted_by(|a, b| a.name < b.name));
        assert!(table.library.is_sorted_by(|a, b| a.name < b.name));
        assert!(table.library.iter().all(|row| programs().of_library(&row.name).is_some()));
    }

    #[test]
    fn every_call_is_in_a_file_with_a_sign() {
        let programs = programs();
        for name in programs.calls.keys().chain(programs.libraries.keys()).chain(&programs.modules) {
            let text = format!("import {name}\n{name}(");
            assert!(programs.signs.iter().any(|sign| text.contains(sign.as_str())), "{name}");
        }
    }
}
