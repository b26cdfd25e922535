//! Plans what a run would change and changes it: the one room that writes the user's disk.
//!
//! [`plan`] looks and [`apply`] acts, so that what is shown is what is done: a file that is another one by then stops the run.
//! All files of a run are written or none; a symbolic link is followed only inside the project. What a run replaced is kept
//! outside of the project for [`undo`].
#![expect(clippy::disallowed_methods, reason = "this is the room that writes")]

mod disk;
mod error;
mod lock;
mod plugin;
mod target;
#[cfg(test)]
mod tests;
mod transaction;
mod undo;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

pub use error::WriteError;
pub use plugin::{PluginError, install_plugin, remove_plugin};
pub use undo::{Undone, undo};

use crate::model::{Change, ChangeKind, ChangeSet, RelPath, RenderedFile};
use disk::{Disk, RealDisk};
use target::Target;
use transaction::Wanted;

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
        changes.push(Change { path: file.path.clone(), kind, before, after: file.contents.clone(), is_secret: false });
    }
    Ok(ChangeSet { changes })
}

/// Writes all files that are not unchanged, or none of them. `kept` is the folder in which what they replace is kept for
/// [`undo`]; the answer is whether it was.
pub fn apply(root: &Path, changes: &ChangeSet, kept: Option<&Path>) -> Result<bool, WriteError> {
    apply_to(&RealDisk, root, changes, kept)
}

fn apply_to(disk: &impl Disk, root: &Path, changes: &ChangeSet, kept: Option<&Path>) -> Result<bool, WriteError> {
    let root = canonical_root(root)?;
    let _lock = lock::take(&root)?;
    let mut folders = BTreeSet::from([root.clone()]);
    for change in &changes.changes {
        folders.insert(is_as_shown(&root, change)?);
    }
    folders.iter().for_each(|folder| lock::clean(folder));
    let wanted: Vec<Wanted<'_>> = changes
        .changes
        .iter()
        .filter(|change| change.kind != ChangeKind::Unchanged)
        .map(|change| Wanted { path: &change.path, contents: Some(change.after.as_bytes()), is_secret: change.is_secret })
        .collect();
    // Nothing is kept of a run that changes nothing, so that the one before can still be undone.
    let is_kept = match kept {
        Some(folder) if !wanted.is_empty() => undo::keep(folder, &root, &wanted),
        _ => false,
    };
    transaction::run(disk, &root, &wanted)?;
    Ok(is_kept)
}

/// A file that came, went or changed since it was planned is not what the person was shown. Gives the folder that holds it.
fn is_as_shown(root: &Path, change: &Change) -> Result<PathBuf, WriteError> {
    let target = Target::find(root, &change.path)?;
    let found = match target.existing {
        None => None,
        Some(_) => Some(fs::read(&target.path).map_err(|error| WriteError::io(&change.path, &error))?),
    };
    let is_same = match &found {
        None => change.kind == ChangeKind::Create,
        Some(bytes) => change.kind != ChangeKind::Create && String::from_utf8_lossy(bytes) == change.before,
    };
    if is_same {
        return Ok(target.folder().to_owned());
    }
    let problem = match (&found, change.kind) {
        (Some(_), ChangeKind::Create) => "it was created while pydock was running",
        (None, _) => "it was deleted while pydock was running",
        (Some(_), _) => "it was changed while pydock was running",
    };
    Err(WriteError::new(&change.path, problem, "nothing was written: run pydock again to see the new difference"))
}

/// Makes the folder that files are to be written into, and those above it.
pub fn make_folder(folder: &Path) -> Result<(), WriteError> {
    fs::create_dir_all(folder).map_err(|error| WriteError::io(&RelPath::root(), &error))
}

fn canonical_root(root: &Path) -> Result<PathBuf, WriteError> {
    fs::canonicalize(root).map_err(|error| WriteError::io(&RelPath::root(), &error))
}
