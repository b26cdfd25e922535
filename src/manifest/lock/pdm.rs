//! `pdm.lock`, lock version 4.
//!
//! With the strategy `inherit_metadata`, pdm's default, every package says its groups and its marker. Without it the
//! graph is walked from the project's dependencies. An extra that was asked for is an entry of its own.

use super::super::error::{ManifestError, shown};
use super::super::pyproject::Pyproject;
use super::super::requirement;
use super::super::toml_file::{Table, TomlFile, lookup};
use super::python_json::{Style, array, dumps, object, sha256};
use super::{Sources, locked_file, package_name, package_version};
use crate::model::{
    Dependency, DependencySource, Edge, ExtraName, Location, Lock, LockFormat, LockGraph, LockedPackage, PackageName, Root, Scope,
};

pub(super) fn read(file: &TomlFile<'_>, _text: &str, sources: &Sources<'_>) -> Result<Lock, ManifestError> {
    let version = check_version(file)?;
    let targets = lookup(&file.root, &["metadata", "targets"]).and_then(|targets| targets.get_ref().as_array());
    let target = targets.and_then(|targets| targets.first()?.get_ref().as_table()?.get("requires_python"));
    let requires_python = target.and_then(|target| target.get_ref().as_str()?.parse().ok());
    let tables = file.tables(&file.root, "package")?;
    let mut packages = Vec::with_capacity(tables.len());
    for (table, at) in &tables {
        packages.push(package(file, table, at)?);
    }
    let graph = match sources.pyproject {
        Some((_, pyproject)) if !tables.iter().any(|(table, _)| table.contains_key("groups")) => {
            walked(&tables, &packages, pyproject)
        }
        _ => flat(&tables),
    };
    let fresh = sources.pyproject.and_then(|(pyproject, _)| is_fresh(file, pyproject));
    // Before lock version 4.5 other parts of the manifest went into the hash, so that a difference proves nothing.
    let fresh = fresh.filter(|fresh| *fresh || version >= (4, 5));
    let at = Location::file(file.path.clone());
    let usual = Default::default();
    Ok(Lock { format: LockFormat::Pdm, at, requires_python, written_by: None, packages, fresh, graph, usual })
}

fn check_version(file: &TomlFile<'_>) -> Result<(u64, u64), ManifestError> {
    let value = lookup(&file.root, &["metadata", "lock_version"]);
    let text = value.and_then(|value| value.get_ref().as_str()).unwrap_or_default();
    let mut parts = text.split('.').map(str::parse);
    match (parts.next(), parts.next()) {
        (Some(Ok(4)), minor) => Ok((4, minor.and_then(Result::ok).unwrap_or(0))),
        _ => {
            let at = value.map_or(Location::file(file.path.clone()), |value| file.at(value));
            let problem = format!("pydock reads version 4 of pdm.lock, and this is `{}`", shown(text));
            Err(ManifestError::invalid(at, problem).hint("lock the project with pdm 2, or update pydock"))
        }
    }
}

fn package(file: &TomlFile<'_>, table: &Table<'_>, at: &Location) -> Result<LockedPackage, ManifestError> {
    let files = table.get("files").and_then(|files| files.get_ref().as_array()).map(|array| &**array).unwrap_or_default();
    let text = |key: &str| table.get(key).and_then(|value| value.get_ref().as_str());
    let editable = table.get("editable").and_then(|value| value.get_ref().as_bool()).unwrap_or(false);
    let source = match (text("git"), text("path"), text("url")) {
        (Some(url), ..) => DependencySource::Git(format!("git+{url}@{}", text("revision").unwrap_or_default())),
        (_, Some(path), _) => DependencySource::Path { path: path.to_owned(), editable },
        (_, _, Some(url)) => DependencySource::Url(url.to_owned()),
        _ => DependencySource::Index,
    };
    Ok(LockedPackage {
        name: package_name(file, table, at)?,
        version: package_version(file, table)?,
        source,
        index: None,
        files: files.iter().filter_map(locked_file).collect(),
        hashes: Vec::new(),
        at: at.clone(),
    })
}

/// Every package names its groups; an extra of the project is a group, too.
fn flat(tables: &[(&Table<'_>, Location)]) -> LockGraph {
    let mut graph = LockGraph::default();
    for (index, (table, _)) in tables.iter().enumerate() {
        let marker = table.get("marker").and_then(|marker| marker.get_ref().as_str()).map(|text| graph.marker(text));
        for group in strings(table, "groups") {
            let edge = || Edge { to: index, extras: Vec::new(), of_extra: None, marker };
            if group == "default" {
                graph.roots.push(Root { member: None, scope: Scope::Main, edge: edge() });
                continue;
            }
            let extra = group.parse().ok().map(Scope::Extra);
            let scopes = [Scope::Group(group.to_owned())].into_iter().chain(extra);
            graph.roots.extend(scopes.map(|scope| Root { member: None, scope, edge: edge() }));
        }
    }
    graph
}

/// Without the strategy, an entry lists what it depends on, and the roots are those of pyproject.toml.
fn walked(tables: &[(&Table<'_>, Location)], packages: &[LockedPackage], pyproject: &Pyproject) -> LockGraph {
    let mut graph = LockGraph::default();
    let entries: Vec<Entry<'_>> = tables
        .iter()
        .zip(packages)
        .map(|((table, _), package)| Entry {
            name: &package.name,
            extras: strings(table, "extras").iter().filter_map(|extra| extra.parse().ok()).collect(),
        })
        .collect();
    for (table, at) in tables {
        let dependencies = strings(table, "dependencies").into_iter().filter_map(|text| requirement::parse(text, at).ok());
        let edges = dependencies.flat_map(|dependency| edges(&dependency, &entries, &mut graph)).collect();
        graph.edges.push(edges);
    }
    let main = (Scope::Main, &pyproject.dependencies);
    let extras = pyproject.extras.iter().map(|(extra, dependencies)| (Scope::Extra(extra.clone()), dependencies));
    let groups = pyproject.groups.iter().map(|(group, dependencies)| (Scope::Group(group.to_string()), dependencies));
    for (scope, dependencies) in std::iter::once(main).chain(extras).chain(groups) {
        for dependency in dependencies {
            let edges = edges(dependency, &entries, &mut graph);
            graph.roots.extend(edges.into_iter().map(|edge| Root { member: None, scope: scope.clone(), edge }));
        }
    }
    graph
}

/// A package, or the package with some of its extras, which is an entry of its own.
struct Entry<'a> {
    name: &'a PackageName,
    extras: Vec<ExtraName>,
}

fn edges(dependency: &Dependency, entries: &[Entry<'_>], graph: &mut LockGraph) -> Vec<Edge> {
    let marker = dependency.marker.try_to_string().map(|text| graph.marker(&text));
    let meant =
        |entry: &Entry<'_>| *entry.name == dependency.name && entry.extras.iter().all(|extra| dependency.extras.contains(extra));
    let meant = entries.iter().enumerate().filter(|(_, entry)| meant(entry));
    meant.map(|(to, _)| Edge { to, extras: Vec::new(), of_extra: None, marker }).collect()
}

fn strings<'v>(table: &'v Table<'_>, key: &str) -> Vec<&'v str> {
    let items = table.get(key).and_then(|value| value.get_ref().as_array()).map(|array| &**array).unwrap_or_default();
    items.iter().filter_map(|item| item.get_ref().as_str()).collect()
}

/// pdm's `Project.pyproject_content_hash`, for a project that is no workspace.
fn is_fresh(file: &TomlFile<'_>, pyproject: &TomlFile<'_>) -> Option<bool> {
    let locked = lookup(&file.root, &["metadata", "content_hash"])?.get_ref().as_str()?.strip_prefix("sha256:")?;
    if lookup(&pyproject.root, &["tool", "pdm", "workspace"]).is_some() {
        return None;
    }
    let style = Style::Spaced;
    let part = |name: &str, keys: &[&str], missing: &str| {
        let text = lookup(&pyproject.root, keys).map_or(Some(missing.to_owned()), |value| dumps(value, style))?;
        Some((name.to_owned(), text))
    };
    let content = vec![
        part("sources", &["tool", "pdm", "source"], "[]")?,
        part("dependencies", &["project", "dependencies"], "[]")?,
        ("dev-dependencies".to_owned(), groups(pyproject, style)?),
        part("optional-dependencies", &["project", "optional-dependencies"], "{}")?,
        part("requires-python", &["project", "requires-python"], "\"\"")?,
        part("resolution", &["tool", "pdm", "resolution"], "{}")?,
    ];
    Some(sha256(&object(content, style)) == locked)
}

/// `[dependency-groups]` and `[tool.pdm.dev-dependencies]` joined, their names normalized.
fn groups(pyproject: &TomlFile<'_>, style: Style) -> Option<String> {
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for keys in [["dependency-groups"].as_slice(), &["tool", "pdm", "dev-dependencies"]] {
        let Some(table) = lookup(&pyproject.root, keys).and_then(|value| value.get_ref().as_table()) else { continue };
        for (name, value) in table {
            let name = name.get_ref().parse::<ExtraName>().ok()?.to_string();
            let items = value.get_ref().as_array()?.iter().map(|item| dumps(item, style)).collect::<Option<Vec<_>>>()?;
            match groups.iter_mut().find(|(known, _)| *known == name) {
                Some((_, known)) => known.extend(items),
                None => groups.push((name, items)),
            }
        }
    }
    Some(object(groups.into_iter().map(|(name, items)| (name, array(&items, style))).collect(), style))
}
