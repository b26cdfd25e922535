//! The command `docker pydock`: a file named `docker-pydock` in Docker's folder of plugins.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Why the plugin could not be installed or removed.
#[derive(Debug, thiserror::Error)]
pub enum PluginError {
    #[error("`{}` exists and is not a link to pydock", .path.display())]
    NotOurs { path: PathBuf },
    #[error("cannot write `{}`: {source}", .path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("cannot find the folder of Docker's plugins")]
    NoFolder,
    #[error("cannot find the pydock program: {0}")]
    NoProgram(String),
}

impl PluginError {
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotOurs { .. } => "move the file away, or pass `--force` to replace it",
            Self::Io { .. } => "check that you may write there, or set `DOCKER_CONFIG` to another folder",
            Self::NoFolder => "set `DOCKER_CONFIG` or `HOME`",
            Self::NoProgram(_) => "run pydock by its full path",
        }
    }
}

/// Makes the plugin: a link to the program, or a copy where the system has no links. An older link is replaced.
pub fn install_plugin(folder: &Path, program: &Path, force: bool) -> Result<PathBuf, PluginError> {
    let path = place(folder);
    let failed = |source| PluginError::Io { path: path.clone(), source };
    if !force && is_foreign(&path) {
        return Err(PluginError::NotOurs { path });
    }
    fs::create_dir_all(folder).map_err(failed)?;
    let temporary = tempfile::Builder::new().prefix(super::disk::PREFIX).make_in(folder, |name| link(program, name));
    temporary.and_then(|file| file.into_temp_path().persist(&path).map_err(|error| error.error)).map_err(failed)?;
    Ok(path)
}

/// Removes the plugin. `None` if there is none.
pub fn remove_plugin(folder: &Path) -> Result<Option<PathBuf>, PluginError> {
    let path = place(folder);
    if fs::symlink_metadata(&path).is_err() {
        return Ok(None);
    }
    if is_foreign(&path) {
        return Err(PluginError::NotOurs { path });
    }
    fs::remove_file(&path).map_err(|source| PluginError::Io { path: path.clone(), source })?;
    Ok(Some(path))
}

fn place(folder: &Path) -> PathBuf {
    folder.join(format!("docker-pydock{}", std::env::consts::EXE_SUFFIX))
}

/// Whether something other than a link to a program named `pydock` has the plugin's place.
#[cfg(unix)]
fn is_foreign(path: &Path) -> bool {
    match fs::read_link(path) {
        Ok(target) => target.file_name() != Some("pydock".as_ref()),
        Err(_) => fs::symlink_metadata(path).is_ok(),
    }
}

/// A copy looks like any other file: only its name says that it is the plugin.
#[cfg(not(unix))]
fn is_foreign(_path: &Path) -> bool {
    false
}

#[cfg(unix)]
fn link(program: &Path, name: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(program, name)
}

#[cfg(not(unix))]
fn link(program: &Path, name: &Path) -> io::Result<()> {
    fs::copy(program, name).map(drop)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_made_and_removed_and_a_foreign_file_is_kept() {
        let temporary = tempfile::tempdir().unwrap();
        let folder = temporary.path().join("cli-plugins");
        let install = |program: &str, force| install_plugin(&folder, Path::new(program), force);
        let path = install("/opt/first/bin/pydock", false).unwrap();
        assert_eq!(path, folder.join("docker-pydock"));
        assert_eq!(install("/opt/second/bin/pydock", false).unwrap(), path);
        assert_eq!(fs::read_link(&path).unwrap(), Path::new("/opt/second/bin/pydock"));
        assert_eq!(remove_plugin(&folder).unwrap(), Some(path.clone()));
        assert_eq!(remove_plugin(&folder).unwrap(), None);
        fs::write(&path, "#!/bin/sh\n").unwrap();
        let refused = install("/opt/first/bin/pydock", false).unwrap_err();
        assert_eq!(refused.to_string(), format!("`{}` exists and is not a link to pydock", path.display()));
        assert!(remove_plugin(&folder).is_err());
        install("/opt/first/bin/pydock", true).unwrap();
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
    }
}
