//! What `setup.cfg` and `setup.py` say together.

use std::collections::BTreeMap;

use crate::manifest::build_tables::SetuptoolsOptions;
use crate::manifest::pyproject::ScriptEntry;
use crate::model::{Dependency, ExtraName, Location, PackageName, RelPath, VersionSpecifiers};

#[derive(Debug, Clone)]
pub struct SetupPackage {
    pub name: Option<(PackageName, Location)>,
    pub requires_python: Option<(VersionSpecifiers, Location)>,
    pub dependencies: Vec<Dependency>,
    /// The dependencies are computed by code that cannot be read without running it; `None` if they can be read.
    pub dependencies_unknown: Option<Location>,
    pub extras: BTreeMap<ExtraName, Vec<Dependency>>,
    /// `console_scripts`
    pub scripts: Vec<ScriptEntry>,
    /// Other groups of entry points, by which a program finds its plug-ins. Ex) `celery.commands`
    pub plugin_groups: Vec<String>,
    /// Which packages, modules and data the wheel gets.
    pub options: SetuptoolsOptions,
    /// Files that the metadata reads. Ex) `README.md`, `requirements.txt`, `VERSION`
    pub files: Vec<RelPath>,
    /// `setup.py` and `setup.cfg`, whichever exist.
    pub paths: Vec<RelPath>,
    pub at: Location,
}

pub(super) fn empty(path: RelPath) -> SetupPackage {
    SetupPackage {
        name: None,
        requires_python: None,
        dependencies: Vec::new(),
        dependencies_unknown: None,
        extras: BTreeMap::new(),
        scripts: Vec::new(),
        plugin_groups: Vec::new(),
        options: SetuptoolsOptions::default(),
        files: Vec::new(),
        paths: Vec::new(),
        at: Location::file(path),
    }
}
