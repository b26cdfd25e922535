//! Programs of the system that the code starts. Ex) `subprocess.run(["git", "clone", url])`
//!
//! Only code that the start reaches by imports counts: a script for maintainers may start what it likes. Where the imports
//! cannot be followed, the files below the start's own folder do. A program that the code can do without, because it looks
//! for it first or catches its absence, is only noted, unless the project's own Dockerfile installs it.

mod sites;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use crate::knowledge::{ProgramRow, programs};
use crate::model::{Distribution, Location, RelPath, Start};
use crate::python::{Paths, Project};
use crate::tree::{ProjectTree, any_of};

use super::reached;
use super::writable::runs;
use sites::{Helper, Site};

/// A program that the code starts, with the first place that cannot do without it, else the first place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Started {
    pub program: &'static ProgramRow,
    pub at: Location,
    /// No place goes on without it.
    pub needed: bool,
}

/// Files that may call a helper of another one. A name that more of them have says nothing.
const MOST_SEARCHED: usize = 200;

/// The programs by their names.
pub fn detect(tree: &ProjectTree, start: &Start, installed: Option<&Distribution>) -> Vec<Started> {
    tree.once(Of(start.clone(), installed.cloned()), || find(tree, start, installed))
}

/// What the programs follow from.
#[derive(PartialEq)]
struct Of(Start, Option<Distribution>);

fn find(tree: &ProjectTree, start: &Start, installed: Option<&Distribution>) -> Vec<Started> {
    let candidates = tree.files_where("programs", runs, any_of(programs().signs.iter().map(String::as_str)));
    if candidates.is_empty() {
        return Vec::new();
    }
    let roots = installed.iter().flat_map(|found| &found.packages).map(RelPath::parent).chain(start.working_dir.clone());
    let project = Project::new(tree, roots.filter(|root| !root.is_root()).collect(), BTreeSet::new());
    let in_image = |path: &RelPath| format!("/app/{path}");
    let paths = Paths::new(&project, &in_image, "/app".to_owned(), Vec::new());
    project.prepare(candidates.iter());
    // Other modules start programs by way of the functions that these define.
    let helpers: Vec<Helper> =
        candidates.iter().filter_map(|path| project.module(path)).flat_map(|module| sites::helpers(&module)).collect();
    let mut searched: Vec<RelPath> = candidates.iter().cloned().collect();
    if !helpers.is_empty() {
        let names: BTreeSet<String> =
            helpers.iter().flat_map(|helper| [format!("{}(", helper.name), format!("{} as ", helper.name)]).collect();
        let calls_helper = any_of(names.iter().map(String::as_str));
        let others = tree.walk().files.iter().filter(|path| runs(path) && !candidates.contains(*path));
        let others = others.filter(|path| tree.text(path).ok().flatten().is_some_and(|text| calls_helper(&text)));
        let others: Vec<RelPath> = others.cloned().collect();
        if others.len() <= MOST_SEARCHED {
            searched.extend(others);
        }
    }
    let sites: Vec<(&RelPath, Vec<Site>)> = searched
        .iter()
        .filter_map(|path| Some((path, sites::of_module(&paths, &*project.module(path)?, &helpers))))
        .filter(|(_, sites)| !sites.is_empty())
        .collect();
    let scope = if sites.is_empty() { Scope::Below(RelPath::root()) } else { Scope::of(tree, &project, start) };
    let mut found: BTreeMap<&str, Started> = BTreeMap::new();
    for (path, sites) in sites.iter().filter(|(path, _)| scope.holds(path)) {
        for Site { program, line, needed } in sites {
            let at = Location::line((*path).clone(), *line);
            let started = Started { program, at, needed: *needed };
            let known = found.entry(program.name.as_str()).or_insert_with(|| started.clone());
            if started.needed && !known.needed {
                *known = started;
            }
        }
    }
    found.into_values().collect()
}

/// The files whose code runs.
pub(super) enum Scope {
    Reached(BTreeSet<RelPath>),
    Below(RelPath),
}

impl Scope {
    pub fn of(tree: &ProjectTree, project: &Project<'_>, start: &Start) -> Self {
        if let Some(files) = reached::from_start(tree, project, start) {
            return Self::Reached(files);
        }
        // The outermost package that the start's file is in.
        let mut folder = start.file.as_ref().map_or_else(RelPath::root, RelPath::parent);
        let is_package = |folder: &RelPath| folder.join("__init__.py").is_ok_and(|init| tree.is_file(&init));
        while is_package(&folder) && !folder.is_root() && is_package(&folder.parent()) {
            folder = folder.parent();
        }
        Self::Below(if start.framework.as_str() == "django" { folder.parent() } else { folder })
    }

    pub fn holds(&self, path: &RelPath) -> bool {
        match self {
            Self::Reached(files) => files.contains(path),
            Self::Below(folder) => path.is_within(folder),
        }
    }

    /// As [`Self::holds`], for what only an import would run: below a folder, every package on the way has its `__init__.py`.
    pub fn imports(&self, tree: &ProjectTree, path: &RelPath) -> bool {
        let Self::Below(top) = self else { return self.holds(path) };
        let mut folder = path.parent();
        while folder != *top && !folder.is_root() {
            if !folder.join("__init__.py").is_ok_and(|init| tree.is_file(&init)) {
                return false;
            }
            folder = folder.parent();
        }
        folder == *top
    }
}
