//! `pdm.lock`, lock version 4.
//!
//! With the strategy `inherit_metadata`, pdm's default, every package says its groups and its marker. Without it the
//! graph is walked from the project's dependencies. An extra that was asked for is an entry of its own.

use pep508_rs::{ExtraName, MarkerEnvironment};

use super::super::error::{ManifestError, shown};
use super::super::marker_environment::{linux, newest_python};
use super::super::requirement;
use super::super::toml_file::{Table, TomlFile, Value, lookup};
use super::graph::{Node, reach};
use super::python_json::{Style, array, dumps, object, sha256};
use super::{Sources, file_name, mark, package_name, package_version};
use crate::model::{Dependency, DependencySource, Location, Lock, LockFormat, LockedPackage};

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
    let production = match (linux(newest_python(requires_python.as_ref())), sources.pyproject) {
        (Some(environment), _) if tables.iter().any(|(table, _)| table.contains_key("groups")) => {
            tables.iter().map(|(table, _)| in_default_group(table, &environment)).collect()
        }
        (Some(environment), Some((_, pyproject))) => production(&tables, &packages, &pyproject.dependencies, &environment),
        _ => vec![true; packages.len()],
    };
    mark(&mut packages, &production);
    let packages = without_repeats(packages);
    let fresh = sources.pyproject.and_then(|(pyproject, _)| is_fresh(file, pyproject));
    // Before lock version 4.5 other parts of the manifest went into the hash, so that a difference proves nothing.
    let fresh = fresh.filter(|fresh| *fresh || version >= (4, 5));
    let at = Location::file(file.path.clone());
    Ok(Lock { format: LockFormat::Pdm, at, requires_python, written_by: None, packages, fresh })
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
    let file_of = |item: &Value<'_>| {
        let table = item.get_ref().as_table()?;
        table.get("file").or_else(|| table.get("url"))?.get_ref().as_str().map(file_name)
    };
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
        files: files.iter().filter_map(file_of).collect(),
        production: false,
        at: at.clone(),
    })
}

fn in_default_group(table: &Table<'_>, environment: &MarkerEnvironment) -> bool {
    let groups = table.get("groups").and_then(|groups| groups.get_ref().as_array()).map(|array| &**array).unwrap_or_default();
    let marker = table.get("marker").and_then(|marker| marker.get_ref().as_str());
    groups.iter().any(|group| group.get_ref().as_str() == Some("default"))
        && marker.is_none_or(|text| requirement::marker(text).evaluate(environment, &[]))
}

fn strings<'v>(table: &'v Table<'_>, key: &str) -> Vec<&'v str> {
    let items = table.get(key).and_then(|value| value.get_ref().as_array()).map(|array| &**array).unwrap_or_default();
    items.iter().filter_map(|item| item.get_ref().as_str()).collect()
}

fn production(
    tables: &[(&Table<'_>, Location)],
    packages: &[LockedPackage],
    roots: &[Dependency],
    environment: &MarkerEnvironment,
) -> Vec<bool> {
    let targets = |dependency: &Dependency| -> Vec<Node<'_>> {
        if !dependency.marker.evaluate(environment, &[]) {
            return Vec::new();
        }
        let asked = |index: &usize| {
            let extras: Vec<ExtraName> =
                strings(tables[*index].0, "extras").iter().filter_map(|extra| extra.parse().ok()).collect();
            packages[*index].name == dependency.name && extras.iter().all(|extra| dependency.extras.contains(extra))
        };
        (0..packages.len()).filter(asked).map(|index| (index, None)).collect()
    };
    let start = roots.iter().flat_map(&targets).collect();
    reach(packages.len(), start, |(index, _)| {
        let (table, at) = &tables[index];
        let edges = strings(table, "dependencies").into_iter().filter_map(|text| requirement::parse(text, at).ok());
        edges.flat_map(|edge| targets(&edge)).collect()
    })
}

/// An extra's entry repeats its package, files and all: one entry of each version is enough.
fn without_repeats(packages: Vec<LockedPackage>) -> Vec<LockedPackage> {
    let mut kept: Vec<LockedPackage> = Vec::with_capacity(packages.len());
    let mut known = std::collections::HashMap::new();
    for package in packages {
        match known.entry((package.name.clone(), package.version.clone())) {
            std::collections::hash_map::Entry::Occupied(entry) => {
                let index: usize = *entry.get();
                if let Some(first) = kept.get_mut(index) {
                    first.production |= package.production;
                }
            }
            std::collections::hash_map::Entry::Vacant(entry) => {
                entry.insert(kept.len());
                kept.push(package);
            }
        }
    }
    kept
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
