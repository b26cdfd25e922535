//! The modules that the start leads to by imports.

use std::collections::BTreeSet;

use crate::model::{Distribution, RelPath, Start};
use crate::python::{ImportPath, Project, Target};
use crate::tree::ProjectTree;

/// Text of code that imports what no statement names.
const DYNAMIC: &[&str] = &[
    "__import__(",
    "autodiscover",
    "entry_points(",
    "import_module(",
    "import_string(",
    "iter_modules(",
    "load_module(",
    "load_object(",
    "namedAny(",
    "runpy",
    "twistd",
    "walk_packages(",
];

/// The project's modules as Python finds them in the image.
pub fn project<'t>(tree: &'t ProjectTree, start: &Start, installed: Option<&Distribution>) -> Project<'t> {
    let roots = installed.iter().flat_map(|found| &found.packages).map(RelPath::parent).chain(start.working_dir.clone());
    Project::new(tree, roots.filter(|root| !root.is_root()).collect(), BTreeSet::new())
}

/// The files that run, or nothing where that cannot be followed: the start is no module of the project, or some module
/// imports by a computed name. Django imports its applications by their names.
pub fn from_start(tree: &ProjectTree, project: &Project<'_>, start: &Start) -> Option<BTreeSet<RelPath>> {
    if start.framework.as_str() == "django" {
        return None;
    }
    let is_python = |path: &RelPath| path.extension() == Some("py");
    let mut open: Vec<RelPath> = start.file.iter().filter(|path| is_python(path) && tree.is_file(path)).cloned().collect();
    let base = start.working_dir.clone().unwrap_or_else(RelPath::root);
    let here = base.join("__main__.py").ok()?;
    if let Some(entrypoint) = &start.entrypoint {
        let import = ImportPath { level: 0, path: entrypoint.module.to_string() };
        open.extend(file_of(project, &here, &import));
    }
    if open.is_empty() {
        return None;
    }
    // Configuration files of servers, and modules that the command names.
    for word in start.command.words() {
        open.extend(base.join(word).ok().filter(|path| is_python(path) && tree.is_file(path)));
    }
    let mut reached = BTreeSet::new();
    while let Some(path) = open.pop() {
        if !reached.insert(path.clone()) {
            continue;
        }
        let Some(module) = project.module(&path) else { continue };
        if DYNAMIC.iter().any(|sign| module.source.text.contains(sign)) {
            return None;
        }
        for import in module.imports.loaded() {
            open.extend(file_of(project, &path, import));
        }
        // Importing a module runs the packages that it is in.
        let mut folder = path.parent();
        while !folder.is_root() {
            open.extend(folder.join("__init__.py").ok().filter(|init| tree.is_file(init)));
            folder = folder.parent();
        }
    }
    Some(reached)
}

fn file_of(project: &Project<'_>, from: &RelPath, import: &ImportPath) -> Option<RelPath> {
    match project.import(from, import) {
        Target::Project { file, .. } => Some(file),
        _ => None,
    }
}
