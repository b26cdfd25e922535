//! What production installs, from the lock where there is one and from the declarations elsewhere.

use crate::manifest::Manifests;
use crate::model::{Dependency, DependencySource, Location, LockFormat, PackageManager, PackageName, Version};

/// One installed distribution.
pub struct Installed<'a> {
    pub name: &'a PackageName,
    /// Known from the lock, or from a pin.
    pub version: Option<Version>,
    /// File names, where the lock lists them.
    pub files: &'a [String],
    pub source: &'a DependencySource,
    pub at: &'a Location,
}

impl Installed<'_> {
    /// The version behind a blank, for messages.
    pub fn shown_version(&self) -> String {
        self.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default()
    }
}

/// Every distribution that the manager installs for production, as far as the files tell.
pub fn installed(manifests: &Manifests, manager: PackageManager) -> Vec<Installed<'_>> {
    let format = match manager {
        PackageManager::Uv => Some(LockFormat::Uv),
        PackageManager::Poetry => Some(LockFormat::Poetry),
        PackageManager::Pdm => Some(LockFormat::Pdm),
        PackageManager::Pipenv => Some(LockFormat::Pipenv),
        PackageManager::Pylock => Some(LockFormat::Pylock),
        _ => None,
    };
    if let Some(lock) = format.and_then(|format| manifests.lock(format)) {
        let packages = lock.packages.iter().filter(|package| package.production);
        return packages
            .map(|package| Installed {
                name: &package.name,
                version: package.version.clone(),
                files: &package.files,
                source: &package.source,
                at: &package.at,
            })
            .collect();
    }
    manifests
        .production()
        .map(|dependency| Installed {
            name: &dependency.name,
            version: pin(dependency),
            files: &[],
            source: &dependency.source,
            at: &dependency.at,
        })
        .collect()
}

/// The version of an `==` without a wild card.
fn pin(dependency: &Dependency) -> Option<Version> {
    let exact = dependency.specifiers.iter().find(|specifier| *specifier.operator() == pep440_rs::Operator::Equal);
    exact.map(|specifier| specifier.version().clone())
}
