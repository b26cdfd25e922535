//! What the container starts.

use crate::model::Location;

/// One command that the container starts, and where.
pub struct Started {
    pub words: Vec<String>,
    pub cwd: String,
    pub at: Location,
}
