//! Names of third-party distributions that the program uses and that their newer releases no longer have, and calls that those
//! refuse.
//!
//! Code from before such a release says nothing of it where its dependencies are not pinned: `from wtforms import TextField`
//! fails with the WTForms that is installed today. Only code that the start reaches counts.

use std::collections::BTreeSet;
use std::str::FromStr;

use super::gone_uses::gone_uses;
use super::programs::Scope;
use super::used_names::used_names;
use super::writable::runs;
use crate::knowledge::{GoneNames, GoneUse, gone_names};
use crate::manifest::Manifests;
use crate::model::{Location, PackageName, Start};
use crate::python::{ImportPath, Module, Project, Target};
use crate::tree::ProjectTree;

/// The first use of a name of a row.
#[derive(Debug, Clone)]
pub struct GoneName {
    pub row: &'static GoneNames,
    /// As the code has it. Ex) `wtforms.TextField`
    pub name: String,
    pub kind: Gone,
    pub at: Location,
}

/// What the newer releases lack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gone {
    /// A module, or a member of one: the import says that it is installed.
    Name,
    /// An attribute of an object.
    Attribute,
    /// A form of a call: the newer releases have the name.
    Form,
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
    let mut reached = Reached::default();
    for path in files.iter().filter(|path| scope.imports(tree, path)) {
        let Some(module) = project.module(path) else { continue };
        let is_external = |name: &str| {
            let top = name.split('.').next().unwrap_or(name).to_owned();
            matches!(project.import(path, &ImportPath { level: 0, path: top }), Target::External(_))
        };
        for (name, offset) in used_names(&module) {
            let Some(row) = gone_names().iter().find(|row| row.holds(&name)) else { continue };
            if found.iter().all(|known| !std::ptr::eq(known.row, row)) && is_external(&name) {
                found.push(GoneName { row, name, kind: Gone::Name, at: module.source.location(offset) });
            }
        }
        reached.add(&module, is_external);
        let is_script = start.file.as_ref() == Some(path) && start.command.program().starts_with("python");
        for one in gone_uses(&module, is_script) {
            let kind = if one.used.is_form() { Gone::Form } else { Gone::Attribute };
            reached.uses.push((one.used, GoneName { row: one.row, name: one.name, kind, at: module.source.location(one.at) }));
        }
    }
    for (used, gone) in std::mem::take(&mut reached.uses) {
        if found.iter().all(|known| !std::ptr::eq(known.row, gone.row)) && reached.has(used, manifests) {
            found.push(gone);
        }
    }
    found.retain(|gone| gone.row.unless.iter().all(|other| manifests.declared(other).is_none()));
    found.sort_by_key(|gone| gone_names().iter().position(|row| std::ptr::eq(row, gone.row)));
    found
}

/// What the program imports and defines, by which an attribute of an object is told to be one of a distribution.
#[derive(Default)]
struct Reached {
    imports: BTreeSet<String>,
    defined: BTreeSet<String>,
    uses: Vec<(&'static GoneUse, GoneName)>,
}

impl Reached {
    fn add(&mut self, module: &Module, is_external: impl Fn(&str) -> bool) {
        let external = module.imports.loaded().filter(|import| import.level == 0 && is_external(&import.path));
        self.imports.extend(external.map(|import| import.path.clone()));
        let definitions = module.source.text.lines().filter_map(|line| line.trim_start().split_once("def "));
        let named = definitions.filter_map(|(before, rest)| matches!(before, "" | "async ").then_some(rest));
        self.defined.extend(named.filter_map(|rest| rest.split_once('(')).map(|(name, _)| name.to_owned()));
    }

    /// Whether the object is one of the distribution: the program imports what makes such objects, and has no method of the name.
    fn has(&self, used: &GoneUse, manifests: &Manifests) -> bool {
        let Some(attribute) = used.name.strip_prefix('.') else {
            let top = used.name.split('.').next().unwrap_or_default();
            return self.imports.iter().any(|import| import.split('.').next() == Some(top));
        };
        let is_of = |import: &String| {
            used.of.iter().any(|of| import.strip_prefix(of.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
        };
        // The object may come from another file.
        let is_declared =
            |of: &String| PackageName::from_str(of).is_ok_and(|name| !of.contains('.') && manifests.declared(&name).is_some());
        let last = attribute.rsplit('.').next().unwrap_or(attribute);
        !self.defined.contains(last) && (self.imports.iter().any(is_of) || used.of.iter().any(is_declared))
    }
}

/// Whether a line imports a module that has lost a name which the text has: most files are told apart without being parsed.
fn names_one(text: &str) -> bool {
    let mut uses = gone_names().iter().flat_map(|row| &row.uses);
    if uses.any(|one| one.is_in(text)) {
        return true;
    }
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
            // Attributes of objects and forms of calls.
            (
                vec![(
                    "app.py",
                    "from fastapi.templating import Jinja2Templates\nt = Jinja2Templates('t')\ndef page(r):\n    return t.TemplateResponse('a.html', {'request': r})\n",
                )],
                "t.TemplateResponse(\"…\") app.py:4",
            ),
            (
                vec![(
                    "app.py",
                    "from fastapi.templating import Jinja2Templates\nt = Jinja2Templates('t')\ndef page(r):\n    return t.TemplateResponse(request=r, name='a.html')\n",
                )],
                "",
            ),
            (
                vec![
                    ("app.py", "import flask\nimport hooks\napp = flask.Flask('a')\n"),
                    ("hooks.py", "from app import app\n@app.before_first_request\ndef fill(): pass\n"),
                    ("requirements.txt", "flask\n"),
                ],
                "app.before_first_request hooks.py:2",
            ),
            (vec![("app.py", "from own import app\n@app.before_first_request\ndef fill(): pass\n"), ("own.py", "")], ""),
            (
                vec![(
                    "app.py",
                    "from dash import Dash\napp = Dash()\nif __name__ == '__main__':\n    app.run_server(debug=True)\n",
                )],
                "app.run_server app.py:4",
            ),
            (
                vec![
                    ("app.py", "import pages\n"),
                    ("pages.py", "from dash import Dash\napp = Dash()\nif __name__ == '__main__':\n    app.run_server()\n"),
                ],
                "",
            ),
            (
                vec![("app.py", "from dash import Dash\nclass App(Dash):\n    def run_server(self): pass\nApp().run_server()\n")],
                "",
            ),
            (
                vec![("app.py", "from marshmallow import fields\nname = fields.Str(missing='x')\n")],
                "marshmallow.fields.Str(missing=…) app.py:2",
            ),
            (vec![("app.py", "from marshmallow import fields\nname = fields.Str(load_default='x')\n")], ""),
            (
                vec![(
                    "app.py",
                    "import httpx\ntry:\n    c = httpx.Client(proxies=None)\nexcept TypeError:\n    c = httpx.Client()\n",
                )],
                "",
            ),
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
