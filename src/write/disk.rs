//! The few things that are done to a disk, behind a seam so that a test can let each of them fail.

use std::fs::{self, File, Metadata};
use std::io::{self, Write as _};
use std::path::Path;

use tempfile::{Builder, NamedTempFile, TempPath};

/// Files on their way in and out carry this prefix; they lie next to their target, where a rename is atomic.
pub(super) const PREFIX: &str = ".pydock-";

/// What the writer asks of a disk.
pub(super) trait Disk {
    fn create_folder(&self, path: &Path) -> io::Result<()>;
    /// A file that its owner alone may read, or one that has what the umask leaves.
    fn create_temporary(&self, folder: &Path, is_private: bool) -> io::Result<NamedTempFile>;
    fn write(&self, file: &mut NamedTempFile, contents: &[u8]) -> io::Result<()>;
    /// Gives the file the permissions of `like`; a new file has its own already.
    fn set_permissions(&self, file: &File, like: Option<&Metadata>) -> io::Result<()>;
    fn sync(&self, file: &File) -> io::Result<()>;
    /// A second name for the file at `path`, next to it.
    fn link(&self, path: &Path, folder: &Path) -> io::Result<TempPath>;
    /// Puts `from` in the place of `to`, at once and whole.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    fn sync_folder(&self, path: &Path) -> io::Result<()>;
    fn remove_file(&self, path: &Path) -> io::Result<()>;
    fn remove_folder(&self, path: &Path) -> io::Result<()>;
}

/// The user's disk.
pub(super) struct RealDisk;

impl Disk for RealDisk {
    fn create_folder(&self, path: &Path) -> io::Result<()> {
        fs::create_dir(path)
    }

    #[cfg(unix)]
    fn create_temporary(&self, folder: &Path, is_private: bool) -> io::Result<NamedTempFile> {
        use std::os::unix::fs::PermissionsExt as _;
        // The system takes the umask off. What becomes an old file's successor is its owner's alone until it has its mode.
        let mode = if is_private { 0o600 } else { 0o666 };
        Builder::new().prefix(PREFIX).permissions(fs::Permissions::from_mode(mode)).tempfile_in(folder)
    }

    #[cfg(not(unix))]
    fn create_temporary(&self, folder: &Path, _is_private: bool) -> io::Result<NamedTempFile> {
        Builder::new().prefix(PREFIX).tempfile_in(folder)
    }

    fn write(&self, file: &mut NamedTempFile, contents: &[u8]) -> io::Result<()> {
        file.write_all(contents)
    }

    #[cfg(unix)]
    fn set_permissions(&self, file: &File, like: Option<&Metadata>) -> io::Result<()> {
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, fchown};
        let Some(like) = like else { return Ok(()) };
        let own = file.metadata()?;
        if (own.uid(), own.gid()) != (like.uid(), like.gid()) {
            // Only root may give a file away; for anybody else the new file is simply theirs.
            let _ = fchown(file, Some(like.uid()), Some(like.gid()));
        }
        file.set_permissions(fs::Permissions::from_mode(like.mode() & 0o7777))
    }

    #[cfg(not(unix))]
    fn set_permissions(&self, file: &File, like: Option<&Metadata>) -> io::Result<()> {
        like.map_or(Ok(()), |like| file.set_permissions(like.permissions()))
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_all()
    }

    fn link(&self, path: &Path, folder: &Path) -> io::Result<TempPath> {
        let linked = Builder::new().prefix(PREFIX).make_in(folder, |name| fs::hard_link(path, name))?;
        Ok(linked.into_temp_path())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        // Only Unix lets a folder be opened and synced.
        if cfg!(unix) { File::open(path)?.sync_all() } else { Ok(()) }
    }

    fn remove_file(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir(path)
    }
}
