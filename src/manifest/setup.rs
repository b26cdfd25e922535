//! `setup.cfg` and `setup.py`, the latter as a syntax tree that is never run.

use crate::model::{Dependency, Location, PackageName, RelPath, VersionSpecifiers};

use super::pyproject::ScriptEntry;

#[derive(Debug, Clone)]
pub struct SetupPackage {
    pub name: Option<(PackageName, Location)>,
    pub requires_python: Option<(VersionSpecifiers, Location)>,
    pub dependencies: Vec<Dependency>,
    /// The dependencies are computed by code that cannot be read without running it.
    pub dependencies_unknown: Option<Location>,
    /// `console_scripts`
    pub scripts: Vec<ScriptEntry>,
    /// Files that the metadata reads. Ex) `README.md`, `requirements.txt`, `VERSION`
    pub files: Vec<RelPath>,
    /// `setup.py` and `setup.cfg`, whichever exist.
    pub paths: Vec<RelPath>,
    pub at: Location,
}

pub(super) fn read(
    _tree: &crate::tree::ProjectTree,
    _notes: &mut Vec<crate::model::Note>,
) -> Result<Option<SetupPackage>, super::ManifestError> {
    Ok(None)
}
