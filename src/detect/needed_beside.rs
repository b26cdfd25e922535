//! Distributions that the program needs beside those that it lists: an extra of one that it lists brings them, which the project
//! does not name, or older releases of it did.
//!
//! `from fastapi import Form` stops the program where `python-multipart` is not installed. A lock decides for itself.

use std::collections::BTreeSet;

use super::held_back::{has_upper_bound, is_listed};
use super::installed::{Installation, Installed};
use super::programs::Scope;
use super::used_names::used_names;
use super::writable::runs;
use crate::knowledge::{NeededBeside, needed_beside};
use crate::manifest::Manifests;
use crate::model::{Location, Note, PackageName, PythonVersion, Start};
use crate::python::{ImportPath, Project, Target};
use crate::tree::ProjectTree;
use crate::wheel::Machine;

/// The distributions to install too, sorted, and a remark for each.
pub fn detect(
    tree: &ProjectTree,
    installation: &Installation<'_>,
    python: PythonVersion,
    start: &Start,
    notes: &mut Vec<Note>,
) -> Vec<String> {
    if installation.lock().is_some() {
        return Vec::new();
    }
    let installed = installation.packages(python, Machine::X86_64);
    let is_open = |row: &&NeededBeside| is_open(row, installation.manifests, &installed);
    let open: Vec<&'static NeededBeside> = needed_beside().iter().filter(is_open).collect();
    let mut found: Vec<(&NeededBeside, String, Location)> = Vec::new();
    for row in &open {
        let user = installed.iter().find(|package| row.by.contains(package.name));
        found.extend(user.map(|package| (*row, package.name.to_string(), package.at.clone())));
    }
    add_used(tree, start, &open, &mut found);
    found.sort_by(|one, other| one.0.installs.cmp(&other.0.installs));
    for (row, user, at) in &found {
        let message =
            format!("`{user}` needs `{0}`, which no file of the project lists, so `{0}` is installed too", row.installs);
        notes.push(Note::info(message).at(at.clone()).hint(format!("add `{}` to the dependencies", row.installs)));
    }
    found.into_iter().map(|(row, ..)| row.installs.to_string()).collect()
}

/// Whether nothing that the project lists brings what the row installs.
fn is_open(row: &NeededBeside, manifests: &Manifests, installed: &[Installed<'_>]) -> bool {
    let named = |name: &PackageName| installed.iter().find(|package| package.name == name);
    let is_brought = row.extras.iter().any(|needed| is_listed(manifests, needed));
    let is_older = row.of.as_ref().and_then(named).zip(row.since.as_ref()).is_some_and(|(package, since)| {
        let is_below = package.version.as_ref().is_some_and(|version| version < since);
        let ends_below = package.specifiers.is_some_and(|list| has_upper_bound(list) && !list.contains(since));
        is_below || (package.version.is_none() && ends_below && package.specifiers.is_some_and(|list| is_lower(list, since)))
    });
    !is_brought && !is_older && named(&row.installs).is_none() && manifests.declared(&row.installs).is_none()
}

/// Whether the list names no release from this one on.
fn is_lower(list: &crate::model::VersionSpecifiers, since: &crate::model::Version) -> bool {
    list.iter().all(|one| one.version() <= since)
}

/// Adds the rows whose names the program uses.
fn add_used(
    tree: &ProjectTree,
    start: &Start,
    open: &[&'static NeededBeside],
    found: &mut Vec<(&'static NeededBeside, String, Location)>,
) {
    let files = tree.files_where("needed beside", runs, names_one);
    if files.is_empty() || open.is_empty() {
        return;
    }
    let project = Project::new(tree, start.working_dir.iter().cloned().collect(), BTreeSet::new());
    let scope = Scope::of(tree, &project, start);
    for path in files.iter().filter(|path| scope.imports(tree, path)) {
        let Some(module) = project.module(path) else { continue };
        for (name, offset) in used_names(&module) {
            let Some(row) = open.iter().find(|row| row.holds(&name)) else { continue };
            let top = name.split('.').next().unwrap_or(&name).to_owned();
            let is_external = matches!(project.import(path, &ImportPath { level: 0, path: top }), Target::External(_));
            if is_external && found.iter().all(|(known, ..)| known != row) {
                found.push((row, name, module.source.location(offset)));
            }
        }
    }
}

/// Whether the text may use a name of a row.
fn names_one(text: &str) -> bool {
    let last = |name: &String| name.rsplit('.').next().is_some_and(|last| text.contains(last));
    needed_beside().iter().any(|row| row.names.iter().any(last))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::start::program;
    use crate::model::{Command, PackageManager, RelPath, Selection};

    #[track_caller]
    fn check(requirements: &str, code: &str, expected: &str) {
        let tree = ProjectTree::in_memory([("requirements.txt", requirements), ("app.py", code)]);
        let manifests = Manifests::read(&tree).unwrap();
        let file = RelPath::parse("requirements.txt").unwrap();
        let installation = Installation::new(&manifests, PackageManager::Pip, Some(&file), false, Selection::default());
        let start = program("script", RelPath::parse("app.py").ok(), Command::of(&["python", "app.py"]).unwrap());
        let mut notes = Vec::new();
        let found = detect(&tree, &installation, "3.14".parse().unwrap(), &start, &mut notes);
        assert_eq!((found.join(" ").as_str(), found.len()), (expected, notes.len()), "{requirements}{code}");
    }

    #[test]
    fn a_name_that_needs_more_than_its_distribution_brings_it() {
        let form = "from fastapi import Form\n";
        let engine = "from sqlalchemy.ext.asyncio import create_async_engine\n";
        for (requirements, code, expected) in [
            ("fastapi\n", form, "python-multipart"),
            ("fastapi==0.116.0\n", "import fastapi\nx = fastapi.File()\n", "python-multipart"),
            (
                "fastapi\n",
                "from pydantic import EmailStr\nfrom fastapi.templating import Jinja2Templates\n",
                "email-validator jinja2",
            ),
            ("fastapi[standard]\n", form, ""),
            ("fastapi\npython-multipart\n", form, ""),
            ("fastapi\n", "from fastapi import FastAPI\n", ""),
            ("fastapi\n", "try:\n    from fastapi import Form\nexcept ImportError:\n    Form = None\n", ""),
            ("sqlalchemy\n", engine, "greenlet"),
            ("sqlalchemy>=2\n", engine, "greenlet"),
            ("sqlmodel\n", engine, "greenlet"),
            ("sqlalchemy==2.1.3\n", engine, "greenlet"),
            ("sqlalchemy==2.0.40\n", engine, ""),
            ("sqlalchemy<2.1\n", engine, ""),
            ("sqlalchemy~=2.0.30\n", engine, ""),
            ("sqlalchemy[asyncio]\n", engine, ""),
            ("sqladmin\n", "import sqladmin\n", "greenlet"),
        ] {
            check(requirements, code, expected);
        }
    }
}
