//! Whether production needs setuptools beside what it declares.

use crate::knowledge::{all_import_pkg_resources, imports_pkg_resources};
use crate::model::{Note, PythonVersion, Version};
use crate::wheel::Machine;

use super::installed::{Installation, Installed};

/// The remark that goes with adding it; `None` if no release needs `pkg_resources`, or a setuptools that still has it is
/// installed anyway.
pub fn detect(installation: &Installation<'_>, python: PythonVersion) -> Option<Note> {
    let installed = installation.packages(python, Machine::X86_64);
    let has_it = |version: &Version| version.release().first().is_some_and(|major| *major < 81);
    if installed.iter().any(|package| package.name.as_ref() == "setuptools" && package.version.as_ref().is_some_and(has_it)) {
        return None;
    }
    let imports = |package: &&Installed<'_>| match (&package.version, package.specifiers) {
        (Some(version), _) => imports_pkg_resources(package.name, version),
        (None, Some(allowed)) => all_import_pkg_resources(package.name, allowed),
        (None, None) => false,
    };
    let needs = installed.iter().find(imports)?;
    let message = format!("`{}` imports pkg_resources, so `setuptools<81` is installed beside the dependencies", needs.title());
    Some(Note::info(message).at(needs.at.clone()).hint("a newer release of it does not need this"))
}
