//! All files of a run are written, or none.
//!
//! 1. Every new file is written to a temporary file next to its target and synced: a full disk is found out here.
//! 2. Every file that is to be replaced gets a second name, so that going back needs no space.
//! 3. The temporary files are renamed over their targets, and the folders are synced.
//!
//! A failure in any step undoes the steps before it. A file is never opened for writing in place, so a run that is killed
//! leaves each file wholly old or wholly new; what it cannot take along are its temporary files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::WriteError;
use super::disk::Disk;
use super::target::Target;
use crate::model::RelPath;

/// A file as it is to be.
pub(super) struct Wanted<'a> {
    pub(super) path: &'a RelPath,
    /// The new contents; `None` for a file that is to go.
    pub(super) contents: Option<&'a [u8]>,
    /// Its owner alone may read it.
    pub(super) is_secret: bool,
}

pub(super) struct Transaction<'a, D> {
    disk: &'a D,
    created_folders: Vec<PathBuf>,
    files: Vec<File<'a>>,
}

/// One file on its way.
struct File<'a> {
    path: &'a RelPath,
    target: Target,
    /// The new contents; nothing for a file that goes.
    staged: Option<TempPath>,
    /// The old contents; nothing for a new file.
    backup: Option<TempPath>,
    is_renamed: bool,
}

/// Runs the whole of it.
pub(super) fn run<D: Disk>(disk: &D, root: &Path, changes: &[Wanted<'_>]) -> Result<(), WriteError> {
    let mut transaction = Transaction { disk, created_folders: Vec::new(), files: Vec::new() };
    match transaction.advance(root, changes) {
        Ok(()) => transaction.finish(),
        Err(error) => Err(transaction.undo(error)),
    }
}

impl<'a, D: Disk> Transaction<'a, D> {
    fn advance(&mut self, root: &Path, changes: &[Wanted<'a>]) -> Result<(), WriteError> {
        for change in changes {
            self.stage(root, change).map_err(|failure| failure.at(change.path))?;
        }
        for index in 0..self.files.len() {
            let path = self.files[index].path;
            self.back_up(index).map_err(|error| WriteError::io(path, &error))?;
        }
        for file in &mut self.files {
            let replaced = match &file.staged {
                Some(staged) => self.disk.rename(staged, &file.target.path),
                None => self.disk.remove_file(&file.target.path),
            };
            replaced.map_err(|error| WriteError::io(file.path, &error))?;
            file.is_renamed = true;
            if let Some(staged) = &mut file.staged {
                staged.disable_cleanup(true);
            }
        }
        for file in &self.files {
            self.disk.sync_folder(file.target.folder()).map_err(|error| WriteError::io(file.path, &error))?;
        }
        Ok(())
    }

    fn stage(&mut self, root: &Path, change: &Wanted<'a>) -> Result<(), Failure> {
        // The place is looked up again: since the plan was shown, a link may have come or gone.
        let target = Target::find(root, change.path)?;
        let Some(contents) = change.contents else {
            if target.existing.is_some() {
                self.files.push(File { path: change.path, target, staged: None, backup: None, is_renamed: false });
            }
            return Ok(());
        };
        for folder in &target.missing_folders {
            self.disk.create_folder(folder)?;
            self.created_folders.push(folder.clone());
        }
        let mut staged = self.disk.create_temporary(target.folder(), change.is_secret || target.existing.is_some())?;
        self.disk.write(&mut staged, contents)?;
        if !change.is_secret {
            self.disk.set_permissions(staged.as_file(), target.existing.as_ref())?;
        }
        self.disk.sync(staged.as_file())?;
        let staged = Some(staged.into_temp_path());
        self.files.push(File { path: change.path, target, staged, backup: None, is_renamed: false });
        Ok(())
    }

    fn back_up(&mut self, index: usize) -> io::Result<()> {
        let file = &mut self.files[index];
        let Some(metadata) = &file.target.existing else { return Ok(()) };
        let linked = self.disk.link(&file.target.path, file.target.folder());
        file.backup = Some(match linked {
            Ok(linked) => linked,
            // Some file systems have no hard links: a copy does the same and takes space.
            Err(_) => {
                let mut copy = self.disk.create_temporary(file.target.folder(), true)?;
                self.disk.write(&mut copy, &fs::read(&file.target.path)?)?;
                self.disk.set_permissions(copy.as_file(), Some(metadata))?;
                self.disk.sync(copy.as_file())?;
                copy.into_temp_path()
            }
        });
        Ok(())
    }

    /// All is written: the old contents are given up.
    fn finish(mut self) -> Result<(), WriteError> {
        for file in &mut self.files {
            let Some(backup) = &mut file.backup else { continue };
            let removed = self.disk.remove_file(backup).or_else(|_| self.disk.remove_file(backup));
            backup.disable_cleanup(removed.is_ok());
            if let Err(error) = removed {
                let more = format!("all files are written, but the old contents are still in `{}`", backup.display());
                return Err(WriteError::io(file.path, &error).and(&more));
            }
        }
        Ok(())
    }

    /// Goes back, last step first. Temporary files that are still there go when their handles are dropped.
    fn undo(mut self, mut error: WriteError) -> WriteError {
        for file in self.files.iter_mut().rev().filter(|file| file.is_renamed) {
            let restored = match &file.backup {
                Some(backup) => self.disk.rename(backup, &file.target.path),
                None => self.disk.remove_file(&file.target.path),
            };
            let Some(backup) = &mut file.backup else {
                if let Err(problem) = restored {
                    error = error.and(&format!("and the new `{}` could not be removed again: {problem}", file.path));
                }
                continue;
            };
            // Kept in either case: it has become the file again, or it is all that is left of it.
            backup.disable_cleanup(true);
            if let Err(problem) = restored {
                // Under this name the next run does not take it for a leftover.
                let own = PathBuf::from(format!("{}.old", backup.display()));
                let place = if fs::rename(&*backup, &own).is_ok() { own } else { backup.to_path_buf() };
                let place = place.display();
                error = error
                    .and(&format!("and `{}` could not be put back ({problem}): its old contents are in `{place}`", file.path));
            }
        }
        let folders = std::mem::take(&mut self.created_folders);
        let disk = self.disk;
        drop(self);
        for folder in folders.iter().rev() {
            if let Err(problem) = disk.remove_folder(folder) {
                error = error.and(&format!("and the folder `{}` could not be removed again: {problem}", folder.display()));
            }
        }
        error
    }
}

/// Either kind of failure of a step, until the file's name is put to it.
enum Failure {
    Io(io::Error),
    Write(WriteError),
}

impl Failure {
    fn at(self, path: &RelPath) -> WriteError {
        match self {
            Self::Io(error) => WriteError::io(path, &error),
            Self::Write(error) => error,
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<WriteError> for Failure {
    fn from(error: WriteError) -> Self {
        Self::Write(error)
    }
}
