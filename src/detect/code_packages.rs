//! Libraries of the system that code loads by way of a module of the standard library or of a framework.
//! Ex) `"django.contrib.gis"` in `INSTALLED_APPS`
//!
//! As with programs, only code that the start reaches counts, and an import that the code can do without does not.

use std::collections::BTreeSet;

use ruff_python_ast::Stmt;

use crate::knowledge::{CodePackages, code_packages};
use crate::model::{Distribution, Location, Start};
use crate::python::{Module, strings};
use crate::tree::{ProjectTree, any_of};

use super::programs::Scope;
use super::reached;
use super::writable::runs;

/// The rows that the code asks for, each with the first place.
pub fn detect(tree: &ProjectTree, start: &Start, installed: Option<&Distribution>) -> Vec<(&'static CodePackages, Location)> {
    let candidates = tree.files_where("code packages", runs, any_of(code_packages().iter().map(|row| row.name.as_str())));
    if candidates.is_empty() {
        return Vec::new();
    }
    let project = reached::project(tree, start, installed);
    let scope = Scope::of(tree, &project, start);
    let mut found: Vec<(&CodePackages, Location)> = Vec::new();
    for path in candidates.iter().filter(|path| scope.imports(tree, path)) {
        let Some(module) = project.module(path) else { continue };
        let optional = optional_imports(module.statements());
        for row in code_packages().iter().filter(|row| !found_already(&found, row)).collect::<Vec<_>>() {
            if let Some(line) = line_of(row, &module, &optional) {
                found.push((row, Location::line((*path).clone(), line)));
            }
        }
    }
    found.sort_by_key(|(row, _)| row.name.as_str());
    found
}

fn found_already(found: &[(&CodePackages, Location)], row: &CodePackages) -> bool {
    found.iter().any(|(known, _)| *known == row)
}

/// The line of the import, or of the text, that names the row.
fn line_of(row: &CodePackages, module: &Module, optional: &BTreeSet<String>) -> Option<usize> {
    let imported = module.imports.loaded().filter(|import| import.level == 0 && row.covers(&import.path));
    let is_needed = imported.into_iter().any(|import| !optional.contains(import.path.split('.').next().unwrap_or_default()));
    let is_named = || strings(module.statements()).into_iter().any(|(text, _)| row.covers(text));
    if !is_needed && !is_named() {
        return None;
    }
    let line = module.source.text.lines().position(|line| line.contains(row.name.as_str()));
    Some(line.map_or(1, |line| line + 1))
}

/// The top names that are imported in a `try` alone.
fn optional_imports(statements: &[Stmt]) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for statement in statements {
        let Stmt::Try(attempt) = statement else { continue };
        for inner in &attempt.body {
            match inner {
                Stmt::Import(import) => found.extend(import.names.iter().map(|alias| top(alias.name.as_str()))),
                Stmt::ImportFrom(import) => found.extend(import.module.iter().map(|module| top(module.as_str()))),
                _ => {}
            }
        }
    }
    found
}

fn top(name: &str) -> String {
    name.split('.').next().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Command, RelPath};

    #[track_caller]
    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let tree = ProjectTree::in_memory(files.iter().copied());
        let command = Command::of(&["python", "app.py"]).unwrap();
        let start = crate::detect::start::program("script", RelPath::parse("app.py").ok(), command);
        let found: Vec<String> = detect(&tree, &start, None).iter().map(|(row, at)| format!("{} {at}", row.name)).collect();
        assert_eq!(found, expected, "{files:?}");
    }

    #[test]
    fn modules_and_texts_ask_for_libraries() {
        check(&[("app.py", "import os\nfrom tkinter import ttk\n")], &["tkinter app.py:2"]);
        check(&[("app.py", "db.load_extension('mod_spatialite')\n")], &["mod_spatialite app.py:1"]);
        check(&[("app.py", "INSTALLED_APPS = [\n    'django.contrib.gis',\n]\n")], &["django.contrib.gis app.py:2"]);
        check(
            &[("app.py", "ENGINE = 'django.contrib.gis.db.backends.spatialite'\n")],
            &["django.contrib.gis app.py:1", "django.contrib.gis.db.backends.spatialite app.py:1"],
        );
        check(&[("app.py", "try:\n    import tkinter\nexcept ImportError:\n    tkinter = None\n")], &[]);
        check(&[("app.py", "# uses tkinter\n"), ("other.py", "import tkinter\n")], &[]);
        check(&[("app.py", "import tkinter_like\n")], &[]);
    }
}
