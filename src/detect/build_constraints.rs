//! Build tools that a pinned dependency without a wheel was written for.
//!
//! An installer takes the newest setuptools for each build, and an old source archive may not build with it.

use std::collections::BTreeMap;

use crate::knowledge::build_constraint;
use crate::model::{Note, PythonVersion};
use crate::wheel::Machine;

use super::installed::Installation;

/// The constraints of the build environments, sorted, and a remark for each release that needs one.
pub fn detect(installation: &Installation<'_>, python: PythonVersion, notes: &mut Vec<Note>) -> Vec<String> {
    let mut found = BTreeMap::new();
    let installed = installation.packages(python, Machine::X86_64);
    for package in installed.iter() {
        let Some(row) = package.version.as_ref().and_then(|version| build_constraint(package.name, version)) else { continue };
        let message = format!("`{}` {}, so it is built with `{}`", package.title(), row.why, row.constraint);
        notes.push(Note::info(message).at(package.at.clone()).hint("a newer release of it does not need this"));
        found.insert(row.constraint.name.clone(), row.constraint.to_string());
    }
    found.into_values().collect()
}
