//! What uv records for the whole lock: how it resolves, its constraints, conflicts, environments and members.

use std::collections::BTreeSet;

use super::super::super::requirement;
use super::super::super::toml_file::{Table, Value, lookup};
use super::entry::{Context, Entry, simplify};
use super::{Answer, Project, all, items, strings, text};
use crate::model::{Location, MarkerTree, PackageName, VersionSpecifiers};

/// Options of `[tool.uv]` that the lock records: their key there, their key in `[options]`, and uv's default.
const OPTIONS: &[(&str, &str, &str)] = &[
    ("resolution", "resolution-mode", "highest"),
    ("prerelease", "prerelease-mode", "if-necessary-or-explicit"),
    ("fork-strategy", "fork-strategy", "requires-python"),
];

/// Requirements of `[tool.uv]` that the lock records in `[manifest]`.
const REQUIREMENTS: &[(&str, &str)] = &[
    ("constraint-dependencies", "constraints"),
    ("override-dependencies", "overrides"),
    ("build-constraint-dependencies", "build-constraints"),
];

pub fn same(project: &Project<'_, '_>, python: Option<&VersionSpecifiers>) -> Answer {
    let context = Context { project, file: project.file, pyproject: project.pyproject, folder: "", python };
    let requirements = REQUIREMENTS.iter().map(|(stated, recorded)| same_list(&context, stated, recorded));
    let others = [
        Some(OPTIONS.iter().all(|option| same_option(project, option))),
        same_date(project),
        Some(same_names(project)),
        Some(same_members(project)),
        Some(same_markers(project, python, "environments", "supported-markers")),
        Some(same_markers(project, python, "required-environments", "required-markers")),
        same_conflicts(project),
    ];
    all(requirements.chain(others))
}

fn stated<'v>(project: &'v Project<'_, '_>, key: &str) -> Option<&'v Value<'v>> {
    lookup(&project.file.root, &["tool", "uv", key])
}

fn same_option(project: &Project<'_, '_>, (key, recorded, default): &(&str, &str, &str)) -> bool {
    let text_of = |value: Option<&Value<'_>>| value.and_then(|value| value.get_ref().as_str()).map(str::to_owned);
    let stated = text_of(stated(project, key)).unwrap_or_else(|| (*default).to_owned());
    let locked = text_of(lookup(&project.lock.root, &["options", recorded])).unwrap_or_else(|| (*default).to_owned());
    stated == locked
}

/// A date is recorded as a moment, and a span (`1 week`) as the moment that it came to: only equal texts are equal.
fn same_date(project: &Project<'_, '_>) -> Answer {
    let stated = stated(project, "exclude-newer").and_then(|value| value.get_ref().as_str());
    let locked = lookup(&project.lock.root, &["options", "exclude-newer"]).and_then(|value| value.get_ref().as_str());
    let span = lookup(&project.lock.root, &["options", "exclude-newer-span"]).is_some();
    match (stated, locked) {
        (None, None) => Some(true),
        (Some(_), Some(_)) if span => None,
        (Some(stated), Some(locked)) if stated == locked => Some(true),
        (Some(stated), Some(_)) if stated.contains('T') => Some(false),
        (Some(_), Some(_)) => None,
        _ => Some(false),
    }
}

fn same_names(project: &Project<'_, '_>) -> bool {
    let names = |value: Option<&Value<'_>>| -> BTreeSet<PackageName> {
        strings(value).iter().filter_map(|name| name.parse().ok()).collect()
    };
    names(stated(project, "exclude-dependencies")) == names(lookup(&project.lock.root, &["manifest", "excludes"]))
}

/// The lock names the members of a workspace, the root among them where it is a project.
fn same_members(project: &Project<'_, '_>) -> bool {
    let recorded = lookup(&project.lock.root, &["manifest", "members"]);
    let folders = project.pyproject.uv.as_ref().map(|uv| uv.workspace_members.as_slice()).unwrap_or_default();
    match recorded {
        None => folders.is_empty(),
        Some(recorded) => strings(Some(recorded)).len() == folders.len() + 1,
    }
}

fn same_list(context: &Context<'_, '_, '_>, stated_key: &str, recorded_key: &str) -> Answer {
    let project = context.project;
    let recorded = items(lookup(&project.lock.root, &["manifest", recorded_key]));
    let recorded: BTreeSet<Entry> = recorded.map(|table| Entry::locked(table, context.python)).collect::<Option<_>>()?;
    let at = Location::file(project.file.path.clone());
    let mut declared = BTreeSet::new();
    for text in strings(stated(project, stated_key)) {
        let dependency = requirement::parse(text, &at).ok()?;
        declared.extend(context.lower(&dependency, None)?);
    }
    Some(recorded == declared)
}

fn same_markers(project: &Project<'_, '_>, python: Option<&VersionSpecifiers>, key: &str, recorded: &str) -> bool {
    let markers = |value: Option<&Value<'_>>| -> BTreeSet<MarkerTree> {
        let single = value.and_then(|value| value.get_ref().as_str());
        strings(value).into_iter().chain(single).map(|text| simplify(requirement::marker(text), python)).collect()
    };
    markers(stated(project, key)) == markers(project.lock.root.get(recorded))
}

/// Sets of extras and groups that exclude each other; the root's own where no package is named.
fn same_conflicts(project: &Project<'_, '_>) -> Answer {
    let own = project.pyproject.name.as_ref().map(|(name, _)| name.to_string()).unwrap_or_default();
    let item = |table: &Table<'_>| {
        let package = text(table, "package").map_or_else(|| own.clone(), str::to_owned);
        let what = ["extra", "group"].iter().find_map(|kind| Some(format!("{kind} {}", text(table, kind)?)));
        (package, what)
    };
    let sets = |value: Option<&Value<'_>>| -> BTreeSet<BTreeSet<(String, Option<String>)>> {
        let sets = value.and_then(|value| value.get_ref().as_array()).map(|array| &**array).unwrap_or_default();
        sets.iter().map(|set| items(Some(set)).map(&item).collect()).collect()
    };
    let (stated, recorded) = (sets(stated(project, "conflicts")), sets(project.lock.root.get("conflicts")));
    // Members of a workspace may state conflicts too, and uv adds the sets that follow from included groups.
    match stated == recorded {
        true => Some(true),
        false if stated.is_empty() != recorded.is_empty() && project.pyproject.uv.as_ref().is_none_or(|uv| !uv.has_workspace) => {
            Some(false)
        }
        false => None,
    }
}
