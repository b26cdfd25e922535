//! A disk that fails at each thing asked of it, one after the other.

use std::cell::Cell;
use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

use tempfile::{NamedTempFile, TempPath};

use super::{file, fs, plan, snapshot};
use crate::write::apply_to;
use crate::write::disk::{Disk, RealDisk};

/// Which calls fail once the disk has begun to fail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fault {
    /// That one call.
    Once,
    /// That one and every later one that takes space, as on a full disk.
    FullFromThereOn,
    /// As `Once`, on a file system without hard links.
    OnceWithoutLinks,
}

struct FailingDisk {
    calls_before: Cell<usize>,
    fault: Fault,
}

impl FailingDisk {
    fn call(&self, takes_space: bool) -> io::Result<()> {
        let failure = Err(io::Error::from(io::ErrorKind::StorageFull));
        match self.calls_before.get() {
            0 if self.fault == Fault::FullFromThereOn => {
                if takes_space {
                    failure
                } else {
                    Ok(())
                }
            }
            0 => {
                self.calls_before.set(usize::MAX);
                failure
            }
            usize::MAX => Ok(()),
            left => {
                self.calls_before.set(left - 1);
                Ok(())
            }
        }
    }
}

impl Disk for FailingDisk {
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        self.call(true).and_then(|()| RealDisk.create_folder(path))
    }

    fn create_temporary(&self, folder: &Path, is_private: bool) -> io::Result<NamedTempFile> {
        self.call(true).and_then(|()| RealDisk.create_temporary(folder, is_private))
    }

    fn write(&self, file: &mut NamedTempFile, contents: &[u8]) -> io::Result<()> {
        // A full disk takes what fits.
        let half = &contents[..contents.len() / 2];
        self.call(true).or_else(|error| RealDisk.write(file, half).and(Err(error))).and_then(|()| RealDisk.write(file, contents))
    }

    fn set_permissions(&self, file: &File, like: Option<&Metadata>) -> io::Result<()> {
        self.call(false).and_then(|()| RealDisk.set_permissions(file, like))
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        self.call(true).and_then(|()| RealDisk.sync(file))
    }

    fn link(&self, path: &Path, folder: &Path) -> io::Result<TempPath> {
        if self.fault == Fault::OnceWithoutLinks {
            return Err(io::ErrorKind::Unsupported.into());
        }
        self.call(true).and_then(|()| RealDisk.link(path, folder))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.call(false).and_then(|()| RealDisk.rename(from, to))
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        self.call(true).and_then(|()| RealDisk.sync_folder(path))
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.call(false).and_then(|()| RealDisk.remove_file(path))
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        self.call(false).and_then(|()| RealDisk.remove_folder(path))
    }
}

/// Two updates, one of them not UTF-8, and two new files, one in a new folder.
fn run(fault: Fault, calls_before: usize) -> bool {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Dockerfile"), b"old\xFF").unwrap();
    fs::write(folder.path().join("compose.yaml"), "old").unwrap();
    let files = ["Dockerfile", ".dockerignore", "compose.yaml", "docker/deep/x"].map(|path| file(path, "new contents"));
    let before = snapshot(folder.path());
    let changes = plan(folder.path(), &files).unwrap();
    let disk = FailingDisk { calls_before: Cell::new(calls_before), fault };
    let result = apply_to(&disk, folder.path(), &changes, None);
    let is_reached = disk.calls_before.get() == usize::MAX || disk.calls_before.get() == 0;
    if let Err(error) = result {
        assert_eq!(snapshot(folder.path()), before, "{fault:?} at {calls_before}: {error}");
        assert_eq!((error.problem.as_str(), error.hint.is_some()), ("the disk is full", true), "{fault:?} at {calls_before}");
    } else {
        assert!(plan(folder.path(), &files).unwrap().is_unchanged(), "{fault:?} at {calls_before}");
        assert_eq!(snapshot(folder.path()).len(), 6, "{fault:?} at {calls_before}: {:?}", snapshot(folder.path()));
    }
    is_reached
}

#[test]
fn a_failure_at_any_step_leaves_all_as_it_was() {
    for fault in [Fault::Once, Fault::FullFromThereOn, Fault::OnceWithoutLinks] {
        let reached = (0..).take_while(|calls_before| run(fault, *calls_before)).count();
        assert!(reached > 25, "{fault:?}: only {reached} calls");
    }
}

/// A tiny disk that is really full; it takes root to make one.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_really_full_is_told_and_nothing_changes() {
    let folder = tempfile::tempdir().unwrap();
    let mount = |arguments: &[&str]| std::process::Command::new("mount").args(arguments).arg(folder.path()).output();
    if !mount(&["-t", "tmpfs", "-o", "size=64k", "tmpfs"]).is_ok_and(|output| output.status.success()) {
        return;
    }
    fs::write(folder.path().join("Dockerfile"), "old").unwrap();
    let before = snapshot(folder.path());
    let changes = plan(folder.path(), &[file("Dockerfile", "new"), file("big", &"x".repeat(200_000))]).unwrap();
    let full = crate::write::apply(folder.path(), &changes, None).unwrap_err();
    let after = snapshot(folder.path());
    let is_read_only = mount(&["-o", "remount,ro"]).is_ok_and(|output| output.status.success());
    let read_only = crate::write::apply(folder.path(), &changes, None);
    std::process::Command::new("umount").arg(folder.path()).status().unwrap();
    assert_eq!((full.path.as_str(), full.problem.as_str()), ("big", "the disk is full"));
    assert_eq!(after, before);
    if is_read_only {
        assert_eq!(read_only.unwrap_err().problem, "the file system is read-only");
    }
}
