//! A requirements file that pins everything, which is a lock in all but name.

use pep440_rs::Operator;

use super::super::marker_environment::{linux, newest_python};
use super::super::requirements::RequirementsFile;
use crate::model::{Dependency, Location, Lock, LockFormat, LockedPackage, Version};

/// The lock that the first file for production is, when every requirement of it is pinned.
pub(super) fn read(files: &[RequirementsFile]) -> Option<Lock> {
    let file = files.iter().find(|file| !file.development)?;
    if !file.pinned || file.dependencies.is_empty() {
        return None;
    }
    let environment = linux(newest_python(None));
    let package = |dependency: &Dependency| LockedPackage {
        name: dependency.name.clone(),
        version: pinned_version(dependency),
        source: dependency.source.clone(),
        files: Vec::new(),
        production: environment.as_ref().is_none_or(|environment| dependency.marker.evaluate(environment, &[])),
        at: dependency.at.clone(),
    };
    Some(Lock {
        format: LockFormat::Requirements,
        at: Location::file(file.path.clone()),
        requires_python: None,
        written_by: None,
        packages: file.dependencies.iter().map(package).collect(),
        fresh: None,
    })
}

fn pinned_version(dependency: &Dependency) -> Option<Version> {
    let exact =
        dependency.specifiers.iter().find(|specifier| matches!(specifier.operator(), Operator::Equal | Operator::ExactEqual));
    exact.map(|specifier| specifier.version().clone())
}
