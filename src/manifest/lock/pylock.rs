//! `pylock.toml` (PEP 751), lock version 1.
//!
//! What an installer takes by default is production: the packages whose markers hold with the default groups and without
//! extras.

use super::super::error::{ManifestError, shown};
use super::super::toml_file::{Table, TomlFile};
use super::{Sources, index_of, locked_file, package_name, package_version};
use crate::model::{DependencySource, Edge, Location, Lock, LockFormat, LockGraph, LockedPackage, Root, Scope};

pub(super) fn read(file: &TomlFile<'_>, _text: &str, _sources: &Sources<'_>) -> Result<Lock, ManifestError> {
    check_version(file)?;
    let requires_python = file.string(&file.root, "requires-python")?.and_then(|text| text.parse().ok());
    let mut graph = LockGraph::default();
    graph.default_groups = file.strings(&file.root, "default-groups")?.into_iter().map(|(group, _)| group.to_owned()).collect();
    let mut packages = Vec::new();
    for (table, at) in file.tables(&file.root, "packages")? {
        let marker = file.string(table, "marker")?.map(|text| graph.marker(text));
        let edge = Edge { to: packages.len(), extras: Vec::new(), of_extra: None, marker };
        graph.roots.push(Root { member: None, scope: Scope::Main, edge });
        packages.push(package(file, table, &at)?);
    }
    let at = Location::file(file.path.clone());
    let usual = Default::default();
    Ok(Lock { format: LockFormat::Pylock, at, requires_python, written_by: None, packages, fresh: None, graph, usual })
}

fn check_version(file: &TomlFile<'_>) -> Result<(), ManifestError> {
    let text = file.string(&file.root, "lock-version")?.unwrap_or_default();
    if text.split('.').next() == Some("1") {
        return Ok(());
    }
    let problem = format!("pydock reads version 1 of pylock.toml, and this is `{}`", shown(text));
    Err(ManifestError::invalid(file.at_key(&file.root, "lock-version"), problem)
        .hint("export the lock as version 1.0, or update pydock"))
}

fn package(file: &TomlFile<'_>, table: &Table<'_>, at: &Location) -> Result<LockedPackage, ManifestError> {
    let archives = table.get("wheels").and_then(|wheels| wheels.get_ref().as_array()).map(|array| &**array).unwrap_or_default();
    let files = archives.iter().chain(table.get("sdist")).chain(table.get("archive")).filter_map(locked_file).collect();
    Ok(LockedPackage {
        name: package_name(file, table, at)?,
        version: package_version(file, table)?,
        source: source(table),
        index: file.string(table, "index")?.and_then(index_of),
        files,
        hashes: Vec::new(),
        at: at.clone(),
    })
}

fn source(table: &Table<'_>) -> DependencySource {
    let text = |kind: &str, key: &str| table.get(kind).and_then(|value| value.get_ref().as_table()?.get(key)?.get_ref().as_str());
    if let Some(place) = text("vcs", "url").or_else(|| text("vcs", "path")) {
        return match text("vcs", "type") {
            Some("git") | None => DependencySource::Git(format!("git+{place}@{}", text("vcs", "commit-id").unwrap_or_default())),
            Some(_) => DependencySource::Url(place.to_owned()),
        };
    }
    if let Some(url) = text("archive", "url") {
        return DependencySource::Url(url.to_owned());
    }
    let editable = table.get("directory").and_then(|value| value.get_ref().as_table()?.get("editable")?.get_ref().as_bool());
    let path = text("directory", "path").or_else(|| text("archive", "path"));
    path.map_or(DependencySource::Index, |path| DependencySource::Path {
        path: path.to_owned(),
        editable: editable.unwrap_or(false),
    })
}
