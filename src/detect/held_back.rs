//! Releases that a pinned dependency was written for, where the project leaves their version open.
//!
//! `Flask==2.2.2` alone installs the newest Werkzeug, which it cannot import. A lock, and a list in which every line is
//! pinned, decides for itself.

use std::collections::BTreeMap;

use pep508_rs::{Requirement, VersionOrUrl};

use crate::knowledge::{HeldBack, held_back};
use crate::model::{Note, PackageName, PythonVersion, Version, VersionSpecifiers};
use crate::wheel::Machine;

use super::installed::{Installation, Installed};

/// The requirements to install after the project's own, sorted, and a remark for each release that needs some.
pub fn detect(installation: &Installation<'_>, python: PythonVersion, notes: &mut Vec<Note>) -> Vec<String> {
    if installation.lock().is_some() {
        return Vec::new();
    }
    let installed = installation.packages(python, Machine::X86_64);
    let mut found: BTreeMap<&PackageName, &Requirement> = BTreeMap::new();
    for package in installed.iter() {
        let Some(row) = held_back().iter().find(|row| row.name == *package.name && is_meant(row, package)) else { continue };
        let is_open = |name: &PackageName| {
            let other = installed.iter().find(|other| other.name == name);
            other.is_none_or(|other| other.version.is_none() && other.specifiers.is_none_or(|list| !has_upper_bound(list)))
        };
        let holds: Vec<&Requirement> = row.holds.iter().filter(|hold| is_open(&hold.name)).collect();
        if holds.is_empty() {
            continue;
        }
        let listed: Vec<String> = holds.iter().map(|hold| format!("`{hold}`")).collect();
        let message = format!("`{}` {}, so {} is installed beside it", package.title(), row.why, listed.join(", "));
        notes.push(Note::info(message).at(package.at.clone()).hint("pin it, or take a newer release"));
        for hold in holds {
            // Of two bounds for one distribution the lower one holds.
            let known = found.entry(&hold.name).or_insert(hold);
            if bound(hold) < bound(known) {
                *known = hold;
            }
        }
    }
    found.into_values().map(ToString::to_string).collect()
}

/// Whether the release that is installed is one of the row's: by its version, or because no other is allowed.
fn is_meant(row: &HeldBack, package: &Installed<'_>) -> bool {
    match (&package.version, package.specifiers) {
        (Some(version), _) => row.holds_for(version),
        (None, Some(list)) => {
            let reaches = row.since.as_ref().is_none_or(|since| list.iter().any(|one| one.version() >= since));
            has_upper_bound(list) && !list.contains(&row.before) && reaches && list.iter().all(|one| *one.version() <= row.before)
        }
        (None, None) => false,
    }
}

fn bound(hold: &Requirement) -> Option<Version> {
    match &hold.version_or_url {
        Some(VersionOrUrl::VersionSpecifier(list)) => list.iter().map(|one| one.version().clone()).min(),
        _ => None,
    }
}

fn has_upper_bound(list: &VersionSpecifiers) -> bool {
    use pep440_rs::Operator::{Equal, EqualStar, ExactEqual, LessThan, LessThanEqual, TildeEqual};
    list.iter().any(|one| matches!(one.operator(), Equal | EqualStar | ExactEqual | LessThan | LessThanEqual | TildeEqual))
}
