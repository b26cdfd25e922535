//! The extras and groups that bring what the start needs and production does not have.

use crate::knowledge::Frameworks;
use crate::manifest::{Manifests, Part, PartName};
use crate::model::{
    Dependency, ExtraName, Fact, GroupName, Groups, Location, Lock, Note, PackageManager, PackageName, RelPath, Selection, Start,
    linux_environment, named_requirement,
};
use crate::wheel::Machine;

use super::installed::Installation;

/// What is installed beside the main dependencies because the start needs it.
#[derive(Debug, Default)]
pub struct Brought {
    pub extras: Vec<Fact<ExtraName>>,
    pub groups: Vec<Fact<GroupName>>,
    pub notes: Vec<Note>,
}

/// One thing that the start needs: any of these distributions, each with the extra that makes it count.
struct Need {
    /// What people call it. Ex) `gunicorn`
    name: String,
    any: Vec<(PackageName, Option<ExtraName>)>,
}

/// Looks for the start's program and its framework in every extra and group. Only managers that can install a part of
/// the project are asked; what is installed already is left alone.
pub fn detect(
    manifests: &Manifests,
    frameworks: &Frameworks,
    manager: PackageManager,
    manifest: Option<&RelPath>,
    selection: &Selection,
    start: &Start,
) -> Brought {
    let mut brought = Brought::default();
    if !manager.installs_project() {
        return brought;
    }
    let installation = Installation::new(manifests, manager, manifest, true, selection.clone());
    let lock = installation.lock();
    let mut missing = needs(frameworks, start);
    missing.retain(|need| !is_installed(need, manifests, manifest, lock, selection));
    if missing.is_empty() {
        return brought;
    }
    let parts = manifests.parts();
    while !missing.is_empty() {
        let offers = parts.iter().filter_map(|part| {
            let covered: Vec<(usize, Location)> = missing
                .iter()
                .enumerate()
                .filter_map(|(index, need)| Some((index, line(need, part, lock, selection)?)))
                .collect();
            (!covered.is_empty()).then_some((part, covered))
        });
        let best = offers.min_by_key(|(part, covered)| {
            (part.development, missing.len() - covered.len(), part.dependencies.len(), part.name.clone())
        });
        let Some((part, covered)) = best else { break };
        brought.add(part, &missing, &covered);
        let mut index = 0;
        missing.retain(|_| {
            index += 1;
            !covered.iter().any(|(taken, _)| *taken == index - 1)
        });
    }
    brought
}

impl Brought {
    fn add(&mut self, part: &Part<'_>, missing: &[Need], covered: &[(usize, Location)]) {
        let Some((_, at)) = covered.first() else { return };
        let names: Vec<String> = covered.iter().map(|(index, _)| format!("`{}`", missing[*index].name)).collect();
        let names = names.join(" and ");
        let (kind, flag) = match &part.name {
            PartName::Extra(extra) => {
                self.extras.push(Fact::detected(extra.clone(), at.clone()));
                (format!("extra `{extra}`"), format!("--extra {extra}"))
            }
            PartName::Group(group) => {
                self.groups.push(Fact::detected(group.clone(), at.clone()));
                (format!("group `{group}`"), format!("--group {group}"))
            }
        };
        let message = format!("the start needs {names} from the {kind}, which is installed too: `{flag}`");
        let note = if part.development {
            Note::warning(message).hint("move what production needs to the dependencies: this group is for development")
        } else {
            Note::info(message)
        };
        self.notes.push(note.at(at.clone()));
    }
}

/// The program of the command, and the framework of the application.
fn needs(frameworks: &Frameworks, start: &Start) -> Vec<Need> {
    let mut needs = Vec::new();
    let words = start.command.words();
    let program = match (words.first().map(String::as_str), words.get(1).map(String::as_str)) {
        (Some("python" | "python3"), Some("-m")) => words.get(2).and_then(|module| module.split('.').next()),
        (Some("python" | "python3"), _) => None,
        (first, _) => first,
    };
    if let Some(program) = program.filter(|program| !program.contains('/')) {
        let server = frameworks.servers().iter().find(|server| server.program() == program);
        let any = match server {
            Some(server) => {
                let also = server.brought_by.iter().filter_map(|requirement| {
                    let (name, extras) = named_requirement(requirement)?;
                    Some((name, extras.into_iter().next()))
                });
                [(server.distribution.clone(), None)].into_iter().chain(also).collect()
            }
            None => program.parse().ok().map(|name| (name, None)).into_iter().collect(),
        };
        needs.push(Need { name: program.to_owned(), any });
    }
    if let Some(row) = frameworks.get(start.framework.as_str()).filter(|row| !row.distributions.is_empty()) {
        let any = row.distributions.iter().map(|name| (name.clone(), None)).collect();
        needs.push(Need { name: row.distributions[0].to_string(), any });
    }
    needs.dedup_by(|a, b| a.name == b.name);
    needs
}

fn is_installed(
    need: &Need,
    manifests: &Manifests,
    manifest: Option<&RelPath>,
    lock: Option<&Lock>,
    selection: &Selection,
) -> bool {
    let is = |dependency: &Dependency| {
        need.any
            .iter()
            .any(|(name, extra)| dependency.name == *name && extra.as_ref().is_none_or(|extra| dependency.extras.contains(extra)))
    };
    let is_selected = |part: &Part<'_>| match &part.name {
        PartName::Extra(extra) => selection.extras.contains(extra),
        PartName::Group(group) => selection.groups.contains(group.as_str()),
    };
    manifests.installed_from(manifest).any(is)
        || manifests.parts().iter().filter(|part| is_selected(part)).any(|part| part.dependencies.iter().any(|d| is(d)))
        || lock.is_some_and(|lock| resolves(lock, selection, need))
}

/// Whether the lock installs what is needed for a selection.
fn resolves(lock: &Lock, selection: &Selection, need: &Need) -> bool {
    let python = lock.requires_python.as_ref();
    let newest = crate::knowledge::python_releases().releases.iter().map(|release| release.version);
    let python = newest.filter(|version| python.is_none_or(|range| version.satisfies(range))).max();
    let Some(python) = python else { return false };
    let environment = linux_environment(python, Machine::X86_64.name());
    let closure = lock.closure(selection, &environment);
    let named = |name: &PackageName| closure.iter().any(|package| package.name == *name);
    need.any.iter().any(|(name, extra)| extra.is_none() && named(name))
}

/// The line of a part that brings what is needed, by itself or by what the lock says follows from it.
fn line(need: &Need, part: &Part<'_>, lock: Option<&Lock>, selection: &Selection) -> Option<Location> {
    let direct = need.any.iter().find_map(|(name, extra)| part.declares(name, extra.as_ref()));
    if let Some(dependency) = direct {
        return Some(dependency.at.clone());
    }
    let mut with = selection.clone();
    match (&part.name, &mut with.groups) {
        (PartName::Extra(extra), _) => with.extras.push(extra.clone()),
        (PartName::Group(group), Groups::Named(groups)) => groups.push(group.clone()),
        (PartName::Group(_), Groups::All) => {}
    }
    let first = part.dependencies.first()?;
    resolves(lock?, &with, need).then(|| first.at.clone())
}
