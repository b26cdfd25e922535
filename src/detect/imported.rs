//! Modules from outside of the project that the start imports: what bytecode is made of before the source is copied.

use std::collections::BTreeSet;

use super::reached;
use crate::knowledge::{ServerRow, loads_later, modules};
use crate::model::{ModulePath, Start};
use crate::python::{Project, Target};
use crate::tree::ProjectTree;

/// The modules, sorted; `None` if the imports cannot be followed to their end, as where a framework imports by names.
///
/// Only the top of a dotted name is taken: what a package imports by itself follows, and a new line of imports in the
/// project seldom changes the list.
pub fn detect(tree: &ProjectTree, project: &Project<'_>, servers: &[ServerRow], start: &Start) -> Option<Vec<ModulePath>> {
    let reached = reached::from_start(tree, project, start)?;
    let mut tops: BTreeSet<String> = BTreeSet::new();
    for path in &reached {
        let Some(module) = project.module(path) else { continue };
        for import in module.imports.loaded().filter(|import| import.level == 0) {
            if let Target::External(name) = project.import(path, import) {
                tops.extend(name.split('.').next().map(str::to_owned));
            }
        }
    }
    let program = start.command.program();
    let server = servers.iter().find(|row| row.program() == program);
    tops.extend(server.map(|row| row.distribution.to_string().replace('-', "_")));
    // Ex) `--worker-class uvicorn.workers.UvicornWorker`
    let classes = start.command.words().iter().filter_map(|word| word.rsplit('=').next()?.rsplit_once('.'));
    let classes = classes.filter(|(module, _)| tops.contains(module.split('.').next().unwrap_or_default()));
    let classes: Vec<String> = classes.map(|(module, _)| module.to_owned()).collect();
    let (standard, outside): (BTreeSet<String>, BTreeSet<String>) = tops.into_iter().partition(|top| modules().is_standard(top));
    let outside: BTreeSet<String> =
        outside.iter().flat_map(|top| std::iter::once(top).chain(loads_later(top))).cloned().chain(classes).collect();
    // Dependencies import the usual part of the standard library.
    let all = if outside.is_empty() { standard } else { outside };
    Some(all.iter().filter(|name| *name != "__future__").filter_map(|name| ModulePath::new(name).ok()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Frameworks;
    use crate::model::{Command, RelPath};

    #[track_caller]
    fn check(command: &[&str], files: &[(&str, &str)], expected: Option<&str>) {
        let tree = ProjectTree::in_memory(files.iter().copied());
        let project = Project::new(&tree, Vec::new(), BTreeSet::new());
        let command = Command::of(command).unwrap();
        let start = crate::detect::start::program("script", RelPath::parse("app.py").ok(), command);
        let found = detect(&tree, &project, Frameworks::built_in().servers(), &start);
        let found = found.map(|modules| modules.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
        assert_eq!(found.as_deref(), expected, "{files:?}");
    }

    #[test]
    fn what_the_start_leads_to_is_imported() {
        let python: &[&str] = &["python", "app.py"];
        check(python, &[("app.py", "import json\nimport requests\n")], Some("requests"));
        check(python, &[("app.py", "import json\nfrom os import path\n")], Some("json os"));
        check(python, &[("app.py", "")], Some(""));
        check(
            python,
            &[
                ("app.py", "from shop import db\nfrom PIL import Image\n"),
                ("shop/__init__.py", "import attr\n"),
                ("shop/db.py", "import sqlalchemy.orm as orm\n"),
                ("tool.py", "import click\n"),
            ],
            Some("PIL PIL.Image attr sqlalchemy sqlalchemy.orm"),
        );
        check(
            &["gunicorn", "--worker-class", "uvicorn.workers.UvicornWorker", "app:app"],
            &[("app.py", "import flask\nimport uvicorn\n")],
            Some(
                "flask gunicorn gunicorn.app.wsgiapp gunicorn.arbiter gunicorn.glogging gunicorn.workers.sync logging.config \
                 uvicorn uvicorn.lifespan.on uvicorn.loops.auto uvicorn.main uvicorn.protocols.http.auto \
                 uvicorn.protocols.websockets.auto uvicorn.workers uvloop",
            ),
        );
    }

    #[test]
    fn imports_by_computed_names_are_not_followed() {
        check(&["python", "app.py"], &[("app.py", "import importlib\nimportlib.import_module(name)\n")], None);
        check(&["tool"], &[("other.py", "import flask\n")], None);
    }
}
