//! The project as something that can itself be installed.

use serde::Serialize;

use super::{Location, PackageName, RelPath};

/// The project builds into a wheel: its code is imported from site-packages, not from the folder that was copied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Distribution {
    pub name: PackageName,
    /// The build backend's import path. Ex) `hatchling.build`, `setuptools.build_meta`
    pub backend: String,
    /// Top-level packages and modules of the wheel as found in the tree. Ex) `src/shop`
    pub packages: Vec<RelPath>,
    /// Files that the backend reads before it looks at any code: the readme, licences, version files.
    pub build_inputs: Vec<RelPath>,
    pub dynamic_version: Option<DynamicVersion>,
    /// Files below its packages that the wheel does not hold: modules that it imports, and data. Ex)
    /// `src/shop/templates/index.html`
    #[serde(skip)]
    pub left_behind: Vec<RelPath>,
    /// Modules of its own are compiled while it is built, or pages that its wheel holds. `None` if the build makes neither.
    #[serde(skip)]
    pub compiled: Option<CompiledModules>,
    /// It is installed in place: the environment leads to its source, which is copied. Its scripts and metadata are there as
    /// after any installation, and its code finds what lies beside it.
    #[serde(skip)]
    pub in_place: bool,
    pub at: Location,
}

impl Distribution {
    /// The packages lie in site-packages.
    pub fn is_moved(&self) -> bool {
        !self.in_place
    }
}

/// The project holds C, C++, Cython or Rust of its own, or pages that Node builds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompiledModules {
    /// The set of packages that compiles them, by its name in `toolchains.toml`. Ex) `rust`
    pub toolchain: String,
    pub at: Location,
}

/// The version is computed from git, which an image build does not have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DynamicVersion {
    /// The environment variable that stands in for git. Ex) `SETUPTOOLS_SCM_PRETEND_VERSION`
    pub variable: String,
    pub at: Location,
}
