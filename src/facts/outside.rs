//! Dependencies that lie beside the project and not in it: no COPY reaches them.

use super::ResolveError;
use super::dependencies::DependencyFacts;
use super::resolver::Resolver;
use crate::model::{Dependency, DependencySource, Location, Lock, PackageManager};

impl Resolver<'_> {
    /// Refuses a folder outside of the build context that production is installed from.
    pub(super) fn within_context(self, facts: &DependencyFacts) -> Result<(), ResolveError> {
        let manifest = facts.manifest.value.as_ref();
        let leaves = |path: &str| path == ".." || path.starts_with("../");
        let lock = self.manifests.locks.iter().find(|lock| Some(&lock.at.file) == manifest);
        let of_lock = lock.into_iter().flat_map(Lock::production).map(|package| (&package.source, &package.at));
        let reads_declarations = !matches!(facts.manager.value, PackageManager::None | PackageManager::Uv);
        let declared = self.manifests.installed_from(manifest).filter(|_| reads_declarations);
        let declared = declared.map(|Dependency { source, at, .. }| (source, at));
        let by_path = declared.chain(of_lock).filter_map(|(source, at)| match source {
            DependencySource::Path { path, .. } if leaves(path) => Some((path.clone(), at.clone())),
            _ => None,
        });
        let file = self.manifests.requirements.iter().find(|file| Some(&file.path) == manifest);
        let local = file.into_iter().flat_map(|file| &file.local).filter(|local| local.inside.is_none() && leaves(&local.path));
        let found: Option<(String, Location)> = by_path.chain(local.map(|local| (local.path.clone(), local.at.clone()))).next();
        match found {
            Some((path, at)) => Err(ResolveError::OutsideContext { path, at }),
            None => Ok(()),
        }
    }
}
