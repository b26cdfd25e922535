//! Inline script metadata (PEP 723).

use crate::model::{Dependency, Location, RelPath, VersionSpecifiers};

#[derive(Debug, Clone)]
pub struct ScriptMetadata {
    pub path: RelPath,
    pub requires_python: Option<(VersionSpecifiers, Location)>,
    pub dependencies: Vec<Dependency>,
    pub at: Location,
}
