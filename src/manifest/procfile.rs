//! `Procfile`

use crate::model::Location;

#[derive(Debug, Clone)]
pub struct Procfile {
    pub processes: Vec<ProcessType>,
}

/// `web: gunicorn shop:app`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcessType {
    pub name: String,
    /// The command line as written, for a shell.
    pub command: String,
    pub at: Location,
}
