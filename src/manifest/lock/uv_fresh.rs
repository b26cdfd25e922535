//! Whether a uv.lock still matches pyproject.toml, as far as that can be told without uv.
//!
//! uv keeps in `[package.metadata]` of the root package the requirements that it resolved. They are compared as sets of
//! name, extras and versions, and their markers after the simplification that uv applies. "Stale" is said only of a
//! difference that uv sees too. Nothing is said where markers differ in a way that may be mere spelling, and of workspaces,
//! whose members are not read here.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::str::FromStr;

use pep440_rs::Operator;

use super::super::pyproject::Pyproject;
use super::super::requirement;
use super::super::toml_file::{Table, Value};
use crate::model::{Dependency, DependencySource, ExtraName, MarkerTree, PackageName, PythonVersion, Version, VersionSpecifiers};

/// One requirement, as it is compared: name, extras, and versions, which do not count where a source decides.
type Entry = (PackageName, BTreeSet<ExtraName>, Option<VersionSpecifiers>);

pub(super) fn is_fresh(root: &Table<'_>, locked: Option<&VersionSpecifiers>, pyproject: &Pyproject) -> Option<bool> {
    if !pyproject.has_project {
        return None;
    }
    let workspace = pyproject.uv.as_ref().is_some_and(|uv| uv.has_workspace);
    if pyproject.dynamic.iter().any(|field| field.ends_with("dependencies")) {
        return None;
    }
    let same = same_identity(root, pyproject) && (workspace || same_python(locked, pyproject));
    let same = same && same_extras(root, pyproject) && same_requirements(root, pyproject)? && same_groups(root, pyproject)?;
    if !same {
        return Some(false);
    }
    same_markers(root, locked, pyproject).filter(|fresh| !workspace || !fresh)
}

fn text<'v>(table: &'v Table<'_>, key: &str) -> Option<&'v str> {
    table.get(key)?.get_ref().as_str()
}

/// Name, version and whether the project is a package.
fn same_identity(root: &Table<'_>, pyproject: &Pyproject) -> bool {
    let name = text(root, "name").and_then(|name| name.parse::<PackageName>().ok());
    let version = |text: Option<&str>| text.and_then(|text| Version::from_str(text).ok());
    let (locked, stated) = (version(text(root, "version")), version(pyproject.version.as_deref()));
    let is_virtual =
        root.get("source").and_then(|source| source.get_ref().as_table()).is_some_and(|source| source.contains_key("virtual"));
    let forced = pyproject.uv.as_ref().and_then(|uv| uv.package);
    let is_package = forced.unwrap_or(pyproject.build_system.is_some());
    let same_version = locked.is_none() || stated.is_none() || locked == stated;
    name.as_ref() == pyproject.name.as_ref().map(|(name, _)| name) && same_version && is_virtual != is_package
}

/// uv may write a range in other words, so the ranges are compared by the feature releases that they allow.
fn same_python(locked: Option<&VersionSpecifiers>, pyproject: &Pyproject) -> bool {
    let (Some(locked), Some((stated, _))) = (locked, &pyproject.requires_python) else { return true };
    (0..40).map(|minor| PythonVersion::new(3, minor)).all(|python| python.satisfies(locked) == python.satisfies(stated))
}

fn items<'v, 't>(table: Option<&'v Value<'t>>) -> impl Iterator<Item = &'v Table<'t>> {
    let items = table.and_then(|value| value.get_ref().as_array()).map(|array| &**array).unwrap_or_default();
    items.iter().filter_map(|item| item.get_ref().as_table())
}

fn metadata<'v, 't>(root: &'v Table<'t>, key: &str) -> Option<&'v Value<'t>> {
    root.get("metadata")?.get_ref().as_table()?.get(key)
}

/// Locks of early uv hold no metadata: nothing to compare with.
fn has_no_record(root: &Table<'_>) -> bool {
    let resolved = ["dependencies", "optional-dependencies", "dev-dependencies"].iter().any(|key| root.contains_key(*key));
    resolved && !root.contains_key("metadata")
}

fn same_requirements(root: &Table<'_>, pyproject: &Pyproject) -> Option<bool> {
    if has_no_record(root) {
        return None;
    }
    let locked: BTreeSet<Entry> = items(metadata(root, "requires-dist")).map(locked_entry).collect::<Option<_>>()?;
    let declared = pyproject.dependencies.iter().chain(pyproject.extras.values().flatten());
    Some(matches(&locked, declared))
}

/// The names of the extras, the empty ones too. Locks of early uv do not hold them.
fn same_extras(root: &Table<'_>, pyproject: &Pyproject) -> bool {
    let names = metadata(root, "provides-extras").and_then(|names| names.get_ref().as_array());
    names.is_none_or(|names| {
        let locked: BTreeSet<ExtraName> = names.iter().filter_map(|name| name.get_ref().as_str()?.parse().ok()).collect();
        pyproject.extras.keys().eq(locked.iter())
    })
}

fn same_groups(root: &Table<'_>, pyproject: &Pyproject) -> Option<bool> {
    let table = metadata(root, "requires-dev").and_then(|groups| groups.get_ref().as_table());
    let mut locked: BTreeMap<ExtraName, BTreeSet<Entry>> = BTreeMap::new();
    for (name, group) in table.into_iter().flatten() {
        let entries = items(Some(group)).map(locked_entry).collect::<Option<_>>()?;
        locked.insert(name.get_ref().parse().ok()?, entries);
    }
    let mut declared: BTreeMap<ExtraName, Vec<&Dependency>> = BTreeMap::new();
    for (name, group) in &pyproject.groups {
        declared.entry(name.as_str().parse().ok()?).or_default().extend(group);
    }
    let same_group = |(name, group): (&ExtraName, &Vec<&Dependency>)| {
        locked.get(name).is_some_and(|locked| matches(locked, group.iter().copied()))
    };
    Some(declared.keys().eq(locked.keys()) && declared.iter().all(same_group))
}

fn matches<'a>(locked: &BTreeSet<Entry>, declared: impl Iterator<Item = &'a Dependency>) -> bool {
    let from_source = |name: &PackageName| locked.iter().any(|(other, _, versions)| other == name && versions.is_none());
    let entry = |dependency: &Dependency| {
        let decided = dependency.source != DependencySource::Index || from_source(&dependency.name);
        let versions = (!decided).then(|| dependency.specifiers.clone());
        (dependency.name.clone(), dependency.extras.iter().cloned().collect(), versions)
    };
    declared.map(entry).collect::<BTreeSet<Entry>>() == *locked
}

fn locked_entry(table: &Table<'_>) -> Option<Entry> {
    let extras = table.get("extras").and_then(|extras| extras.get_ref().as_array()).map(|array| &**array).unwrap_or_default();
    let extras = extras.iter().map(|extra| extra.get_ref().as_str()?.parse().ok()).collect::<Option<_>>()?;
    let sourced = ["git", "url", "path", "directory", "editable", "virtual"].iter().any(|key| table.contains_key(*key));
    let versions = match text(table, "specifier") {
        _ if sourced => None,
        Some(specifier) => Some(VersionSpecifiers::from_str(specifier).ok()?),
        None => Some(VersionSpecifiers::empty()),
    };
    Some((text(table, "name")?.parse().ok()?, extras, versions))
}

/// uv drops from markers what the lock's Pythons make certain. Where a marker was added or taken away the lock is stale;
/// two markers that differ otherwise may mean the same.
fn same_markers(root: &Table<'_>, python: Option<&VersionSpecifiers>, pyproject: &Pyproject) -> Option<bool> {
    let simplified = |marker: MarkerTree| simplify(marker, python);
    let mut locked: Vec<(PackageName, MarkerTree)> = items(metadata(root, "requires-dist"))
        .filter_map(|table| {
            let marker = text(table, "marker").map_or(MarkerTree::TRUE, requirement::marker);
            Some((text(table, "name")?.parse().ok()?, simplified(marker)))
        })
        .collect();
    let plain = pyproject.dependencies.iter().map(|dependency| (dependency.name.clone(), simplified(dependency.marker.clone())));
    let extras = pyproject.extras.iter().flat_map(|(extra, dependencies)| {
        dependencies.iter().map(move |dependency| {
            let mut marker = dependency.marker.clone();
            marker.and(requirement::marker(&format!("extra == '{extra}'")));
            (dependency.name.clone(), simplify(marker, python))
        })
    });
    let mut declared: Vec<(PackageName, MarkerTree)> = plain.chain(extras).collect();
    locked.sort();
    declared.sort();
    locked.dedup();
    declared.dedup();
    let conditional =
        |entries: &[(PackageName, MarkerTree)]| -> Vec<bool> { entries.iter().map(|(_, marker)| marker.is_true()).collect() };
    match locked == declared {
        true => Some(true),
        false if conditional(&locked) != conditional(&declared) => Some(false),
        false => None,
    }
}

fn simplify(marker: MarkerTree, python: Option<&VersionSpecifiers>) -> MarkerTree {
    let bound = |operator: Operator| {
        let versions =
            python.into_iter().flat_map(|python| python.iter()).filter(move |specifier| *specifier.operator() == operator);
        versions.map(pep440_rs::VersionSpecifier::version)
    };
    let lower = bound(Operator::GreaterThanEqual).max().map_or(Bound::Unbounded, Bound::Included);
    let upper = bound(Operator::LessThan).min().map_or(Bound::Unbounded, Bound::Excluded);
    marker.simplify_python_versions(lower, upper)
}
