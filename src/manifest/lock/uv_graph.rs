//! What follows from what in a uv.lock.
//!
//! Markers stand on the edges, so what is installed is found by walking from the project, or from the members of a
//! workspace. What an extra or a group of theirs asks for is a root of its own.

use std::collections::HashMap;

use crate::model::{DependencySource, Edge, ExtraName, LockGraph, LockedPackage, Member, Root, Scope, Version};

/// What one package asks for.
pub(super) struct Asks {
    pub always: Vec<Asked>,
    pub extras: Vec<(ExtraName, Vec<Asked>)>,
    /// Dependency groups, which only members of the workspace have.
    pub groups: Vec<(String, Vec<Asked>)>,
}

/// A package as it is asked for; version and place stand there where several of the name are locked.
pub(super) struct Asked {
    pub name: String,
    pub version: Option<Version>,
    /// The source, and the index of one. `None` if the lock states none.
    pub place: Option<(DependencySource, Option<String>)>,
    pub extras: Vec<ExtraName>,
    pub marker: Option<String>,
}

/// Connects the packages; `asks` stand in their order.
pub(super) fn graph(packages: &[LockedPackage], asks: Vec<Asks>, members: &[&str]) -> LockGraph {
    let mut by_name: HashMap<&str, Vec<usize>> = HashMap::new();
    for (index, package) in packages.iter().enumerate() {
        by_name.entry(package.name.as_ref()).or_default().push(index);
    }
    let mut writer = Writer { packages, by_name, graph: LockGraph::default() };
    for (index, asks) in asks.into_iter().enumerate() {
        let DependencySource::Path { path, .. } = &packages[index].source else {
            writer.push_edges(asks);
            continue;
        };
        let name = &packages[index].name;
        if members.is_empty() || members.contains(&name.as_ref()) {
            writer.push_roots(index, path == ".", &asks);
        }
        writer.push_edges(asks);
    }
    writer.graph
}

struct Writer<'a> {
    packages: &'a [LockedPackage],
    by_name: HashMap<&'a str, Vec<usize>>,
    graph: LockGraph,
}

impl Writer<'_> {
    fn push_edges(&mut self, asks: Asks) {
        let mut edges = self.edges(&asks.always, None);
        for (extra, asked) in &asks.extras {
            edges.extend(self.edges(asked, Some(extra)));
        }
        self.graph.edges.push(edges);
    }

    /// What a member of the workspace asks for, for itself, for each extra and for each group.
    fn push_roots(&mut self, index: usize, is_root: bool, asks: &Asks) {
        let member = Some(Member { name: self.packages[index].name.clone(), is_root });
        let own = |extras: Vec<ExtraName>| Edge { to: index, extras, of_extra: None, marker: None };
        self.graph.roots.push(Root { member: member.clone(), scope: Scope::Main, edge: own(Vec::new()) });
        for (extra, _) in &asks.extras {
            let edge = own(vec![extra.clone()]);
            self.graph.roots.push(Root { member: member.clone(), scope: Scope::Extra(extra.clone()), edge });
        }
        for (group, asked) in &asks.groups {
            for edge in self.edges(asked, None) {
                self.graph.roots.push(Root { member: member.clone(), scope: Scope::Group(group.clone()), edge });
            }
        }
    }

    fn edges(&mut self, asked: &[Asked], of_extra: Option<&ExtraName>) -> Vec<Edge> {
        let mut edges = Vec::new();
        for asked in asked {
            let marker = asked.marker.as_deref().map(|text| self.graph.marker(text));
            let to_edge = |to| Edge { to, extras: asked.extras.clone(), of_extra: of_extra.cloned(), marker };
            edges.extend(self.targets(asked).map(to_edge));
        }
        edges
    }

    fn targets<'w>(&'w self, asked: &'w Asked) -> impl Iterator<Item = usize> + 'w {
        let named = self.by_name.get(&*asked.name).map(Vec::as_slice).unwrap_or_default();
        let place = asked.place.as_ref().filter(|_| named.len() > 1);
        named.iter().copied().filter(move |index| {
            let package = &self.packages[*index];
            (asked.version.is_none() || package.version == asked.version)
                && place.is_none_or(|(source, index)| package.source == *source && package.index == *index)
        })
    }
}
