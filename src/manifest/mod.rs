//! Python's own files, read into types: one file per format.
//!
//! Every reader takes the [`ProjectTree`] and returns values with the line that each came from. Nothing here decides
//! between files; that is `detect`'s work. A file that cannot be read as its format is an error with file and line.

mod compose;
mod error;
mod pipfile;
mod procfile;
mod pyproject;
mod python_hints;
mod requirements;
mod script;
mod setup;

pub use compose::ComposeService;
pub use error::ManifestError;
pub use pipfile::Pipfile;
pub use procfile::{ProcessType, Procfile};
pub use pyproject::{BuildSystem, PdmTable, PoetryTable, Pyproject, ScriptEntry, UvTable};
pub use python_hints::PythonHint;
pub use requirements::{LocalRequirement, RequirementsFile};
pub use script::ScriptMetadata;
pub use setup::SetupPackage;

use crate::model::{Dependency, Lock, LockFormat, Note, PackageName};
use crate::tree::ProjectTree;

/// Everything that the project's own files say.
#[derive(Debug, Default)]
pub struct Manifests {
    pub pyproject: Option<Pyproject>,
    /// Requirements files at the root and in `requirements/`, best known names first; files reached only by `-r` or
    /// `-c` are part of the one that includes them.
    pub requirements: Vec<RequirementsFile>,
    pub pipfile: Option<Pipfile>,
    /// `setup.cfg` and `setup.py`, taken together.
    pub setup: Option<SetupPackage>,
    /// Root-level scripts with inline metadata (PEP 723).
    pub scripts: Vec<ScriptMetadata>,
    /// Every lock file at the root, one entry each.
    pub locks: Vec<Lock>,
    /// Every place that says which Python the project wants.
    pub python_hints: Vec<PythonHint>,
    pub procfile: Option<Procfile>,
    pub compose: Vec<ComposeService>,
    /// What was odd but could be read. Ex) an invalid `requires-python` that pip ignores too
    pub notes: Vec<Note>,
}

impl Manifests {
    /// Reads every manifest at the root of the tree.
    pub fn read(tree: &ProjectTree) -> Result<Self, ManifestError> {
        let _ = tree;
        todo!()
    }

    pub fn lock(&self, format: LockFormat) -> Option<&Lock> {
        self.locks.iter().find(|lock| lock.format == format)
    }

    /// What the project declares for production anywhere: pyproject.toml (PEP 621 or poetry), requirements files that are
    /// not for development, Pipfile's `[packages]`, setup, script metadata. The first declaration of a name counts.
    pub fn declared(&self, name: &PackageName) -> Option<&Dependency> {
        let _ = name;
        todo!()
    }
}
