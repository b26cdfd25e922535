//! Modules of the standard library that the program imports and that newer Pythons no longer have.
//!
//! Only code that the start reaches counts. An import that the code can do without is left out: in a `try`, or behind a
//! condition.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use ruff_python_ast::Stmt;
use ruff_text_size::{Ranged, TextSize};

use crate::knowledge::{RemovedModule, RemovedName, modules_of_python_two, removed_module, removed_modules, removed_names};
use crate::manifest::Manifests;
use crate::model::{Location, PythonVersion, Start};
use crate::python::{ImportPath, Module, Project, Target, statement_lines};
use crate::tree::ProjectTree;

use super::programs::Scope;
use super::used_names::used_names;
use super::writable::runs;

/// What a `print` statement is called in [`RemovedImport::module`].
const PRINT: &str = "print";

/// The first release without what only Python 2 has.
pub(super) const PYTHON_3: PythonVersion = PythonVersion::new(3, 0);

/// An import that fails from some Python on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemovedImport {
    pub module: &'static str,
    /// The first Python that does not have it.
    pub removed: PythonVersion,
    pub at: Location,
}

/// The import that fails on the oldest Python; `None` if no import fails.
pub fn detect(tree: &ProjectTree, manifests: &Manifests, start: &Start) -> Option<RemovedImport> {
    let names = tree.files_where("removed modules", runs, names_one);
    let statement = print_statement(tree, start);
    if names.is_empty() || statement.is_some() {
        return statement;
    }
    let is_installed = |row: &RemovedModule| row.stand_ins.iter().any(|name| manifests.brings(name));
    let project = Project::new(tree, start.working_dir.iter().cloned().collect(), BTreeSet::new());
    let scope = Scope::of(tree, &project, start);
    let mut found: Vec<RemovedImport> = Vec::new();
    for path in names.iter().filter(|path| scope.imports(tree, path)) {
        let Some(module) = project.module(path) else { continue };
        let mut imports = Vec::new();
        collect(module.statements(), &mut imports);
        for (name, offset) in imports {
            let top = name.split('.').next().unwrap_or(name);
            let of_python_two = modules_of_python_two().iter().find(|known| *known == top);
            let row = removed_module(top).filter(|row| !is_installed(row)).map(|row| (row.name.as_str(), row.removed));
            let Some((name, removed)) = of_python_two.map(|name| (name.as_str(), PYTHON_3)).or(row) else { continue };
            let import = ImportPath { level: 0, path: top.to_owned() };
            if matches!(project.import(path, &import), Target::External(_)) {
                let at = module.source.location(offset);
                found.push(RemovedImport { module: name, removed, at });
            }
        }
        for (row, offset) in members(&module) {
            let top = row.name.split('.').next().unwrap_or_default().to_owned();
            if matches!(project.import(path, &ImportPath { level: 0, path: top }), Target::External(_)) {
                found.push(RemovedImport { module: &row.name, removed: row.removed, at: module.source.location(offset) });
            }
        }
    }
    found.into_iter().min_by_key(|import| import.removed)
}

/// The `print` statement of Python 2 in the file that is started, which Python 3 cannot read.
fn print_statement(tree: &ProjectTree, start: &Start) -> Option<RemovedImport> {
    let file = start.file.as_ref()?;
    let text = tree.text(file).ok()??;
    let is_one = |line: &str| {
        let rest = line.trim_start().strip_prefix("print ").map(str::trim_start);
        rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_alphabetic() || "\"'_%".contains(c)))
    };
    let line = text.lines().position(is_one)?;
    let project = Project::new(tree, Vec::new(), BTreeSet::new());
    let is_valid = project.module(file).is_some_and(|module| module.source.is_valid());
    (!is_valid).then(|| RemovedImport { module: PRINT, removed: PYTHON_3, at: Location::line(file.clone(), line + 1) })
}

/// The removed names that the module imports or uses without a second choice.
fn members(module: &Module) -> Vec<(&'static RemovedName, TextSize)> {
    let row = |name: &str| removed_names().iter().find(|row| row.name == name);
    used_names(module).into_iter().filter_map(|(name, at)| Some((row(&name)?, at))).collect()
}

/// Whether a line of the text imports one of the modules, or one that has lost a name which the text has: most files are told
/// apart without being parsed.
fn names_one(text: &str) -> bool {
    let has_lost = |module: &str| {
        let mut names = removed_names().iter().filter_map(|row| row.name.strip_prefix(module)?.strip_prefix('.'));
        names.any(|name| text.contains(name))
    };
    let is_of_python_two = |name: &str| modules_of_python_two().iter().any(|known| known == name);
    static INITIALS: LazyLock<[bool; 256]> = LazyLock::new(|| {
        let mut table = [false; 256];
        let names = removed_modules().iter().map(|row| &row.name).chain(removed_names().iter().map(|row| &row.name));
        let names = names.chain(modules_of_python_two());
        names.filter_map(|name| name.bytes().next()).for_each(|initial| table[usize::from(initial)] = true);
        table
    });
    statement_lines(text, b"if").any(|line| {
        let Some(rest) = line.strip_prefix("import ").or_else(|| line.strip_prefix("from ")) else { return false };
        let names = rest.split(',').map(|part| part.trim_start().split([' ', '.', '\t', ';', '#']).next().unwrap_or_default());
        let may_be = |name: &&str| name.bytes().next().is_some_and(|initial| INITIALS[usize::from(initial)]);
        names
            .map(str::trim_end)
            .filter(may_be)
            .any(|name| removed_module(name).is_some() || is_of_python_two(name) || has_lost(name))
    })
}

/// The modules that the statements import without a second choice, with their places.
fn collect<'a>(statements: &'a [Stmt], found: &mut Vec<(&'a str, TextSize)>) {
    for statement in statements {
        match statement {
            Stmt::Import(import) => {
                found.extend(import.names.iter().map(|alias| (alias.name.as_str(), statement.range().start())));
            }
            Stmt::ImportFrom(import) if import.level == 0 => {
                found.extend(import.module.iter().map(|module| (module.as_str(), statement.range().start())));
            }
            Stmt::FunctionDef(function) => collect(&function.body, found),
            Stmt::ClassDef(class) => collect(&class.body, found),
            Stmt::With(with) => collect(&with.body, found),
            Stmt::For(repeat) => collect(&repeat.body, found),
            Stmt::While(repeat) => collect(&repeat.body, found),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Command, RelPath};

    #[track_caller]
    fn check(files: &[(&str, &str)], expected: Option<&str>) {
        let tree = ProjectTree::in_memory(files.iter().copied());
        let manifests = Manifests::read(&tree).unwrap();
        let command = Command::of(&["python", "app.py"]).unwrap();
        let start = crate::detect::start::program("script", RelPath::parse("app.py").ok(), command);
        let found = detect(&tree, &manifests, &start);
        let found = found.map(|found| format!("{} {} {}", found.module, found.removed, found.at));
        assert_eq!(found.as_deref(), expected, "{files:?}");
    }

    #[test]
    fn imports_of_modules_that_are_gone_bound_the_python() {
        for (files, expected) in [
            (vec![("app.py", "import json\nimport cgi\n")], Some("cgi 3.13 app.py:2")),
            (vec![("app.py", "import telnetlib, os\nfrom distutils.util import strtobool\n")], Some("distutils 3.12 app.py:2")),
            (vec![("app.py", "import shop\n"), ("shop.py", "def f():\n    import imp\n")], Some("imp 3.12 shop.py:2")),
            // Names that a module has no more.
            (vec![("app.py", "from inspect import isclass, formatargspec\n")], Some("inspect.formatargspec 3.11 app.py:1")),
            (
                vec![("app.py", "import pkgutil\ndef f():\n    return pkgutil.get_loader('a')\n")],
                Some("pkgutil.get_loader 3.14 app.py:3"),
            ),
            // What only Python 2 has.
            (vec![("app.py", "import urllib2\n")], Some("urllib2 3.0 app.py:1")),
            (vec![("app.py", "import os\nprint 'tide', os\n")], Some("print 3.0 app.py:2")),
            (vec![("app.py", "try:\n    import urllib2\nexcept ImportError:\n    urllib2 = None\n")], None),
            (vec![("app.py", "import urlparse\n"), ("urlparse.py", "")], None),
            (vec![("app.py", "text = \"\"\"\nprint it\n\"\"\"\n")], None),
            (vec![("app.py", "import collections\nprint(collections.OrderedDict)\n")], None),
            (vec![("app.py", "try:\n    from collections import Mapping\nexcept ImportError:\n    pass\n")], None),
            // The code can do without it, or does not run.
            (vec![("app.py", "try:\n    import cgi\nexcept ImportError:\n    cgi = None\n")], None),
            (vec![("app.py", "import sys\nif sys.version_info < (3, 12):\n    import imp\n")], None),
            (vec![("app.py", "print('import cgi')\n"), ("other.py", "import cgi\n")], None),
            // It is the project's own module, or a distribution brings it.
            (vec![("app.py", "import parser\n"), ("parser.py", "")], None),
            (vec![("app.py", "import cgi\n"), ("requirements.txt", "legacy-cgi\n")], None),
            (vec![("app.py", "from distutils import log\n"), ("requirements.txt", "setuptools<80\n")], None),
        ] {
            check(&files, expected);
        }
    }
}
