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
        let declared: Vec<&Dependency> = declared.collect();
        of_another_machine(&declared)?;
        let declared = declared.into_iter().map(|Dependency { source, at, .. }| (source, at));
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

/// Refuses what `pip freeze` writes in a conda environment: folders that were there when the packages were built, of which no machine
/// has any. Ex) `aiohttp @ file:///croot/aiohttp_1694181079612/work`
fn of_another_machine(declared: &[&Dependency]) -> Result<(), ResolveError> {
    let is_there = |path: &str| path.starts_with('/') && path != "/app" && !path.starts_with("/app/");
    let mut lines = declared.iter().filter_map(|dependency| match &dependency.source {
        DependencySource::Path { path, editable: false } if is_there(path) => Some((dependency, path)),
        _ => None,
    });
    let Some((Dependency { name, at, .. }, path)) = lines.next() else { return Ok(()) };
    let others = match lines.count() {
        0 => String::new(),
        1 => " and 1 other package".to_owned(),
        count => format!(" and {count} other packages"),
    };
    Err(ResolveError::Unsupported {
        message: format!("`{}` takes `{name}`{others} from folders of another machine, such as `{path}` ({at})", at.file),
        at: at.clone(),
        hint: "name versions in their place: where `pip freeze` writes such lines, as in a conda environment, `pip list --format=freeze` writes versions".to_owned(),
    })
}
