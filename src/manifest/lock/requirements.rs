//! A requirements file that pins everything, which is a lock in all but name.

use pep440_rs::Operator;

use super::super::requirements::RequirementsFile;
use crate::model::{Dependency, Edge, Location, Lock, LockFormat, LockGraph, LockedPackage, Root, Scope, Version};

/// The lock that the first file for production is; `None` if not every requirement of it is pinned.
pub(super) fn read(files: &[RequirementsFile]) -> Option<Lock> {
    let file = files.iter().find(|file| !file.development)?;
    if !file.pinned || file.dependencies.is_empty() {
        return None;
    }
    let mut graph = LockGraph::default();
    for (to, dependency) in file.dependencies.iter().enumerate() {
        let marker = dependency.marker.try_to_string().map(|text| graph.marker(&text));
        let edge = Edge { to, extras: Vec::new(), of_extra: None, marker };
        graph.roots.push(Root { member: None, scope: Scope::Main, edge });
    }
    Some(Lock {
        format: LockFormat::Requirements,
        at: Location::file(file.path.clone()),
        requires_python: None,
        written_by: None,
        packages: file.dependencies.iter().map(|dependency| package(dependency, file)).collect(),
        fresh: None,
        graph,
        usual: Default::default(),
    })
}

fn package(dependency: &Dependency, file: &RequirementsFile) -> LockedPackage {
    LockedPackage {
        name: dependency.name.clone(),
        version: pinned_version(dependency),
        source: dependency.source.clone(),
        index: None,
        files: Vec::new(),
        hashes: file.hashes.get(&dependency.name).cloned().unwrap_or_default(),
        at: dependency.at.clone(),
    }
}

fn pinned_version(dependency: &Dependency) -> Option<Version> {
    let exact =
        dependency.specifiers.iter().find(|specifier| matches!(specifier.operator(), Operator::Equal | Operator::ExactEqual));
    exact.map(|specifier| specifier.version().clone())
}
