//! Why a run's files could not be written.

use std::io;

use crate::model::RelPath;

/// A file that cannot be written. Unless `problem` says otherwise, nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("cannot write `{}`: {problem}", .path.to_string().escape_debug())]
pub struct WriteError {
    pub path: RelPath,
    pub problem: String,
    pub hint: Option<String>,
}

impl WriteError {
    pub(super) fn new(path: &RelPath, problem: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { path: path.clone(), problem: problem.into(), hint: Some(hint.into()) }
    }

    pub(super) fn io(path: &RelPath, error: &io::Error) -> Self {
        let folder = path.parent();
        let (problem, hint) = match error.kind() {
            io::ErrorKind::PermissionDenied => {
                ("permission denied".to_owned(), Some(format!("make sure that you may create files in the folder `{folder}`")))
            }
            io::ErrorKind::StorageFull => ("the disk is full".to_owned(), Some("free some space and run again".to_owned())),
            io::ErrorKind::QuotaExceeded => {
                ("your disk quota is used up".to_owned(), Some("free some space and run again".to_owned()))
            }
            io::ErrorKind::ReadOnlyFilesystem => {
                ("the file system is read-only".to_owned(), Some("run pydock on a copy that can be written".to_owned()))
            }
            io::ErrorKind::NotADirectory => {
                (format!("`{folder}` is not a folder"), Some("move the file that is in the way".to_owned()))
            }
            _ => (error.to_string(), None),
        };
        Self { path: path.clone(), problem, hint }
    }

    /// Adds what the user has to know about an attempt to undo that failed too.
    pub(super) fn and(mut self, more: &str) -> Self {
        self.problem = format!("{}; {more}", self.problem);
        self
    }
}
