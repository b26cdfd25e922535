//! Whether a uv.lock still belongs to the project, as `uv lock --check` judges it.
//!
//! uv records in the lock what it resolved: for every package of the project its requirements as they were after
//! `[tool.uv.sources]` had been applied, and for the whole its options, constraints, conflicts and environments. This reads
//! the project's files in the same way and compares the two as sets. What only uv could find out (metadata that a build
//! backend computes, a relative date) is left open. `tests/freshness` holds the result to uv's own answers.

mod compared;
mod entry;
mod settings;

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use super::super::error::ManifestError;
use super::super::pyproject::Pyproject;
use super::super::toml_file::{Table, TomlFile, lookup};
use crate::model::{Dependency, ExtraName, PackageName, RelPath, Version, VersionSpecifiers};

pub(super) use compared::{Answer, Project};
use compared::{FolderKind, all, is_package, items, strings, text};
use entry::{Context, Entry};

/// The first revision of the lock that records the default groups.
const RECORDS_DEFAULT_GROUPS: u64 = 5;

pub(super) fn is_fresh(project: &Project<'_, '_>, python: Option<&VersionSpecifiers>) -> Result<Answer, ManifestError> {
    if !project.pyproject.has_project {
        return Ok(None);
    }
    let mut members = vec![];
    let mut answers = vec![settings::same(project, python)];
    for (table, _) in project.lock.tables(&project.lock.root, "package")? {
        let Some((folder, kind)) = folder(table) else { continue };
        if folder == "." {
            answers.push(same_package(project, (project.file, project.pyproject), table, "", kind, python));
            members.push(project.pyproject.requires_python.clone());
            continue;
        }
        // A folder above the project's is not in sight.
        let Ok(path) = RelPath::parse(folder).and_then(|folder| folder.join("pyproject.toml")) else { continue };
        let Some(text) = project.tree.text(&path)? else { continue };
        let file = TomlFile::parse(&path, &text)?;
        let pyproject = Pyproject::read(project.tree, &file, &mut Vec::new())?;
        answers.push(match pyproject.has_project {
            true => same_package(project, (&file, &pyproject), table, folder, kind, python),
            false => None,
        });
        if project.pyproject.uv.as_ref().is_some_and(|uv| uv.workspace_members.iter().any(|member| member.as_str() == folder)) {
            members.push(pyproject.requires_python);
        }
    }
    answers.push(Some(same_python(python, members.iter().flatten().map(|(range, _)| range))));
    Ok(all(answers))
}

fn folder<'v>(package: &'v Table<'_>) -> Option<(&'v str, FolderKind)> {
    let source = package.get("source")?.get_ref().as_table()?;
    [("editable", FolderKind::Editable), ("virtual", FolderKind::Virtual), ("directory", FolderKind::Directory)]
        .into_iter()
        .find_map(|(key, kind)| Some((text(source, key)?, kind)))
}

fn same_package(
    project: &Project<'_, '_>,
    (file, pyproject): (&TomlFile<'_>, &Pyproject),
    locked: &Table<'_>,
    folder: &str,
    kind: FolderKind,
    python: Option<&VersionSpecifiers>,
) -> Answer {
    let context = Context { project, file, pyproject, folder, python };
    all([
        Some(same_identity(locked, pyproject, kind, folder.is_empty())),
        Some(same_extras(locked, pyproject)),
        same_requirements(&context, locked),
        same_groups(&context, locked),
        Some(same_default_groups(project, locked, pyproject) || !folder.is_empty()),
    ])
}

/// Name, version and, of the root and of the members of a workspace, whether the project is a package.
fn same_identity(locked: &Table<'_>, pyproject: &Pyproject, kind: FolderKind, is_root: bool) -> bool {
    let name = text(locked, "name").and_then(|name| name.parse::<PackageName>().ok());
    let version = |text: Option<&str>| text.and_then(|text| Version::from_str(text).ok());
    let (recorded, stated) = (version(text(locked, "version")), version(pyproject.version.as_deref()));
    let same_version = recorded.is_none() || stated.is_none() || recorded == stated;
    let same_kind = !is_root || (kind == FolderKind::Virtual) != is_package(pyproject);
    name.as_ref() == pyproject.name.as_ref().map(|(name, _)| name) && same_version && same_kind
}

/// uv may write a range in other words, so the ranges themselves are compared; a workspace has the range that all its
/// members share.
fn same_python<'s>(locked: Option<&VersionSpecifiers>, stated: impl Iterator<Item = &'s VersionSpecifiers>) -> bool {
    let stated: VersionSpecifiers = stated.flat_map(|range| range.iter().cloned()).collect();
    let range = |specifiers: &VersionSpecifiers| pep440_rs::release_specifiers_to_ranges(specifiers.clone());
    match locked {
        Some(locked) if !stated.is_empty() => range(locked) == range(&stated),
        _ => true,
    }
}

/// The names of the extras, the empty ones too. Locks of early uv do not hold them.
fn same_extras(locked: &Table<'_>, pyproject: &Pyproject) -> bool {
    let recorded = lookup(locked, &["metadata", "provides-extras"]);
    let names: BTreeSet<ExtraName> = strings(recorded).iter().filter_map(|name| name.parse().ok()).collect();
    recorded.is_none() || pyproject.extras.keys().eq(names.iter())
}

fn same_requirements(context: &Context<'_, '_, '_>, locked: &Table<'_>) -> Answer {
    let pyproject = context.pyproject;
    // Locks of early uv hold no metadata: nothing to compare with. What a backend computes only uv can ask it for.
    let resolved = ["dependencies", "optional-dependencies", "dev-dependencies"].iter().any(|key| locked.contains_key(*key));
    let computed = pyproject.dynamic.iter().any(|field| field.ends_with("dependencies"));
    if computed || (resolved && !locked.contains_key("metadata")) {
        return None;
    }
    let recorded = items(lookup(locked, &["metadata", "requires-dist"]));
    let recorded: BTreeSet<Entry> = recorded.map(|table| Entry::locked(table, context.python)).collect::<Option<_>>()?;
    let mut declared = BTreeSet::new();
    for dependency in &pyproject.dependencies {
        declared.extend(context.lower(dependency, None)?);
    }
    for (extra, dependencies) in &pyproject.extras {
        for dependency in dependencies {
            declared.extend(context.lower(dependency, Some(entry::Owner::Extra(extra)))?);
        }
    }
    Some(recorded == declared)
}

fn same_groups(context: &Context<'_, '_, '_>, locked: &Table<'_>) -> Answer {
    let table = lookup(locked, &["metadata", "requires-dev"]).and_then(|groups| groups.get_ref().as_table());
    let mut recorded: BTreeMap<ExtraName, BTreeSet<Entry>> = BTreeMap::new();
    for (name, group) in table.into_iter().flatten() {
        let entries = items(Some(group)).map(|table| Entry::locked(table, context.python)).collect::<Option<_>>()?;
        recorded.insert(name.get_ref().parse().ok()?, entries);
    }
    let mut declared: BTreeMap<ExtraName, Vec<&Dependency>> = BTreeMap::new();
    for (name, group) in &context.pyproject.groups {
        declared.entry(name.as_str().parse().ok()?).or_default().extend(group);
    }
    if !declared.keys().eq(recorded.keys()) {
        return Some(false);
    }
    for (name, dependencies) in &declared {
        let mut entries = BTreeSet::new();
        for dependency in dependencies {
            entries.extend(context.lower(dependency, Some(entry::Owner::Group(name)))?);
        }
        if recorded.get(name) != Some(&entries) {
            return Some(false);
        }
    }
    Some(true)
}

fn same_default_groups(project: &Project<'_, '_>, locked: &Table<'_>, pyproject: &Pyproject) -> bool {
    let revision = project.lock.root.get("revision").and_then(|value| value.get_ref().as_integer());
    let revision = revision.and_then(|revision| revision.as_str().parse::<u64>().ok()).unwrap_or_default();
    let stated = pyproject.uv.as_ref().and_then(|uv| uv.default_groups.as_ref());
    let names = |names: &[&str]| -> BTreeSet<ExtraName> { names.iter().filter_map(|name| name.parse().ok()).collect() };
    let recorded = locked.get("default-groups").map(|value| names(&strings(Some(value))));
    let stated = stated.map(|stated| names(&stated.iter().map(String::as_str).collect::<Vec<_>>()));
    revision < RECORDS_DEFAULT_GROUPS || recorded == stated
}
