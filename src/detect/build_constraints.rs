//! Build tools that a pinned dependency without a wheel was written for.
//!
//! An installer takes the newest setuptools for each build, and an old source archive may not build with it.

use std::collections::BTreeMap;

use crate::knowledge::build_constraint;
use crate::model::{Location, Note, PackageName, PythonVersion, RelPath, Version};
use crate::tree::ProjectTree;
use crate::wheel::Machine;

use super::installed::Installation;

/// The script of setuptools, at the root of the project.
const SETUP: &str = "setup.py";

/// The last setuptools with `pkg_resources`.
const WITH_PKG_RESOURCES: &str = "setuptools<81";

/// The constraints of the build environments, sorted, and a remark for each release that needs one. `builds_project` says that
/// the project itself is built.
pub fn detect(
    tree: &ProjectTree,
    installation: &Installation<'_>,
    python: PythonVersion,
    builds_project: bool,
    notes: &mut Vec<Note>,
) -> Vec<String> {
    let mut found: BTreeMap<PackageName, (Option<Version>, String)> = BTreeMap::new();
    if let Some(at) = imports_pkg_resources(tree).filter(|_| builds_project) {
        let message = format!("`{SETUP}` imports pkg_resources, so the project is built with `{WITH_PKG_RESOURCES}`");
        notes.push(Note::info(message).at(at).hint("setuptools 81 and later releases do not have it"));
        let bound = Some(Version::new([81]));
        found.extend("setuptools".parse().ok().map(|name: PackageName| (name, (bound, WITH_PKG_RESOURCES.to_owned()))));
    }
    let installed = installation.packages(python, Machine::X86_64);
    for package in installed.iter() {
        let Some(row) = package.version.as_ref().and_then(|version| build_constraint(package.name, version, python)) else {
            continue;
        };
        let message = format!("`{}` {}, so it is built with `{}`", package.title(), row.why, row.constraint);
        notes.push(Note::info(message).at(package.at.clone()).hint("a newer release of it does not need this"));
        // Of two bounds for one tool the lower one holds.
        let known = found.entry(row.constraint.name.clone()).or_insert_with(|| (row.bound(), row.constraint.to_string()));
        if row.bound() < known.0 {
            *known = (row.bound(), row.constraint.to_string());
        }
    }
    found.into_values().map(|(_, constraint)| constraint).collect()
}

/// Where the project's own script imports it.
fn imports_pkg_resources(tree: &ProjectTree) -> Option<Location> {
    let path = RelPath::parse(SETUP).ok()?;
    let text = tree.text(&path).ok()??;
    let is_import = |line: &str| {
        let mut words = line.split_whitespace();
        matches!(words.next(), Some("import" | "from")) && words.next().is_some_and(|name| name.starts_with("pkg_resources"))
    };
    let line = text.lines().position(is_import)?;
    Some(Location::line(path, line + 1))
}
