//! `compose.yaml` and its older names.

use crate::model::{Location, Port};

/// A service that is built from the project's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComposeService {
    pub name: String,
    /// `command`, in words; a string is split as a shell splits it.
    pub command: Option<(Vec<String>, Location)>,
    /// The container's side of `ports`.
    pub ports: Vec<(Port, Location)>,
}

pub(super) fn read_all(
    _tree: &crate::tree::ProjectTree,
    _notes: &mut Vec<crate::model::Note>,
) -> Result<Vec<ComposeService>, super::ManifestError> {
    Ok(Vec::new())
}
