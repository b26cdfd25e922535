//! `uv.lock`, version 1.
//!
//! Markers stand on the edges, so what production installs is found by walking from the root package. Extras and groups
//! are not followed: `uv sync --no-default-groups` installs neither.

use std::collections::HashMap;

use pep508_rs::MarkerEnvironment;

use super::super::error::ManifestError;
use super::super::marker_environment::{linux, newest_python};
use super::super::requirement;
use super::super::toml_file::{Table, TomlFile, Value};
use super::graph::{Node, reach};
use super::uv_fresh;
use super::{Sources, file_name, mark, package_name, package_version};
use crate::model::{DependencySource, Location, Lock, LockFormat, LockedPackage};

pub(super) fn read(file: &TomlFile<'_>, _text: &str, sources: &Sources<'_>) -> Result<Lock, ManifestError> {
    check_version(file)?;
    let requires_python = file.string(&file.root, "requires-python")?.and_then(|text| text.parse().ok());
    let tables = file.tables(&file.root, "package")?;
    let mut packages = Vec::with_capacity(tables.len());
    for (table, at) in &tables {
        packages.push(package(file, table, at)?);
    }
    let environment = linux(newest_python(requires_python.as_ref()));
    let production = Walk::new(&tables, &packages, environment).production();
    mark(&mut packages, &production);
    let root = packages.iter().position(|package| matches!(&package.source, DependencySource::Path { path, .. } if path == "."));
    let root = root.and_then(|index| tables.get(index)).map(|(table, _)| *table);
    let fresh = sources.pyproject.and_then(|(_, pyproject)| uv_fresh::is_fresh(root, requires_python.as_ref(), pyproject));
    Ok(Lock { format: LockFormat::Uv, at: Location::file(file.path.clone()), requires_python, written_by: None, packages, fresh })
}

fn check_version(file: &TomlFile<'_>) -> Result<(), ManifestError> {
    let version = file.root.get("version").and_then(|value| value.get_ref().as_integer());
    match version.and_then(|version| version.as_str().parse::<u64>().ok()) {
        Some(1) => Ok(()),
        _ => Err(ManifestError::invalid(
            file.at_key(&file.root, "version"),
            "pydock reads version 1 of uv.lock, and this is another",
        )
        .hint("lock the project with a uv that writes version 1, or update pydock")),
    }
}

fn package(file: &TomlFile<'_>, table: &Table<'_>, at: &Location) -> Result<LockedPackage, ManifestError> {
    let mut files = Vec::new();
    let archives = table.get("wheels").and_then(|wheels| wheels.get_ref().as_array()).map(|array| &**array).unwrap_or_default();
    for archive in archives.iter().chain(table.get("sdist")) {
        let Some(archive) = archive.get_ref().as_table() else { continue };
        let target = ["url", "path", "filename"].iter().find_map(|key| archive.get(*key)?.get_ref().as_str());
        files.extend(target.map(file_name));
    }
    Ok(LockedPackage {
        name: package_name(file, table, at)?,
        version: package_version(file, table)?,
        source: table.get("source").map_or(DependencySource::Index, source),
        files,
        production: false,
        at: at.clone(),
    })
}

fn source(value: &Value<'_>) -> DependencySource {
    let text = |key: &str| value.get_ref().as_table()?.get(key)?.get_ref().as_str();
    if let Some(url) = text("git") {
        return DependencySource::Git(format!("git+{url}"));
    }
    if let Some(url) = text("url") {
        return DependencySource::Url(url.to_owned());
    }
    let local = [("editable", true), ("virtual", false), ("directory", false), ("path", false)];
    let local = local.iter().find_map(|(key, editable)| Some((text(key)?, *editable)));
    local.map_or(DependencySource::Index, |(path, editable)| DependencySource::Path { path: path.to_owned(), editable })
}

/// The graph of the locked packages. Edges are read from the tables as the walk comes to them.
struct Walk<'a, 't> {
    tables: &'a [(&'a Table<'t>, Location)],
    packages: &'a [LockedPackage],
    by_name: HashMap<&'a str, Vec<usize>>,
    environment: Option<MarkerEnvironment>,
}

impl<'a, 't> Walk<'a, 't> {
    fn new(
        tables: &'a [(&'a Table<'t>, Location)],
        packages: &'a [LockedPackage],
        environment: Option<MarkerEnvironment>,
    ) -> Self {
        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, package) in packages.iter().enumerate() {
            by_name.entry(package.name.as_ref()).or_default().push(index);
        }
        Self { tables, packages, by_name, environment }
    }

    fn production(&self) -> Vec<bool> {
        let mut verdicts = HashMap::new();
        reach(self.packages.len(), self.roots(), |node| self.edges(node, &mut verdicts))
    }

    /// Every local package where the project at the root needs none of its own, as the root of a workspace does; else that
    /// project alone.
    fn roots(&self) -> Vec<Node<'a>> {
        let local = |index: &usize| matches!(&self.packages[*index].source, DependencySource::Path { .. });
        let at_root = |index: &usize| matches!(&self.packages[*index].source, DependencySource::Path { path, .. } if path == ".");
        let all = 0..self.packages.len();
        let root = all.clone().find(at_root).filter(|root| self.tables[*root].0.contains_key("dependencies"));
        match root {
            Some(root) => vec![(root, None)],
            None => all.filter(local).map(|index| (index, None)).collect(),
        }
    }

    fn edges(&self, (index, extra): Node<'a>, verdicts: &mut HashMap<&'a str, bool>) -> Vec<Node<'a>> {
        let table = self.tables[index].0;
        let edges = match extra {
            None => table.get("dependencies"),
            Some(extra) => table.get("optional-dependencies").and_then(|extras| extras.get_ref().as_table()?.get(extra)),
        };
        let edges = edges.and_then(|edges| edges.get_ref().as_array()).map(|array| &**array).unwrap_or_default();
        let mut found = Vec::new();
        for edge in edges.iter().filter_map(|edge| edge.get_ref().as_table()) {
            let applies = edge
                .get("marker")
                .and_then(|marker| marker.get_ref().as_str())
                .is_none_or(|text| *verdicts.entry(text).or_insert_with(|| self.applies(text)));
            if !applies {
                continue;
            }
            let extras =
                edge.get("extra").and_then(|extras| extras.get_ref().as_array()).map(|array| &**array).unwrap_or_default();
            for target in self.targets(edge) {
                found.push((target, None));
                found.extend(extras.iter().filter_map(|extra| Some((target, Some(extra.get_ref().as_str()?)))));
            }
        }
        found
    }

    /// Extras that conflict are encoded as `extra == 'extra-6-…'`, which is false while no extra is asked for.
    fn applies(&self, marker: &str) -> bool {
        self.environment.as_ref().is_none_or(|environment| requirement::marker(marker).evaluate(environment, &[]))
    }

    /// The packages that an edge means: its version, where several of the name are locked.
    fn targets(&self, edge: &Table<'_>) -> Vec<usize> {
        let text = |key: &str| edge.get(key).and_then(|value| value.get_ref().as_str());
        let named = text("name").and_then(|name| self.by_name.get(name)).map(Vec::as_slice).unwrap_or_default();
        let version = text("version").and_then(|version| version.parse().ok());
        let source = edge.get("source").map(source);
        let meant = |index: &&usize| {
            let package = &self.packages[**index];
            (version.is_none() || package.version == version) && source.as_ref().is_none_or(|source| package.source == *source)
        };
        named.iter().filter(meant).copied().collect()
    }
}
