//! A declared dependency.

use serde::Serialize;

use super::{ExtraName, Location, MarkerTree, PackageName, VersionSpecifiers};

/// One requirement as a manifest declares it (PEP 508), and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dependency {
    pub name: PackageName,
    pub extras: Vec<ExtraName>,
    #[serde(skip)]
    pub specifiers: VersionSpecifiers,
    #[serde(skip)]
    pub marker: MarkerTree,
    pub source: DependencySource,
    pub at: Location,
}

/// Where the distribution is taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DependencySource {
    /// An index: PyPI, or one that the project names.
    Index,
    /// A version control URL: the builder needs git. Ex) `git+https://github.com/pallets/flask@main`
    Git(String),
    /// A file or folder of the project or outside it, as written. Ex) `./libs/shared`
    Path { path: String, editable: bool },
    /// Any other URL.
    Url(String),
}
