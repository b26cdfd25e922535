//! Which member of a uv workspace holds the application.

use crate::manifest::Manifests;
use crate::model::{DependencySource, LockFormat, PackageManager, PackageName, RelPath};

/// The member whose folder holds the file that is started; `None` for the project at the root, or without a lock of uv.
pub fn detect(manifests: &Manifests, manager: PackageManager, start_file: Option<&RelPath>) -> Option<PackageName> {
    let lock = manifests.lock(LockFormat::Uv).filter(|_| manager == PackageManager::Uv)?;
    let file = start_file?;
    let holds = |source: &DependencySource| match source {
        DependencySource::Path { path, .. } => {
            RelPath::parse(path).is_ok_and(|folder| !folder.is_root() && file.is_within(&folder))
        }
        _ => false,
    };
    lock.packages.iter().find(|package| holds(&package.source)).map(|package| package.name.clone())
}
