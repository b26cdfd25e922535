//! Whether a uv.lock still matches pyproject.toml, as far as that can be told without uv.
//!
//! uv keeps in `[package.metadata]` of the root package the requirements that it resolved. They are compared as sets of
//! name, extras and versions. "Stale" is said only of a difference that uv sees too; where sources or markers make the
//! comparison doubtful, and in workspaces, whose members are not read here, nothing is said.

use std::collections::BTreeSet;
use std::str::FromStr;

use pep508_rs::MarkerTree;

use super::super::pyproject::Pyproject;
use super::super::requirement;
use super::super::toml_file::{Table, Value};
use crate::model::{Dependency, DependencySource, ExtraName, PackageName, PythonVersion, Version, VersionSpecifiers};

/// One requirement, as it is compared: name, extras, versions (none where a source decides) and the extra it belongs to.
type Entry = (PackageName, BTreeSet<ExtraName>, Option<String>);

pub(super) fn is_fresh(root: Option<&Table<'_>>, locked: Option<&VersionSpecifiers>, pyproject: &Pyproject) -> Option<bool> {
    let root = root.filter(|_| pyproject.has_project)?;
    let workspace = pyproject.uv.as_ref().is_some_and(|uv| uv.has_workspace);
    if pyproject.dynamic.iter().any(|field| field.ends_with("dependencies")) {
        return None;
    }
    let same = same_identity(root, pyproject) && (workspace || same_python(locked, pyproject));
    let same = same && same_requirements(root, pyproject)? && same_groups(root, pyproject)?;
    if same && (workspace || !same_markers(root, pyproject)) { None } else { Some(same) }
}

fn text<'v>(table: &'v Table<'_>, key: &str) -> Option<&'v str> {
    table.get(key)?.get_ref().as_str()
}

/// Name, version and whether the project is a package.
fn same_identity(root: &Table<'_>, pyproject: &Pyproject) -> bool {
    let name = text(root, "name").and_then(|name| name.parse::<PackageName>().ok());
    let version = |text: Option<&str>| text.and_then(|text| Version::from_str(text).ok());
    let (locked, stated) = (version(text(root, "version")), version(pyproject.version.as_deref()));
    let is_virtual = root.get("source").and_then(|source| source.get_ref().as_table()).is_some_and(|source| source.contains_key("virtual"));
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

fn same_groups(root: &Table<'_>, pyproject: &Pyproject) -> Option<bool> {
    let table = metadata(root, "requires-dev").and_then(|groups| groups.get_ref().as_table());
    let mut names: BTreeSet<&str> = pyproject.groups.keys().map(String::as_str).collect();
    names.extend(table.into_iter().flat_map(|table| table.keys()).map(|name| name.get_ref().as_ref()));
    for name in names {
        let normal = name.parse::<ExtraName>().ok()?;
        let locked = table.and_then(|table| table.get(name).or_else(|| table.get(normal.as_ref())));
        let locked: BTreeSet<Entry> = items(locked).map(locked_entry).collect::<Option<_>>()?;
        let declared = pyproject.groups.iter().filter(|(group, _)| group.parse::<ExtraName>().is_ok_and(|group| group == normal));
        if !matches(&locked, declared.flat_map(|(_, group)| group)) {
            return Some(false);
        }
    }
    Some(true)
}

fn matches<'a>(locked: &BTreeSet<Entry>, declared: impl Iterator<Item = &'a Dependency>) -> bool {
    let from_source = |name: &PackageName| locked.iter().any(|(other, _, versions)| other == name && versions.is_none());
    let entry = |dependency: &Dependency| {
        let decided = dependency.source != DependencySource::Index || from_source(&dependency.name);
        let versions = (!decided).then(|| dependency.specifiers.to_string());
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
        Some(specifier) => Some(VersionSpecifiers::from_str(specifier).ok()?.to_string()),
        None => Some(String::new()),
    };
    Some((text(table, "name")?.parse().ok()?, extras, versions))
}

/// Markers are simplified by uv under the Pythons of the lock, so a difference here is no proof of a stale lock.
fn same_markers(root: &Table<'_>, pyproject: &Pyproject) -> bool {
    let locked: BTreeSet<(Option<&str>, String)> = items(metadata(root, "requires-dist"))
        .map(|table| (text(table, "name"), shown(&text(table, "marker").map_or(MarkerTree::TRUE, requirement::marker))))
        .collect();
    let plain = pyproject.dependencies.iter().map(|dependency| (dependency, dependency.marker.clone()));
    let extras = pyproject.extras.iter().flat_map(|(extra, dependencies)| {
        dependencies.iter().map(move |dependency| {
            let mut marker = dependency.marker.clone();
            marker.and(requirement::marker(&format!("extra == '{extra}'")));
            (dependency, marker)
        })
    });
    let declared = plain.chain(extras).map(|(dependency, marker)| (Some(dependency.name.as_ref()), shown(&marker))).collect();
    locked == declared
}

fn shown(marker: &MarkerTree) -> String {
    marker.try_to_string().unwrap_or_default()
}
