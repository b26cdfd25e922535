//! Releases that a pinned dependency was written for, where the project leaves their version open.
//!
//! `Flask==2.2.2` alone installs the newest Werkzeug, which it cannot import, and code that imports `TextField` needs a
//! WTForms from before its release 3. A lock, and a list in which every line is pinned, decides for itself.

use std::collections::BTreeMap;

use pep508_rs::{Requirement, VersionOrUrl};

use crate::knowledge::{HeldBack, held_back};
use crate::manifest::{Manifests, Space};
use crate::model::{Location, Note, PackageName, PythonVersion, Version, VersionSpecifiers};
use crate::wheel::Machine;

use super::gone_names::{Gone, GoneName};
use super::installed::{Installation, Installed};

/// The requirements to install after the project's own, sorted, and a remark for each release that needs some.
pub fn detect(
    installation: &Installation<'_>,
    python: PythonVersion,
    gone_names: &[GoneName],
    space: Option<&Space>,
    notes: &mut Vec<Note>,
) -> Vec<String> {
    let installed = installation.packages(python, Machine::X86_64);
    notes.extend(gone_names.iter().filter_map(|gone| lacking(gone, &installed)));
    if installation.lock().is_some() {
        return Vec::new();
    }
    let mut found: BTreeMap<&PackageName, &Requirement> = BTreeMap::new();
    let is_open = |hold: &&Requirement| {
        let other = installed.iter().find(|other| *other.name == hold.name);
        other.is_none_or(|other| other.version.is_none() && other.specifiers.is_none_or(|list| leaves_open(list, hold)))
    };
    let rows = |package: &Installed<'_>| {
        let is_it =
            |row: &&HeldBack| row.name == *package.name && is_meant(row, package) && is_beside(row, installation.manifests);
        held_back().iter().filter(is_it).collect::<Vec<_>>()
    };
    for (package, row) in installed.iter().flat_map(|package| rows(package).into_iter().map(move |row| (package, row))) {
        let holds: Vec<&Requirement> = row.holds.iter().filter(is_open).collect();
        if holds.is_empty() {
            continue;
        }
        let listed: Vec<String> = holds.iter().map(|hold| format!("`{hold}`")).collect();
        let message = format!("`{}` {}, so {} is installed beside it", package.title(), row.why, listed.join(", "));
        notes.push(Note::info(message).at(package.at.clone()).hint("pin it, or take a newer release"));
        take(holds, &mut found);
    }
    for gone in gone_names {
        let [first, others @ ..] = gone.row.releases.as_slice() else { continue };
        let bounds = |other: &PackageName| installed.iter().any(|one| one.name == other && is_bounded(one));
        // The code may do without a distribution of which it only uses objects.
        let is_installed = |name: &PackageName| installed.iter().any(|one| one.name == name);
        let is_certain =
            gone.kind == Gone::Name || is_installed(&first.name) || gone.row.bounded_by.as_ref().is_some_and(is_installed);
        if !is_certain || !is_open(&first) || gone.row.bounded_by.as_ref().is_some_and(bounds) {
            continue;
        }
        let holds: Vec<&Requirement> = std::iter::once(first).chain(others.iter().filter(is_open)).collect();
        let listed: Vec<String> = holds.iter().map(|hold| format!("`{hold}`")).collect();
        let refuse = if gone.kind == Gone::Form { "refuse" } else { "do not have" };
        let message = format!("newer releases of {} {refuse} `{}`, so {} is installed", first.name, gone.name, listed.join(", "));
        notes.push(Note::info(message).at(gone.at.clone()).hint("pin the release that the code is written for"));
        take(holds, &mut found);
    }
    // What the host of a Space installs is no part of the project's list.
    if let Some(space) = space.filter(|space| !installed.iter().any(|one| *one.name == space.installs.name)) {
        let message = format!("`{}` is installed as on Hugging Face Spaces: no requirements file lists it", space.installs);
        notes.push(Note::info(message).at(space.at.clone()));
        let is_meant = |row: &&HeldBack| row.name == space.installs.name && row.holds_for(&space.version);
        let holds = held_back().iter().filter(is_meant).flat_map(|row| &row.holds).filter(is_open).collect();
        take(holds, &mut found);
        found.insert(&space.installs.name, &space.installs);
    }
    found.into_values().map(ToString::to_string).collect()
}

/// Warns of a name that no release has which the project allows: its own list decides, and the program ends where it uses the name.
fn lacking(gone: &GoneName, installed: &[Installed<'_>]) -> Option<Note> {
    let hold = gone.row.releases.first().filter(|_| gone.kind == Gone::Name)?;
    let Some(VersionOrUrl::VersionSpecifier(releases)) = &hold.version_or_url else { return None };
    let bound = bound(hold)?;
    let package = installed.iter().find(|package| *package.name == hold.name)?;
    let lacks = |version: &Version| *version >= bound && !releases.contains(version);
    let is_gone = match (&package.version, package.specifiers) {
        (Some(version), _) => lacks(version),
        (None, Some(list)) => list.iter().any(|one| is_lower_bound(one) && lacks(one.version())),
        (None, None) => false,
    };
    is_gone.then(|| {
        let message = format!("the releases of {} that the project allows do not have `{}`", hold.name, gone.name);
        let hint = format!("take `{hold}`, or change the code: the program ends with an error of the import");
        Note::warning(message).at(gone.at.clone()).hint(hint)
    })
}

fn is_lower_bound(one: &pep440_rs::VersionSpecifier) -> bool {
    use pep440_rs::Operator::{Equal, EqualStar, ExactEqual, GreaterThan, GreaterThanEqual, TildeEqual};
    matches!(one.operator(), Equal | EqualStar | ExactEqual | GreaterThan | GreaterThanEqual | TildeEqual)
}

/// The bounds that come with distributions of which every release needs them, with the places that list those.
pub fn always(manifests: &Manifests) -> impl Iterator<Item = (&'static Requirement, &Location)> {
    let rows = held_back().iter().filter(|row| row.before.is_none() && row.since.is_none() && is_beside(row, manifests));
    let listed = rows.filter_map(|row| Some((row, manifests.declared(&row.name)?)));
    listed.flat_map(|(row, dependency)| {
        row.holds.iter().filter(|hold| hold.version_or_url.is_some()).map(move |hold| (hold, &dependency.at))
    })
}

/// Whether the project lists what the row asks for beside its distribution, and nothing that does without.
fn is_beside(row: &HeldBack, manifests: &Manifests) -> bool {
    let is_asked = row.beside.is_empty() || row.beside.iter().any(|other| is_listed(manifests, other));
    is_asked && row.unless.iter().all(|other| manifests.declared(other).is_none())
}

/// Whether the project lists the distribution, with the extras.
pub(super) fn is_listed(manifests: &Manifests, wanted: &Requirement) -> bool {
    let declared = manifests.declared(&wanted.name);
    declared.is_some_and(|dependency| wanted.extras.iter().all(|extra| dependency.extras.contains(extra)))
}

/// Of two bounds for one distribution the lower one holds.
fn take<'a>(holds: Vec<&'a Requirement>, found: &mut BTreeMap<&'a PackageName, &'a Requirement>) {
    for hold in holds {
        let known = found.entry(&hold.name).or_insert(hold);
        if bound(hold) < bound(known) {
            *known = hold;
        }
    }
}

/// Whether the project neither bounds the release nor asks for a later one.
fn leaves_open(list: &VersionSpecifiers, hold: &Requirement) -> bool {
    let is_earlier = |version: &Version| bound(hold).is_none_or(|bound| *version < bound);
    !has_upper_bound(list) && list.iter().all(|one| is_earlier(one.version()))
}

/// Whether the release that is installed is one of the row's: by its version, or because no other is allowed.
fn is_meant(row: &HeldBack, package: &Installed<'_>) -> bool {
    match (&package.version, package.specifiers, &row.before) {
        (Some(version), _, _) => row.holds_for(version),
        // The newest one that is allowed.
        (None, list, None) => {
            let reaches = |since: &Version| {
                list.is_none_or(|list| {
                    !has_upper_bound(list) || list.contains(since) || list.iter().any(|one| one.version() > since)
                })
            };
            row.since.as_ref().is_none_or(reaches)
        }
        (None, Some(list), Some(before)) => {
            let reaches = row.since.as_ref().is_none_or(|since| list.iter().any(|one| one.version() >= since));
            has_upper_bound(list) && !list.contains(before) && reaches && list.iter().all(|one| one.version() <= before)
        }
        (None, None, Some(_)) => false,
    }
}

/// Whether the project says which release, or which at most.
fn is_bounded(package: &Installed<'_>) -> bool {
    package.version.is_some() || package.specifiers.is_some_and(has_upper_bound)
}

fn bound(hold: &Requirement) -> Option<Version> {
    match &hold.version_or_url {
        Some(VersionOrUrl::VersionSpecifier(list)) => list.iter().map(|one| one.version().clone()).min(),
        _ => None,
    }
}

pub(super) fn has_upper_bound(list: &VersionSpecifiers) -> bool {
    use pep440_rs::Operator::{Equal, EqualStar, ExactEqual, LessThan, LessThanEqual, TildeEqual};
    list.iter().any(|one| matches!(one.operator(), Equal | EqualStar | ExactEqual | LessThan | LessThanEqual | TildeEqual))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{PackageManager, RelPath, Selection};
    use crate::tree::ProjectTree;

    #[test]
    fn a_name_that_no_allowed_release_has_is_warned_of() {
        for (requirements, expected) in [
            ("pydantic>=2.7\n", "app.py:1"),
            ("pydantic==2.5.0\n", "app.py:1"),
            ("pydantic\n", ""),
            ("pydantic<2\n", ""),
            ("pydantic==1.10.13\n", ""),
            ("pydantic>=1.10\n", ""),
        ] {
            let files = [("requirements.txt", requirements), ("app.py", "from pydantic import BaseSettings\n")];
            let tree = ProjectTree::in_memory(files);
            let manifests = Manifests::read(&tree).unwrap();
            let file = RelPath::parse("requirements.txt").unwrap();
            let installation = Installation::new(&manifests, PackageManager::Pip, Some(&file), false, Selection::default());
            let command = crate::model::Command::of(&["python", "app.py"]).unwrap();
            let start = crate::detect::start::program("script", RelPath::parse("app.py").ok(), command);
            let gone = crate::detect::gone_names::detect(&tree, &manifests, &start);
            let mut notes = Vec::new();
            detect(&installation, "3.12".parse().unwrap(), &gone, None, &mut notes);
            let warning = notes.into_iter().find(|note| note.level == crate::model::Level::Warning);
            let place = warning.and_then(|note| Some(note.at?.to_string())).unwrap_or_default();
            assert_eq!(place, expected, "{requirements}");
        }
    }

    #[test]
    fn rows_for_every_release_hold_where_nothing_is_pinned() {
        for (requirements, expected) in [
            ("passlib[bcrypt]\n", "bcrypt<5"),
            ("passlib[bcrypt]==1.7.4\n", "bcrypt<5"),
            ("passlib\nbcrypt\n", "bcrypt<5"),
            ("passlib\nbcrypt>=4\n", "bcrypt<5"),
            // The project says which release, or hashes by other means.
            ("passlib[bcrypt]\nbcrypt==4.0.1\n", ""),
            ("passlib\n", ""),
            ("passlib[argon2]\n", ""),
            ("bcrypt\n", ""),
            ("sqlalchemy\npsycopg2-binary\n", "sqlalchemy<2.1"),
            ("sqlalchemy>=2.0\npsycopg2==2.9.10\n", "sqlalchemy<2.1"),
            ("flask-sqlalchemy\npsycopg2-binary\n", "sqlalchemy<2.1"),
            ("sqlmodel\npsycopg2-binary\n", "sqlalchemy<2.1"),
            ("sqlalchemy==2.0.40\npsycopg2-binary\n", ""),
            ("sqlalchemy~=2.0.30\npsycopg2-binary\n", ""),
            ("sqlalchemy>=2.1\npsycopg2-binary\n", ""),
            ("sqlalchemy\npsycopg2-binary\npsycopg[binary]\n", ""),
            ("sqlalchemy\npsycopg[binary]\n", ""),
            ("django\npsycopg2-binary\n", ""),
            // A row that begins with a release holds for the newest one that the project allows.
            ("gunicorn\ngevent\n", "packaging"),
            ("gunicorn>=20\ngevent-websocket\n", "packaging"),
            ("gunicorn~=26.2\ngevent\n", "packaging"),
            ("gunicorn<27\ngevent\n", "packaging"),
            ("gunicorn==27.0.1\ngevent==26.9.0\n", "packaging"),
            ("gunicorn==23.0.0\ngevent\n", ""),
            ("gunicorn<26\ngevent\n", ""),
            ("gunicorn~=23.0\ngevent\n", ""),
            ("gunicorn\ngevent\npackaging==25.0\n", ""),
            ("gunicorn\n", ""),
            ("gevent\n", ""),
            ("flask-restplus\n", "flask<2 itsdangerous<2.1 jinja2<3.1 markupsafe<2.1 werkzeug<1"),
            ("flask-restplus\nflask-sqlalchemy\n", "flask<2 itsdangerous<2.1 jinja2<3.1 markupsafe<2.1 sqlalchemy<2 werkzeug<1"),
        ] {
            let tree = ProjectTree::in_memory([("requirements.txt", requirements)]);
            let manifests = Manifests::read(&tree).unwrap();
            let file = RelPath::parse("requirements.txt").unwrap();
            let installation = Installation::new(&manifests, PackageManager::Pip, Some(&file), false, Selection::default());
            let found = detect(&installation, PythonVersion::new(3, 13), &[], None, &mut Vec::new());
            assert_eq!(found.join(" "), expected, "{requirements}");
        }
    }
}
