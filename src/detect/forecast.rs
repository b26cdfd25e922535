//! How much is downloaded for the dependencies, by the sizes in the lock.

use serde::Serialize;

use crate::model::{Groups, PackageName, Scope, Selection};
use crate::wheel::ImageTarget;

use super::installed::{Installation, Installed};
use super::judge::{Outcome, judge_all};

/// The files that one target downloads, in bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Forecast {
    /// The sum of the sizes that are known.
    pub known: u64,
    /// How many distributions are installed whose size nothing tells.
    pub unknown: usize,
    /// The largest first.
    pub largest: Vec<Sized>,
    /// What the groups for development would add; `None` if the lock has no such groups
    pub development: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Sized {
    pub name: PackageName,
    pub version: Option<String>,
    pub bytes: u64,
}

const LARGEST: usize = 10;

pub fn forecast(installation: &Installation<'_>, target: ImageTarget) -> Forecast {
    let packages = installation.packages(target.python, target.machine);
    let sizes = sizes(&packages, target);
    let mut largest: Vec<Sized> = sizes
        .iter()
        .filter_map(|(package, bytes)| {
            let version = package.version.as_ref().map(ToString::to_string);
            Some(Sized { name: package.name.clone(), version, bytes: (*bytes)? })
        })
        .collect();
    largest.sort_by(|a, b| b.bytes.cmp(&a.bytes).then_with(|| a.name.cmp(&b.name)));
    let known = largest.iter().map(|sized| sized.bytes).sum();
    let unknown = sizes.iter().filter(|(package, bytes)| bytes.is_none() && !package.is_local()).count();
    largest.truncate(LARGEST);
    let development = development(installation, target).map(|all| all.saturating_sub(known));
    Forecast { known, unknown, largest, development }
}

/// The size of the file that is downloaded for each package, as its verdict says.
fn sizes<'p, 'a>(packages: &'p [Installed<'a>], target: ImageTarget) -> Vec<(&'p Installed<'a>, Option<u64>)> {
    let sized = judge_all(packages, target).into_iter().zip(packages).map(|(judgement, package)| {
        let file = match judgement.outcome {
            Outcome::Wheel { file: Some(file), .. } => Some(file),
            Outcome::Build { sdist, .. } => sdist,
            _ => None,
        };
        (package, file.and_then(|file| package.size_of(file)))
    });
    sized.collect()
}

/// Production and every group together.
fn development(installation: &Installation<'_>, target: ImageTarget) -> Option<u64> {
    let lock = installation.lock()?;
    let has_groups = lock.graph.roots.iter().any(|root| matches!(root.scope, Scope::Group(_)));
    let selection = Selection { groups: Groups::All, ..installation.selection.clone() };
    let all = installation.with_selection(selection).packages(target.python, target.machine);
    has_groups.then(|| sizes(&all, target).iter().filter_map(|(_, bytes)| *bytes).sum())
}
