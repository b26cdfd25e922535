//! The graph of a `poetry.lock` from before version 2.1: edges in the lock, roots in pyproject.toml.

use std::collections::HashMap;

use super::super::poetry_constraint;
use super::super::pyproject::Pyproject;
use super::super::toml_file::{Table, Value};
use crate::model::{
    Dependency, Edge, ExtraName, Location, LockGraph, LockedPackage, MarkerId, PackageName, Root, Scope, Version,
};

pub(super) fn read(tables: &[(&Table<'_>, Location)], packages: &[LockedPackage], pyproject: &Pyproject) -> LockGraph {
    let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, package) in packages.iter().enumerate() {
        by_name.entry(package.name.as_ref()).or_default().push(index);
    }
    let mut reader = Reader { packages, by_name, graph: LockGraph::default() };
    for (table, _) in tables {
        let edges = reader.edges(table);
        reader.graph.edges.push(edges);
    }
    reader.push_roots(&Scope::Main, &pyproject.dependencies);
    for (extra, dependencies) in &pyproject.extras {
        reader.push_roots(&Scope::Extra(extra.clone()), dependencies);
    }
    for (group, dependencies) in &pyproject.groups {
        reader.push_roots(&Scope::Group(group.to_string()), dependencies);
    }
    reader.graph
}

struct Reader<'a> {
    packages: &'a [LockedPackage],
    by_name: HashMap<&'a str, Vec<usize>>,
    graph: LockGraph,
}

impl Reader<'_> {
    fn push_roots(&mut self, scope: &Scope, dependencies: &[Dependency]) {
        for dependency in dependencies {
            let marker = dependency.marker.try_to_string().map(|text| self.graph.marker(&text));
            let fits = |version: &Version| dependency.specifiers.contains(version);
            let targets = self.targets(&dependency.name, fits);
            let edge = |to| Edge { to, extras: dependency.extras.clone(), of_extra: None, marker };
            let root = |to| Root { member: None, scope: scope.clone(), edge: edge(to) };
            self.graph.roots.extend(targets.into_iter().map(root));
        }
    }

    fn edges(&mut self, package: &Table<'_>) -> Vec<Edge> {
        let mut edges = Vec::new();
        let dependencies = package.get("dependencies").and_then(|dependencies| dependencies.get_ref().as_table());
        for (name, value) in dependencies.into_iter().flatten() {
            let Ok(name) = name.get_ref().parse::<PackageName>() else { continue };
            let alternatives = value.get_ref().as_array().map_or(std::slice::from_ref(value), |array| &**array);
            for alternative in alternatives {
                self.push_edges(package, &name, alternative, &mut edges);
            }
        }
        edges
    }

    fn push_edges(&mut self, package: &Table<'_>, name: &PackageName, value: &Value<'_>, edges: &mut Vec<Edge>) {
        let table = value.get_ref().as_table();
        let text = |key: &str| table.and_then(|table| table.get(key)?.get_ref().as_str());
        let range = text("version").or(value.get_ref().as_str()).and_then(poetry_constraint::parse);
        let extras = table.and_then(|table| table.get("extras")?.get_ref().as_array()).map(|array| &**array).unwrap_or_default();
        let extras: Vec<ExtraName> = extras.iter().filter_map(|extra| extra.get_ref().as_str()?.parse().ok()).collect();
        let marker: Option<MarkerId> = text("markers").map(|text| self.graph.marker(text));
        let optional = table.and_then(|table| table.get("optional")?.get_ref().as_bool()).unwrap_or(false);
        // Old locks name an extra's members in `[package.extras]` alone; newer ones in the edge's marker as well.
        let in_marker = text("markers").is_some_and(|text| text.contains("extra"));
        let owners: Vec<Option<ExtraName>> =
            if optional && !in_marker { extras_with(package, name).map(Some).collect() } else { vec![None] };
        for to in self.targets(name, |version| range.as_ref().is_none_or(|range| range.contains(version))) {
            for of_extra in &owners {
                edges.push(Edge { to, extras: extras.clone(), of_extra: of_extra.clone(), marker });
            }
        }
    }

    /// One version of a name is the one that is meant, even where its number is odd.
    fn targets(&self, name: &PackageName, fits: impl Fn(&Version) -> bool) -> Vec<usize> {
        let named = self.by_name.get(name.as_ref()).map(Vec::as_slice).unwrap_or_default();
        let meant = |index: &usize| named.len() == 1 || self.packages[*index].version.as_ref().is_none_or(&fits);
        named.iter().copied().filter(meant).collect()
    }
}

/// The extras of a package whose list in `[package.extras]` names the member. Ex) `name (>=1)`
fn extras_with<'a>(package: &'a Table<'_>, name: &'a PackageName) -> impl Iterator<Item = ExtraName> {
    let extras = package.get("extras").and_then(|extras| extras.get_ref().as_table());
    let names = |member: &Value<'_>| {
        let text = member.get_ref().as_str().unwrap_or_default();
        let end = text.find([' ', '(', '[', ';', '<', '>', '=', '!', '~']).unwrap_or(text.len());
        text[..end].parse::<PackageName>().is_ok_and(|found| found == *name)
    };
    extras.into_iter().flatten().filter_map(move |(extra, members)| {
        let named = members.get_ref().as_array().is_some_and(|members| members.iter().any(names));
        named.then(|| extra.get_ref().parse().ok()).flatten()
    })
}
