//! Plans what a run would change and changes it: the one room that writes the user's disk.
//!
//! [`plan`] looks and [`apply`] acts, so that what is shown is what is done. All files of a run are written or none; a
//! symbolic link is followed only inside the project.
#![expect(clippy::disallowed_methods, reason = "this is the room that writes")]

mod disk;
mod error;
mod target;
#[cfg(test)]
mod tests;
mod transaction;

use std::fs;
use std::path::{Path, PathBuf};

pub use error::WriteError;

use crate::model::{Change, ChangeKind, ChangeSet, RelPath, RenderedFile};
use disk::{Disk, RealDisk};
use target::Target;

/// What writing these files would change. Contents are compared byte by byte, so a file that differs only in its line
/// endings is an update, too.
pub fn plan(root: &Path, files: &[RenderedFile]) -> Result<ChangeSet, WriteError> {
    let root = canonical_root(root)?;
    let mut seen: Vec<PathBuf> = Vec::new();
    let mut changes = Vec::with_capacity(files.len());
    for file in files {
        let target = Target::find(&root, &file.path)?;
        if seen.contains(&target.path) {
            let hint = "two files of one run lead to the same place: replace a link by a file";
            return Err(WriteError::new(&file.path, "another file of this run is written there", hint));
        }
        let (kind, before) = match target.existing {
            None => (ChangeKind::Create, String::new()),
            Some(_) => {
                let bytes = fs::read(&target.path).map_err(|error| WriteError::io(&file.path, &error))?;
                let kind = if bytes == file.contents.as_bytes() { ChangeKind::Unchanged } else { ChangeKind::Update };
                (kind, String::from_utf8_lossy(&bytes).into_owned())
            }
        };
        seen.push(target.path);
        changes.push(Change { path: file.path.clone(), kind, before, after: file.contents.clone() });
    }
    Ok(ChangeSet { changes })
}

/// Writes all files that are not unchanged, or none of them.
pub fn apply(root: &Path, changes: &ChangeSet) -> Result<(), WriteError> {
    apply_to(&RealDisk, root, changes)
}

fn apply_to(disk: &impl Disk, root: &Path, changes: &ChangeSet) -> Result<(), WriteError> {
    let root = canonical_root(root)?;
    let changes: Vec<&Change> = changes.changes.iter().filter(|change| change.kind != ChangeKind::Unchanged).collect();
    transaction::run(disk, &root, &changes)
}

fn canonical_root(root: &Path) -> Result<PathBuf, WriteError> {
    fs::canonicalize(root).map_err(|error| WriteError::io(&RelPath::root(), &error))
}
