//! What pydock keeps of a `pyproject.toml`.

use std::collections::BTreeMap;

use crate::manifest::build_tables::BuildTables;
use crate::manifest::format_control::FormatControl;
use crate::model::{Dependency, ExtraName, GroupName, Location, PackageName, RelPath, VersionSpecifiers};

/// What pydock reads of a `pyproject.toml`. Poetry's own tables are merged into the fields that they stand for.
#[derive(Debug)]
pub struct Pyproject {
    pub path: RelPath,
    /// `project.name` or `tool.poetry.name`; `None` if neither is set
    pub name: Option<(PackageName, Location)>,
    /// The name as it is written, which some backends look for in the tree. `None` if there is none. Ex) `Shop_API`
    pub raw_name: Option<String>,
    pub version: Option<String>,
    pub description: Option<String>,
    /// An SPDX expression, where the file gives a licence as text. `None` if the file gives none as text. Ex) `MIT`
    pub license: Option<String>,
    /// `project.urls`, keys in lower case. Ex) `repository`, `documentation`, `homepage`
    pub urls: BTreeMap<String, String>,
    /// `project.requires-python`, or poetry's `python` constraint turned into PEP 440. `None` if neither is set.
    pub requires_python: Option<(VersionSpecifiers, Location)>,
    /// There is a `[project]` table.
    pub has_project: bool,
    /// `project.dependencies` or `tool.poetry.dependencies`, without `python`.
    pub dependencies: Vec<Dependency>,
    /// `project.dynamic`. Ex) `version`, `dependencies`
    pub dynamic: Vec<String>,
    /// Files that `[tool.setuptools.dynamic]` reads dependencies, version or readme from, and other files that the build
    /// backend's own table names (hatch's version path, poetry's include, …).
    pub dynamic_files: Vec<RelPath>,
    /// Those of them that hold the project's dependencies.
    pub dynamic_dependency_files: Vec<RelPath>,
    /// `[tool.pdm.version] source = "scm"`: the version comes from git.
    pub pdm_scm_version: bool,
    pub extras: BTreeMap<ExtraName, Vec<Dependency>>,
    /// PEP 735 groups, poetry's groups, pdm's `dev-dependencies` and uv's legacy `dev-dependencies` (as `dev`).
    pub groups: BTreeMap<GroupName, Vec<Dependency>>,
    /// Poetry groups marked `optional = true`.
    pub optional_groups: Vec<GroupName>,
    /// `project.scripts` and `tool.poetry.scripts`, in the order of the file.
    pub scripts: Vec<ScriptEntry>,
    /// Groups of `project.entry-points`, by which a program finds its plug-ins. Ex) `celery.commands`
    pub plugin_groups: Vec<String>,
    pub build_system: Option<BuildSystem>,
    /// `project.readme` or `tool.poetry.readme`.
    pub readme: Vec<RelPath>,
    /// `project.license-files` (globs as written) and the file of `project.license = {file = …}`.
    pub license_files: Vec<String>,
    /// What the build backends' tables say about the wheel.
    pub tables: BuildTables,
    /// `[tool.fastapi] entrypoint`; `None` if it is not set
    pub fastapi_entrypoint: Option<(String, Location)>,
    pub uv: Option<UvTable>,
    pub poetry: Option<PoetryTable>,
    pub pdm: Option<PdmTable>,
    /// `[tool.pixi.dependencies]`, where it lists more than Python itself: conda packages. `None` if there is none.
    pub pixi: Option<Location>,
    /// Names of the tables under `[tool]`. Ex) `setuptools_scm`, `hatch`, `pytest`
    pub tools: Vec<String>,
}

/// `name = "package.module:function"` of `[project.scripts]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScriptEntry {
    pub name: String,
    pub target: String,
    pub at: Location,
}

#[derive(Debug, Clone)]
pub struct BuildSystem {
    /// Ex) `hatchling.build`; setuptools' when the table names none (PEP 517).
    pub backend: String,
    pub requires: Vec<Dependency>,
    /// `backend-path`: the folders of a backend that is part of the project.
    pub backend_path: Vec<String>,
    pub at: Location,
}

#[derive(Debug, Clone, Default)]
pub struct UvTable {
    /// `package = false` makes a virtual project, `true` forces a package; `None` if it is not set.
    pub package: Option<bool>,
    /// `default-groups`; `None` where it is not set (uv then takes `dev`).
    pub default_groups: Option<Vec<String>>,
    /// Members of the workspace as found in the tree (globs expanded, `exclude` applied), without the root.
    pub workspace_members: Vec<RelPath>,
    pub has_workspace: bool,
    /// `sources` entries that are paths of the project. Ex) `libs/shared`
    pub path_sources: Vec<RelPath>,
    /// `no-binary`, `no-binary-package`, `no-build` and `no-build-package`
    pub formats: FormatControl,
    /// Names of `[[tool.uv.index]]` entries, which credentials are given for by name; without those that are public.
    pub indexes: Vec<String>,
    /// `required-version`: the releases of uv itself that take the project. `None` if it is not set.
    pub required_version: Option<VersionSpecifiers>,
    /// `override-dependencies`: what every other requirement of the same name gives way to.
    pub overrides: Vec<Dependency>,
}

#[derive(Debug, Clone, Default)]
pub struct PoetryTable {
    /// `package-mode`, true where it is not set.
    pub package_mode: bool,
    /// There is a `[tool.poetry.dependencies]` table with more than `python`.
    pub has_dependencies: bool,
    /// These are the project's dependencies: `[project]` has no list, whether it says that it is dynamic or not.
    pub lists_dependencies: bool,
    /// Names of `[[tool.poetry.source]]` entries.
    pub sources: Vec<String>,
}

#[derive(Debug, Clone, Default)]
pub struct PdmTable {
    /// `distribution`, or whether there is a build system where it is not set.
    pub distribution: bool,
}

impl Pyproject {
    pub(super) fn empty(path: RelPath) -> Self {
        Self {
            path,
            name: None,
            raw_name: None,
            version: None,
            description: None,
            license: None,
            urls: BTreeMap::new(),
            requires_python: None,
            has_project: false,
            dependencies: Vec::new(),
            dynamic: Vec::new(),
            dynamic_files: Vec::new(),
            dynamic_dependency_files: Vec::new(),
            pdm_scm_version: false,
            extras: BTreeMap::new(),
            groups: BTreeMap::new(),
            optional_groups: Vec::new(),
            scripts: Vec::new(),
            plugin_groups: Vec::new(),
            build_system: None,
            readme: Vec::new(),
            license_files: Vec::new(),
            tables: BuildTables::default(),
            fastapi_entrypoint: None,
            uv: None,
            poetry: None,
            pdm: None,
            pixi: None,
            tools: Vec::new(),
        }
    }
}
