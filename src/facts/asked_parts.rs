//! Whether the project has the extras and groups that a person asks for, as far as its files list them.
//!
//! A name that no file defines would be written into an install step that fails, or be ignored by a manager that knows no
//! such part.

use super::dependencies::DependencyFacts;
use super::error::ResolveError;
use crate::manifest::Manifests;
use crate::model::{Fact, PackageManager, normalized_name};

/// What a manager makes of a kind of part.
enum Known {
    /// It takes none.
    None,
    /// It takes these.
    These(Vec<String>),
    /// It takes some that no file lists.
    Unlisted,
}

pub(super) fn check(facts: &DependencyFacts, manifests: &Manifests) -> Result<(), ResolveError> {
    let manager = facts.manager.value;
    if let Some(given) = first_unknown(&facts.groups, &groups(facts, manifests)) {
        return Err(given.map_or(ResolveError::NoGroups { manager }, |(given, known)| ResolveError::NoSuchGroup { given, known }));
    }
    if let Some(given) = first_unknown(&facts.extras, &extras(facts, manifests)) {
        return Err(given.map_or(ResolveError::NoExtras { manager }, |(given, known)| ResolveError::NoSuchExtra { given, known }));
    }
    Ok(())
}

/// The first part that a person names and that cannot be had, with those that can. The inner `None` if none can.
fn first_unknown<T: ToString>(asked: &[Fact<T>], known: &Known) -> Option<Option<(String, String)>> {
    let mut asked = asked.iter().filter(|fact| fact.origin.is_stated()).map(|fact| fact.value.to_string());
    match known {
        Known::Unlisted => None,
        Known::None => asked.next().map(|_| None),
        Known::These(names) => asked
            .find(|name| !names.iter().any(|known| normalized_name(known) == normalized_name(name)))
            .map(|given| Some((given, names.join(", ")))),
    }
}

fn groups(facts: &DependencyFacts, manifests: &Manifests) -> Known {
    let of_pyproject = || manifests.pyproject.iter().flat_map(|file| file.groups.keys()).map(ToString::to_string).collect();
    match facts.manager.value {
        PackageManager::Pip | PackageManager::Setuptools | PackageManager::Script | PackageManager::Pylock => Known::None,
        // A member has groups of its own.
        PackageManager::Uv if facts.member.value.is_some() => Known::Unlisted,
        PackageManager::Uv | PackageManager::Poetry | PackageManager::Pdm | PackageManager::Pyproject => {
            Known::These(of_pyproject())
        }
        PackageManager::Pipenv => {
            Known::These(manifests.pipfile.iter().flat_map(|file| &file.categories).map(ToString::to_string).collect())
        }
        PackageManager::None => Known::Unlisted,
    }
}

fn extras(facts: &DependencyFacts, manifests: &Manifests) -> Known {
    let of_setup = manifests.setup.iter().flat_map(|setup| setup.extras.keys());
    match facts.manager.value {
        PackageManager::Script | PackageManager::Pipenv => Known::None,
        PackageManager::Pip | PackageManager::Uv | PackageManager::Poetry | PackageManager::Pdm | PackageManager::Pyproject => {
            let pyproject = manifests.pyproject.as_ref();
            let is_computed = pyproject.is_some_and(|file| file.dynamic.iter().any(|field| field == "optional-dependencies"));
            if is_computed || facts.member.value.is_some() {
                return Known::Unlisted;
            }
            Known::These(pyproject.iter().flat_map(|file| file.extras.keys()).chain(of_setup).map(ToString::to_string).collect())
        }
        // A setup.py may compute them, and a pylock.toml names them in markers alone.
        PackageManager::Setuptools | PackageManager::Pylock | PackageManager::None => Known::Unlisted,
    }
}
