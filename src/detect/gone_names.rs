//! Names of third-party distributions that the program imports and that their newer releases no longer have.
//!
//! Code from before such a release says nothing of it where its dependencies are not pinned: `from wtforms import TextField`
//! fails with the WTForms that is installed today. Only code that the start reaches counts.

use std::collections::BTreeSet;

use super::programs::Scope;
use super::used_names::used_names;
use super::writable::runs;
use crate::knowledge::{GoneNames, gone_names};
use crate::manifest::Manifests;
use crate::model::{Location, Start};
use crate::python::{ImportPath, Project, Target};
use crate::tree::ProjectTree;

/// The first use of a name of a row.
#[derive(Debug, Clone)]
pub struct GoneName {
    pub row: &'static GoneNames,
    /// As the code has it. Ex) `wtforms.TextField`
    pub name: String,
    pub at: Location,
}

/// One for each row, in the order of the table.
pub fn detect(tree: &ProjectTree, manifests: &Manifests, start: &Start) -> Vec<GoneName> {
    let files = tree.files_where("gone names", runs, names_one);
    if files.is_empty() {
        return Vec::new();
    }
    let project = Project::new(tree, start.working_dir.iter().cloned().collect(), BTreeSet::new());
    let scope = Scope::of(tree, &project, start);
    let mut found: Vec<GoneName> = Vec::new();
    for path in files.iter().filter(|path| scope.imports(tree, path)) {
        let Some(module) = project.module(path) else { continue };
        for (name, offset) in used_names(&module) {
            let Some(row) = gone_names().iter().find(|row| row.holds(&name)) else { continue };
            let is_known = found.iter().any(|known| std::ptr::eq(known.row, row));
            if is_known || row.unless.iter().any(|other| manifests.declared(other).is_some()) {
                continue;
            }
            let top = name.split('.').next().unwrap_or(&name).to_owned();
            if matches!(project.import(path, &ImportPath { level: 0, path: top }), Target::External(_)) {
                found.push(GoneName { row, name, at: module.source.location(offset) });
            }
        }
    }
    found.sort_by_key(|gone| gone_names().iter().position(|row| std::ptr::eq(row, gone.row)));
    found
}

/// Whether a line imports a module that has lost a name which the text has: most files are told apart without being parsed.
fn names_one(text: &str) -> bool {
    let has_lost = |module: &str| {
        let names = gone_names().iter().flat_map(|row| &row.names);
        let mut last = names.filter(|name| name.split('.').next() == Some(module)).map(|name| name.rsplit('.').next());
        last.any(|last| last.is_some_and(|last| text.contains(last)))
    };
    text.lines().any(|line| {
        let line = line.trim_start();
        let Some(rest) = line.strip_prefix("import ").or_else(|| line.strip_prefix("from ")) else { return false };
        let tops = rest.split(',').map(|part| part.trim_start().split([' ', '.', '\t', ';', '#']).next().unwrap_or_default());
        tops.map(str::trim_end).any(has_lost)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Command, RelPath};

    #[test]
    fn names_of_older_releases_are_found_where_the_start_reaches_them() {
        for (files, expected) in [
            (vec![("app.py", "from wtforms import StringField, TextField\n")], "wtforms.TextField app.py:1"),
            (
                vec![("app.py", "import forms\n"), ("forms.py", "import wtforms as w\nname = w.TextField()\n")],
                "wtforms.TextField forms.py:2",
            ),
            (vec![("app.py", "from flask.ext.sqlalchemy import SQLAlchemy\n")], "flask.ext.sqlalchemy.SQLAlchemy app.py:1"),
            (
                vec![("app.py", "from flask import Markup, escape\nfrom jinja2 import contextfilter\n")],
                "flask.Markup app.py:1, jinja2.contextfilter app.py:2",
            ),
            (vec![("app.py", "from wtforms import StringField\nprint('TextField')\n")], ""),
            // The code can do without it, or does not run, or it is the project's own.
            (vec![("app.py", "try:\n    from wtforms import TextField\nexcept ImportError:\n    pass\n")], ""),
            (vec![("app.py", ""), ("other.py", "from wtforms import TextField\n")], ""),
            (vec![("app.py", "from wtforms import TextField\n"), ("wtforms.py", "")], ""),
            // Another distribution brings the module.
            (vec![("app.py", "import flask_uploads\n")], "flask_uploads app.py:1"),
            (vec![("app.py", "import flask_uploads\n"), ("requirements.txt", "Flask-Reuploaded\n")], ""),
        ] {
            let tree = ProjectTree::in_memory(files.iter().copied());
            let manifests = Manifests::read(&tree).unwrap();
            let command = Command::of(&["python", "app.py"]).unwrap();
            let start = crate::detect::start::program("script", RelPath::parse("app.py").ok(), command);
            let found = detect(&tree, &manifests, &start).into_iter().map(|gone| format!("{} {}", gone.name, gone.at));
            assert_eq!(found.collect::<Vec<_>>().join(", "), expected, "{files:?}");
        }
    }
}
