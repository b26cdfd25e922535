//! Modules that the start imports and that no file of the project lists.

use std::collections::{BTreeSet, VecDeque};

use ruff_python_ast::Stmt;
use ruff_text_size::{Ranged, TextSize};

use super::reached;
use crate::knowledge::modules;
use crate::manifest::Manifests;
use crate::model::{Location, PackageName, RelPath, Start};
use crate::python::{ImportPath, Module, Project, Target};
use crate::tree::ProjectTree;

/// One such module, with the distribution that brings it.
#[derive(Debug, PartialEq, Eq)]
pub struct Unlisted {
    pub module: String,
    pub distribution: String,
    pub at: Location,
    /// Whether everything that is installed is known, and does not hold it: the program ends at this import.
    pub certain: bool,
}

/// Modules that are followed from the start.
const MOST: usize = 200;

/// A module from outside the project that the program loads.
pub struct Loaded {
    /// The first part of its name.
    pub module: String,
    /// The file of the project that imports it.
    pub file: RelPath,
    pub at: Location,
}

/// What the program imports at the top level of its modules, where nothing catches a failure: it cannot run without these.
///
/// A project that lists dependencies may get more than it lists, so that only modules of the table are reported there. A
/// module that has the name of any file or folder of the project is the project's own.
pub fn detect(tree: &ProjectTree, manifests: &Manifests, start: &Start) -> Vec<Unlisted> {
    let listed = listed(manifests);
    // The distributions that are listed may bring others.
    let is_whole = listed.is_empty() || manifests.lists_everything();
    let is_certain = listed.is_empty() && !is_unknown(manifests);
    let unlisted = |loaded: Loaded| {
        let Loaded { module, file, at } = loaded;
        let known = modules().distributions(&module);
        let is_listed = known.iter().any(|name| listed.contains(&name));
        // Of other modules than the first little is known: a platform may bring what they import.
        let by_name = || (is_certain && start.file.as_ref() == Some(&file)).then(|| modules().name(&module).to_owned());
        let distribution = known.first().map(ToString::to_string).or_else(by_name)?;
        let is_reported = !is_listed && !is_unknown(manifests) && !is_own(tree, &module);
        is_reported.then(|| Unlisted { distribution: written(&distribution), module, at, certain: is_whole })
    };
    loaded(tree, start).into_iter().filter_map(unlisted).collect()
}

/// The modules from outside the project and outside the standard library that the program loads with its own, each once.
pub fn loaded(tree: &ProjectTree, start: &Start) -> Vec<Loaded> {
    let mut found: Vec<Loaded> = Vec::new();
    walk(tree, start, |project, module| {
        for (top, at) in imported_from_outside(project, module) {
            if !found.iter().any(|known| known.module == top) {
                found.push(Loaded { module: top, file: module.path().clone(), at });
            }
        }
    });
    found
}

/// Visits the modules of the project that the program loads, those nearest to the start first.
fn walk(tree: &ProjectTree, start: &Start, mut visit: impl FnMut(&Project<'_>, &Module)) {
    let Some(first) = start.file.clone().filter(|file| file.extension() == Some("py")) else { return };
    let project = reached::project(tree, start, None);
    let (mut open, mut seen) = (VecDeque::from([first.clone()]), BTreeSet::from([first]));
    while let Some(path) = open.pop_front() {
        let Some(module) = project.module(&path) else { continue };
        for (import, _) in at_load(module.statements()) {
            if let Target::Project { file, .. } = project.import(&path, &import)
                && seen.len() < MOST
                && seen.insert(file.clone())
            {
                open.push_back(file);
            }
        }
        visit(&project, &module);
    }
}

/// Where the program imports the module with its own, at the top level. `None` if it does not, or may go on without.
pub fn loads(tree: &ProjectTree, start: &Start, wanted: &str) -> Option<Location> {
    let is_it = |import: &ImportPath| {
        import.level == 0 && import.path.strip_prefix(wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let at = |module: &Module| at_load(module.statements()).into_iter().find(|(import, _)| is_it(import));
    let mut found = None;
    walk(tree, start, |_, module| {
        found = found.take().or_else(|| at(module).map(|(_, offset)| module.source.location(offset)));
    });
    found
}

/// What the module imports when it is loaded that is neither of the project nor of the standard library.
pub fn imported_from_outside(project: &Project<'_>, module: &Module) -> Vec<(String, Location)> {
    let from_outside = |(import, offset): (ImportPath, TextSize)| {
        let top = import.path.split('.').next().unwrap_or_default();
        let is_of_project = import.level > 0 || matches!(project.import(module.path(), &import), Target::Project { .. });
        (!is_of_project && !modules().is_standard(top)).then(|| (top.to_owned(), module.source.location(offset)))
    };
    at_load(module.statements()).into_iter().filter_map(from_outside).collect()
}

/// What the statements import when the module is loaded, with what they take from it.
fn at_load(statements: &[Stmt]) -> Vec<(ImportPath, TextSize)> {
    let mut found = Vec::new();
    for statement in statements {
        match statement {
            Stmt::Import(import) => found.extend(
                import.names.iter().map(|alias| (ImportPath { level: 0, path: alias.name.to_string() }, statement.start())),
            ),
            Stmt::ImportFrom(import) => {
                let base = import.module.as_ref().map(ToString::to_string).unwrap_or_default();
                for alias in &import.names {
                    let parts = [base.as_str(), alias.name.as_str()];
                    let parts = parts.into_iter().filter(|part| !part.is_empty() && *part != "*");
                    let path = parts.collect::<Vec<_>>().join(".");
                    found.push((ImportPath { level: import.level, path }, statement.start()));
                }
            }
            _ => {}
        }
    }
    found
}

/// Every name that any manifest lists for any purpose, or that a lock resolved.
fn listed(manifests: &Manifests) -> Vec<&PackageName> {
    let locked = manifests.locks.iter().flat_map(|lock| &lock.packages).map(|package| &package.name);
    let declared = manifests.production().chain(manifests.development()).map(|dependency| &dependency.name);
    declared.chain(locked).collect()
}

/// Whether something is installed whose dependencies are not known: setup.py computes them, or a folder brings its own.
fn is_unknown(manifests: &Manifests) -> bool {
    manifests.setup.as_ref().is_some_and(|setup| setup.dependencies_unknown.is_some())
        || manifests.requirements.iter().any(|file| !file.local.is_empty())
        || !manifests.scripts.is_empty()
}

/// Whether a file or a folder of the project has the module's name.
pub fn is_own(tree: &ProjectTree, top: &str) -> bool {
    let is_named = |part: &str| part.split('.').next() == Some(top);
    tree.walk().files.iter().any(|file| file.as_str().split('/').any(is_named))
}

/// The name as the index shows it. Ex) `discord.py`
fn written(name: &str) -> String {
    match name {
        "discord-py" => "discord.py".to_owned(),
        other => other.to_owned(),
    }
}
