//! `uv.lock`, version 1.
//!
//! Markers stand on the edges, so what is installed is found by walking from the project, or from the members of a
//! workspace. What an extra or a group of theirs asks for is a root of its own.

use std::collections::HashMap;

use super::super::error::ManifestError;
use super::super::toml_file::{Table, TomlFile, Value, lookup};
use super::uv_fresh;
use super::{Sources, index_of, locked_file, package_name, package_version};
use crate::model::{
    DependencySource, Edge, ExtraName, Location, Lock, LockFormat, LockGraph, LockedPackage, Member, Root, Scope, Version,
};

pub(super) fn read(file: &TomlFile<'_>, _text: &str, sources: &Sources<'_>) -> Result<Lock, ManifestError> {
    check_version(file)?;
    let requires_python = file.string(&file.root, "requires-python")?.and_then(|text| text.parse().ok());
    let tables = file.tables(&file.root, "package")?;
    let mut packages = Vec::with_capacity(tables.len());
    for (table, at) in &tables {
        packages.push(package(file, table, at)?);
    }
    let graph = Reader::new(&packages, members(file)).graph(&tables);
    let root = packages.iter().position(|package| matches!(&package.source, DependencySource::Path { path, .. } if path == "."));
    let root = root.and_then(|index| tables.get(index)).map(|(table, _)| *table);
    let fresh = sources.pyproject.and_then(|(_, pyproject)| uv_fresh::is_fresh(root, requires_python.as_ref(), pyproject));
    let at = Location::file(file.path.clone());
    Ok(Lock { format: LockFormat::Uv, at, requires_python, written_by: None, packages, fresh, graph, usual: Default::default() })
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
    let archives = array(table.get("wheels")).iter().chain(table.get("sdist"));
    let source = table.get("source");
    Ok(LockedPackage {
        name: package_name(file, table, at)?,
        version: package_version(file, table)?,
        source: source.map_or(DependencySource::Index, self::source),
        index: source.and_then(registry),
        files: archives.filter_map(locked_file).collect(),
        hashes: Vec::new(),
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

fn registry(source: &Value<'_>) -> Option<String> {
    index_of(source.get_ref().as_table()?.get("registry")?.get_ref().as_str()?)
}

/// The members of the workspace, by name; none for a single project.
fn members<'v>(file: &'v TomlFile<'_>) -> Vec<&'v str> {
    array(lookup(&file.root, &["manifest", "members"])).iter().filter_map(|name| name.get_ref().as_str()).collect()
}

fn array<'v, 't>(value: Option<&'v Value<'t>>) -> &'v [Value<'t>] {
    value.and_then(|value| value.get_ref().as_array()).map(|array| &**array).unwrap_or_default()
}

/// Reads the edges between the locked packages.
struct Reader<'a> {
    packages: &'a [LockedPackage],
    by_name: HashMap<&'a str, Vec<usize>>,
    members: Vec<&'a str>,
    graph: LockGraph,
}

impl<'a> Reader<'a> {
    fn new(packages: &'a [LockedPackage], members: Vec<&'a str>) -> Self {
        let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
        for (index, package) in packages.iter().enumerate() {
            by_name.entry(package.name.as_ref()).or_default().push(index);
        }
        Self { packages, by_name, members, graph: LockGraph::default() }
    }

    fn graph(mut self, tables: &[(&Table<'_>, Location)]) -> LockGraph {
        for (index, (table, _)) in tables.iter().enumerate() {
            let mut edges = self.edges(table.get("dependencies"), None);
            for (extra, value) in entries(table, "optional-dependencies") {
                if let Ok(extra) = extra.parse::<ExtraName>() {
                    edges.extend(self.edges(Some(value), Some(&extra)));
                }
            }
            self.graph.edges.push(edges);
            if let DependencySource::Path { path, .. } = &self.packages[index].source
                && (self.members.is_empty() || self.members.contains(&self.packages[index].name.as_ref()))
            {
                self.push_roots(index, path == ".", table);
            }
        }
        self.graph
    }

    /// What a member of the workspace asks for, for itself, for each extra and for each group.
    fn push_roots(&mut self, index: usize, is_root: bool, table: &Table<'_>) {
        let member = Some(Member { name: self.packages[index].name.clone(), is_root });
        let own = |extras: Vec<ExtraName>| Edge { to: index, extras, of_extra: None, marker: None };
        self.graph.roots.push(Root { member: member.clone(), scope: Scope::Main, edge: own(Vec::new()) });
        for (extra, _) in entries(table, "optional-dependencies") {
            if let Ok(extra) = extra.parse::<ExtraName>() {
                let edge = own(vec![extra.clone()]);
                self.graph.roots.push(Root { member: member.clone(), scope: Scope::Extra(extra), edge });
            }
        }
        for (group, value) in entries(table, "dev-dependencies") {
            for edge in self.edges(Some(value), None) {
                self.graph.roots.push(Root { member: member.clone(), scope: Scope::Group(group.to_owned()), edge });
            }
        }
    }

    fn edges(&mut self, value: Option<&Value<'_>>, of_extra: Option<&ExtraName>) -> Vec<Edge> {
        let mut edges = Vec::new();
        for table in array(value).iter().filter_map(|edge| edge.get_ref().as_table()) {
            let marker = table.get("marker").and_then(|marker| marker.get_ref().as_str());
            let marker = marker.map(|text| self.graph.marker(text));
            let extras: Vec<ExtraName> =
                array(table.get("extra")).iter().filter_map(|extra| extra.get_ref().as_str()?.parse().ok()).collect();
            let to_edge = |to| Edge { to, extras: extras.clone(), of_extra: of_extra.cloned(), marker };
            edges.extend(self.targets(table).map(to_edge));
        }
        edges
    }

    /// The packages that an edge means: its version, where several of the name are locked.
    fn targets(&self, edge: &Table<'_>) -> impl Iterator<Item = usize> {
        let text = |key: &str| edge.get(key).and_then(|value| value.get_ref().as_str());
        let named = text("name").and_then(|name| self.by_name.get(name)).map(Vec::as_slice).unwrap_or_default();
        let version = text("version").and_then(|version| version.parse::<Version>().ok());
        let place = edge.get("source").filter(|_| named.len() > 1).map(|value| (source(value), registry(value)));
        named.iter().copied().filter(move |index| {
            let package = &self.packages[*index];
            let same_place =
                |(source, index): &(DependencySource, Option<String>)| package.source == *source && package.index == *index;
            (version.is_none() || package.version == version) && place.as_ref().is_none_or(same_place)
        })
    }
}

/// The keys and values of a table in a table.
fn entries<'v, 't>(table: &'v Table<'t>, key: &str) -> impl Iterator<Item = (&'v str, &'v Value<'t>)> {
    let entries = table.get(key).and_then(|value| value.get_ref().as_table());
    entries.into_iter().flatten().map(|(key, value)| (&**key.get_ref(), value))
}
