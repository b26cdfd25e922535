//! Folders that the application writes to while it runs.
//!
//! The code in the image belongs to root, so an application that keeps a SQLite file or a log beside its code would stop
//! at the first write. What it writes is read from its source: literal paths given to the calls that create files.

use std::collections::BTreeMap;

use ruff_python_ast::Expr;
use ruff_text_size::{Ranged, TextSize};

use crate::knowledge::Frameworks;
use crate::model::{Distribution, Finding, Location, RelPath, SourcePath, Start, WritablePath};
use crate::python::{Imports, Reference, SourceFile, calls, literal, strings};
use crate::tree::ProjectTree;

/// Text that must occur in a file for it to be parsed at all.
const SIGNS: &[&str] = &["sqlite", ".db\"", ".db'", "FileHandler", "makedirs", "mkdir", "instance_path", "FileStore"];

/// Folders whose code does not run in the image.
const NOT_RUN: &[&str] = &["benchmarks", "docs", "examples", "migrations", "notebooks", "scripts", "test", "tests", "tools"];

/// Each folder once, with the first place that writes to it.
///
/// Flask puts the instance folder of a package that is installed below the environment's `var` (Flask, "Instance Folders").
pub fn detect(
    tree: &ProjectTree,
    frameworks: &Frameworks,
    start: &Start,
    installed: Option<&Distribution>,
) -> Vec<Finding<WritablePath>> {
    let package = installed.and_then(|distribution| distribution.packages.first()).map(RelPath::file_name);
    let instance = package.map_or_else(|| "instance".to_owned(), |package| format!("/opt/venv/var/{package}-instance"));
    let mut found: BTreeMap<WritablePath, Finding<WritablePath>> = BTreeMap::new();
    found.extend(by_framework(frameworks, start).into_iter().map(|finding| (finding.value.clone(), finding)));
    let uses_sqlite = tree
        .walk()
        .files
        .iter()
        .filter(|path| runs(path))
        .any(|path| tree.text(path).ok().flatten().is_some_and(|text| text.lines().any(imports_sqlite)));
    for path in tree.walk().files.iter().filter(|path| runs(path)) {
        let Ok(Some(text)) = tree.text(path) else { continue };
        if !SIGNS.iter().any(|sign| text.contains(sign)) {
            continue;
        }
        let file = SourceFile::parse(path.clone(), text);
        if start.framework.as_str() == "flask"
            && let Some(offset) = file.text.find("instance_path")
            && let Ok(value) = instance.parse::<WritablePath>()
        {
            let at = Location::at_offset(path.clone(), &file.text, offset);
            found.entry(value.clone()).or_insert(Finding { value, at, why: "`instance_path`".to_owned() });
        }
        for (folder, at, why) in writes(&file, start, uses_sqlite) {
            let Some(value) = writable(&folder) else { continue };
            found.entry(value.clone()).or_insert(Finding { value, at: file.location(at), why });
        }
    }
    found.into_values().collect()
}

/// What the framework itself writes beside the project.
fn by_framework(frameworks: &Frameworks, start: &Start) -> Vec<Finding<WritablePath>> {
    let Some(row) = frameworks.get(start.framework.as_str()) else { return Vec::new() };
    let base = start.working_dir.clone().unwrap_or_else(RelPath::root);
    let at = start.file.clone().map_or_else(|| Location::file(base.clone()), Location::file);
    let one = |folder: &String| {
        let path = if folder == "." { base.clone() } else { base.join(folder).ok()? };
        Some(Finding { value: writable(&path)?, at: at.clone(), why: format!("{} writes to `{folder}`", row.title) })
    };
    row.writes.iter().filter_map(one).collect()
}

fn runs(path: &RelPath) -> bool {
    let name = path.file_name();
    path.extension() == Some("py")
        && !name.starts_with("test_")
        && !matches!(name, "conftest.py" | "setup.py" | "noxfile.py")
        && !path.as_str().split('/').any(|part| NOT_RUN.contains(&part))
}

/// The folders that one file writes to, each with the place and the text that shows it.
fn writes(file: &SourceFile, start: &Start, uses_sqlite: bool) -> Vec<(RelPath, TextSize, String)> {
    let imports = Imports::collect(file.statements());
    let flask_sqlalchemy =
        imports.paths().any(|path| path.path.starts_with("flask_sqlalchemy")) || start.framework.as_str() == "flask";
    let is_settings = start.framework.as_str() == "django" && file.text.contains("django.db.backends.sqlite3");
    // Relative paths are taken from where the command runs.
    let base = start.working_dir.clone().unwrap_or_else(RelPath::root);
    let mut found = Vec::new();
    for (text, at) in strings(file.statements()) {
        if let Some(rest) = sqlite_url(text) {
            // Without a path the rest is computed, as a rule from the folder of the file that says so.
            let here = if rest.is_empty() { Some(file.path.parent()) } else { folder_of(&base, rest) };
            found.extend(here.map(|folder| (folder, at, format!("`{text}`"))));
            if flask_sqlalchemy && !rest.is_empty() {
                // Flask-SQLAlchemy 3 takes relative paths from the instance folder.
                found.extend(RelPath::parse("instance").ok().map(|folder| (folder, at, format!("`{text}`"))));
            }
        } else if (uses_sqlite || is_settings) && is_database_name(text) {
            found.extend(base.join(text).ok().map(|path| (path.parent(), at, format!("`{text}`"))));
        }
    }
    for site in calls(file.statements()) {
        let Some(Reference::Imported(name)) = imports.reference(&site.call.func) else { continue };
        let name = name.path;
        let at = site.call.start();
        match name.as_str() {
            "os.makedirs" | "os.mkdir" => {
                let folder = literal::string_argument(site.call, "name", 0).filter(|text| is_relative(text));
                found.extend(folder.and_then(|text| Some((base.join(text).ok()?, at, format!("`{name}(\"{text}\")`")))));
            }
            "litestar.stores.file.FileStore" => {
                let folder =
                    site.call.arguments.find_argument_value("path", 0).and_then(path_literal).filter(|text| is_relative(text));
                found.extend(folder.and_then(|text| Some((base.join(text).ok()?, at, format!("`FileStore(\"{text}\")`")))));
            }
            "logging.FileHandler" | "logging.handlers.RotatingFileHandler" | "logging.handlers.TimedRotatingFileHandler" => {
                let log = literal::string_argument(site.call, "filename", 0).filter(|text| is_relative(text));
                found.extend(log.and_then(|text| Some((folder_of(&base, text)?, at, format!("`{text}`")))));
            }
            _ => {}
        }
    }
    found
}

/// A string, or the string that `Path(…)` is called with.
fn path_literal(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Call(call) => call.arguments.find_positional(0).and_then(literal::string),
        other => literal::string(other),
    }
}

/// `import sqlite3`, or one of the libraries that are mostly used with a file, at the start of a line.
fn imports_sqlite(line: &str) -> bool {
    let rest = line.trim_start().strip_prefix("import ").or_else(|| line.trim_start().strip_prefix("from "));
    let module = rest.and_then(|rest| rest.split([' ', '.', ',']).next()).unwrap_or_default();
    matches!(module, "sqlite3" | "aiosqlite" | "peewee" | "tinydb" | "dataset")
}

/// What follows `sqlite:///` in a URL whose path is relative: a fourth slash makes it absolute.
fn sqlite_url(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_once(":///")?;
    let sqlite = scheme == "sqlite" || scheme.starts_with("sqlite+");
    let path = rest.split('?').next().unwrap_or_default();
    (sqlite && !path.starts_with('/') && !path.starts_with(":memory:")).then_some(path)
}

fn is_database_name(text: &str) -> bool {
    is_relative(text) && [".db", ".sqlite", ".sqlite3"].iter().any(|ending| text.len() > ending.len() && text.ends_with(ending))
}

fn is_relative(text: &str) -> bool {
    !text.is_empty() && !text.starts_with(['/', '~']) && !text.contains(|c: char| c.is_whitespace() || c.is_control() || c == ':')
}

fn folder_of(base: &RelPath, file: &str) -> Option<RelPath> {
    base.join(file).ok().map(|path| path.parent())
}

fn writable(folder: &RelPath) -> Option<WritablePath> {
    if folder.is_root() { Some(WritablePath::Here) } else { SourcePath::new(folder).ok().map(WritablePath::Below) }
}
