//! Where a file of the project really lies, links followed as long as they stay inside.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::WriteError;
use crate::model::RelPath;

/// A place that may be written.
pub(super) struct Target {
    /// The path without links.
    pub(super) path: PathBuf,
    /// The file that is there now. `None` if there is none.
    pub(super) existing: Option<Metadata>,
    /// Folders that have to be created for it, outermost first.
    pub(super) missing_folders: Vec<PathBuf>,
}

impl Target {
    /// Finds the place of `path` below `root`, which has no links in it.
    pub(super) fn find(root: &Path, path: &RelPath) -> Result<Self, WriteError> {
        if path.is_root() {
            return Err(WriteError::new(path, "it is the project's folder itself", "name a file in it"));
        }
        let full = root.join(path.as_str());
        match fs::symlink_metadata(&full) {
            Ok(metadata) => Self::existing(root, path, &full, metadata.is_symlink()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::new(root, path),
            Err(error) => Err(WriteError::io(path, &error)),
        }
    }

    /// The folder that holds the file.
    pub(super) fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }

    fn existing(root: &Path, path: &RelPath, full: &Path, is_link: bool) -> Result<Self, WriteError> {
        let target = fs::canonicalize(full).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound if is_link => WriteError::new(
                path,
                "it is a symbolic link that leads nowhere",
                "remove the link, or create the file that it names",
            ),
            _ => WriteError::io(path, &error),
        })?;
        stays_inside(root, path, &target)?;
        let metadata = fs::metadata(&target).map_err(|error| WriteError::io(path, &error))?;
        if metadata.is_dir() {
            return Err(WriteError::new(path, "a folder has that name", "move or rename the folder"));
        }
        if !metadata.is_file() {
            return Err(WriteError::new(path, "the existing path is not a regular file", "move it out of the way"));
        }
        Ok(Self { path: target, existing: Some(metadata), missing_folders: Vec::new() })
    }

    fn new(root: &Path, path: &RelPath) -> Result<Self, WriteError> {
        let mut missing = Vec::new();
        let mut folder = path.parent();
        let found = loop {
            match fs::canonicalize(root.join(folder.as_str())) {
                Ok(found) => break found,
                Err(error) if error.kind() == io::ErrorKind::NotFound && !folder.is_root() => {
                    missing.push(folder.file_name().to_owned());
                    folder = folder.parent();
                }
                Err(error) => return Err(WriteError::io(path, &error)),
            }
        };
        stays_inside(root, path, &found)?;
        if !found.is_dir() {
            return Err(WriteError::new(path, format!("`{folder}` is not a folder"), "move the file that is in the way"));
        }
        let mut place = found;
        let mut missing_folders = Vec::new();
        for name in missing.iter().rev() {
            place.push(name);
            missing_folders.push(place.clone());
        }
        place.push(path.file_name());
        Ok(Self { path: place, existing: None, missing_folders })
    }
}

fn stays_inside(root: &Path, path: &RelPath, target: &Path) -> Result<(), WriteError> {
    if target.starts_with(root) {
        return Ok(());
    }
    let problem = format!("a symbolic link takes it out of the project, to `{}`", target.display().to_string().escape_debug());
    Err(WriteError::new(path, problem, "replace the link by a file or a folder of the project"))
}
