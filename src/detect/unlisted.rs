//! Modules that the start imports and that no file of the project lists.

use ruff_python_ast::Stmt;
use ruff_text_size::Ranged;

use crate::knowledge::modules;
use crate::manifest::Manifests;
use crate::model::{Location, PackageName, RelPath};
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

/// What the file imports at its top level, where nothing catches a failure: it cannot run without these.
///
/// A project that lists dependencies may get more than it lists, so that only modules of the table are reported there. A
/// module that has the name of any file or folder of the project is the project's own.
pub fn detect(tree: &ProjectTree, manifests: &Manifests, start: &RelPath) -> Vec<Unlisted> {
    if start.extension() != Some("py") {
        return Vec::new();
    }
    let Ok(Some(module)) = crate::python::read(tree, start) else { return Vec::new() };
    let listed = listed(manifests);
    // Without a lock the distributions that are listed may bring others.
    let is_whole = listed.is_empty() || manifests.locks.iter().any(|lock| !lock.packages.is_empty());
    let mut found: Vec<Unlisted> = Vec::new();
    for statement in module.statements() {
        let names: Vec<&str> = match statement {
            Stmt::Import(import) => import.names.iter().map(|alias| alias.name.as_str()).collect(),
            Stmt::ImportFrom(import) if import.level == 0 => {
                import.module.iter().map(ruff_python_ast::Identifier::as_str).collect()
            }
            _ => continue,
        };
        for name in names {
            let top = name.split('.').next().unwrap_or(name);
            let is_told = found.iter().any(|known| known.module == top);
            if is_told || modules().is_standard(top) {
                continue;
            }
            let known = modules().distributions(top);
            let is_listed = known.iter().any(|name| listed.contains(&name));
            let is_certain = listed.is_empty() && !is_unknown(manifests);
            let Some(distribution) = known.first().map(ToString::to_string).or_else(|| is_certain.then(|| top.to_owned())) else {
                continue;
            };
            if !is_listed && !is_unknown(manifests) && !is_own(tree, top) {
                let at = module.source.location(statement.range().start());
                found.push(Unlisted { module: top.to_owned(), distribution: written(&distribution), at, certain: is_whole });
            }
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

fn is_own(tree: &ProjectTree, top: &str) -> bool {
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
