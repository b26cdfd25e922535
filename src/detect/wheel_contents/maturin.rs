//! maturin: a module compiled from Rust, with the Python package that it belongs to, if there is one.

use super::files::Files;
use super::{WheelContents, WheelFile, join, path};
use crate::manifest::MaturinTable;
use crate::tree::ProjectTree;

pub(super) fn contents(tree: &ProjectTree, files: Files<'_>, name: &str, table: &MaturinTable) -> WheelContents {
    let library = library_name(tree);
    let own = name.replace(['-', '.'], "_");
    let module = table.module_name.clone().or(library).unwrap_or_else(|| own.clone());
    let top = module.split('.').next().unwrap_or_default().to_owned();
    let source = match &table.python_source {
        Some(source) => source.trim_matches('/').to_owned(),
        None if files.is_file(&join("src", &join(&own, "__init__.py"))) => "src".to_owned(),
        None => String::new(),
    };
    let packages = if table.python_packages.is_empty() { vec![top.clone()] } else { table.python_packages.clone() };
    let mut found: Vec<WheelFile> = Vec::new();
    for package in packages {
        let folder = path(&join(&source, &package));
        let strip = if source.is_empty() { 0 } else { source.len() + 1 };
        let below = files.below(&folder).filter(|file| file.extension() != Some("rs"));
        found.extend(below.map(|file| WheelFile { target: file.as_str()[strip..].to_owned(), source: Some(file.clone()) }));
    }
    if found.is_empty() {
        // The backend writes a package around the compiled module.
        found.push(WheelFile { target: format!("{top}/__init__.py"), source: None });
    }
    found.sort();
    found.dedup();
    WheelContents::Files(found)
}

/// `[lib] name` of the crate, else its package's name.
fn library_name(tree: &ProjectTree) -> Option<String> {
    let text = tree.text(&path("Cargo.toml")).ok().flatten()?;
    let cargo: toml::Table = toml::from_str(&text).ok()?;
    let name = |table: &str| cargo.get(table)?.get("name")?.as_str().map(|name| name.replace('-', "_"));
    name("lib").or_else(|| name("package"))
}
