//! What the last run replaced, kept outside of the project so that it can be put back.
//!
//! One file for each project, readable by its owner alone: the files as they were, and a fingerprint of what they became. It
//! is written before the project's files are, and never stands in the way of a run: a folder that cannot be written means to
//! go without.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::disk::RealDisk;
use super::target::Target;
use super::transaction::{self, Wanted};
use super::{WriteError, canonical_root, lock};
use crate::model::RelPath;

const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct LastRun {
    version: u32,
    root: PathBuf,
    files: Vec<Kept>,
}

#[derive(Serialize, Deserialize)]
struct Kept {
    path: String,
    /// The old contents in Base64; nothing for a file that the run created.
    before: Option<String>,
    /// SHA-256 of what was written; nothing for a file that the run removed.
    after: Option<String>,
}

/// What became of a file of the last run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undone {
    Restored(RelPath),
    Removed(RelPath),
}

/// Keeps what the run is about to replace. `true` if it is kept.
pub(super) fn keep(folder: &Path, root: &Path, wanted: &[Wanted<'_>]) -> bool {
    let kept = |wanted: &Wanted<'_>| {
        let target = Target::find(root, wanted.path).ok()?;
        let before = match target.existing {
            Some(_) => Some(BASE64_STANDARD.encode(fs::read(&target.path).ok()?)),
            None => None,
        };
        Some(Kept { path: wanted.path.as_str().to_owned(), before, after: wanted.contents.map(fingerprint) })
    };
    let Some(files) = wanted.iter().map(kept).collect::<Option<Vec<_>>>() else { return false };
    let run = LastRun { version: VERSION, root: root.to_owned(), files };
    let write = || -> Option<()> {
        create_private(folder).ok()?;
        // A temporary file is its owner's alone from the start.
        let mut file = tempfile::Builder::new().prefix(super::disk::PREFIX).tempfile_in(folder).ok()?;
        file.write_all(&serde_json::to_vec(&run).ok()?).ok()?;
        file.persist(place(folder, root)).ok().map(drop)
    };
    write().is_some()
}

/// Puts back what the last run in the project replaced and removes what it created; nothing if no run is known. A file that
/// somebody changed since stops it.
pub fn undo(root: &Path, folder: &Path) -> Result<Option<Vec<Undone>>, WriteError> {
    let root = canonical_root(root)?;
    let place = place(folder, &root);
    let Some(run) = fs::read(&place).ok().and_then(|bytes| serde_json::from_slice::<LastRun>(&bytes).ok()) else {
        return Ok(None);
    };
    if run.version != VERSION || run.root != root {
        return Ok(None);
    }
    let _lock = lock::take(&root)?;
    let mut restored: Vec<(RelPath, Option<Vec<u8>>)> = Vec::new();
    for kept in &run.files {
        let Ok(path) = RelPath::parse(&kept.path) else { return Ok(None) };
        let Ok(before) = kept.before.as_ref().map(|text| BASE64_STANDARD.decode(text)).transpose() else { return Ok(None) };
        let target = Target::find(&root, &path)?;
        let found = match target.existing {
            Some(_) => Some(fs::read(&target.path).map_err(|error| WriteError::io(&path, &error))?),
            None => None,
        };
        if found == before {
            continue;
        }
        if found.as_deref().map(fingerprint) != kept.after {
            let hint = "move the file away and run `pydock undo` again, or put it back by hand";
            return Err(WriteError::new(&path, "it was changed after pydock wrote it", hint));
        }
        restored.push((path, before));
    }
    let wanted: Vec<Wanted<'_>> =
        restored.iter().map(|(path, before)| Wanted { path, contents: before.as_deref(), is_secret: false }).collect();
    transaction::run(&RealDisk, &root, &wanted)?;
    // The run is undone; what cannot be removed is found to be undone the next time.
    let _ = fs::remove_file(place);
    let outcome = |(path, before): (RelPath, Option<Vec<u8>>)| match before {
        Some(_) => Undone::Restored(path),
        None => Undone::Removed(path),
    };
    Ok(Some(restored.into_iter().map(outcome).collect()))
}

fn place(folder: &Path, root: &Path) -> PathBuf {
    folder.join(format!("{}.json", fingerprint(root.as_os_str().as_encoded_bytes())))
}

fn fingerprint(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(unix)]
fn create_private(folder: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

#[cfg(not(unix))]
fn create_private(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}
