//! `pyproject.toml`: PEP 518 and 621 metadata, PEP 735 groups, and the tables of uv, poetry and pdm.

use std::collections::BTreeMap;

use crate::model::{Dependency, ExtraName, Location, PackageName, RelPath, VersionSpecifiers};

/// What pydock reads of a `pyproject.toml`. Poetry's own tables are merged into the fields that they stand for.
#[derive(Debug)]
pub struct Pyproject {
    pub path: RelPath,
    /// `project.name` or `tool.poetry.name`
    pub name: Option<(PackageName, Location)>,
    pub version: Option<String>,
    pub description: Option<String>,
    /// An SPDX expression, where the file gives a licence as text. Ex) `MIT`
    pub license: Option<String>,
    /// `project.urls`, keys in lower case. Ex) `repository`, `documentation`, `homepage`
    pub urls: BTreeMap<String, String>,
    /// `project.requires-python`, or poetry's `python` constraint turned into PEP 440.
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
    pub extras: BTreeMap<ExtraName, Vec<Dependency>>,
    /// PEP 735 groups, poetry's groups, pdm's `dev-dependencies` and uv's legacy `dev-dependencies` (as `dev`).
    pub groups: BTreeMap<String, Vec<Dependency>>,
    /// Poetry groups marked `optional = true`.
    pub optional_groups: Vec<String>,
    /// `project.scripts` and `tool.poetry.scripts`, in the order of the file.
    pub scripts: Vec<ScriptEntry>,
    pub build_system: Option<BuildSystem>,
    /// `project.readme` or `tool.poetry.readme`.
    pub readme: Vec<RelPath>,
    /// `project.license-files` (globs as written) and the file of `project.license = {file = …}`.
    pub license_files: Vec<String>,
    /// Top-level packages that a backend's table names. Ex) poetry's `packages = [{include = "shop", from = "src"}]`,
    /// hatch's `packages`, setuptools' `packages`/`py-modules`, uv_build's `module-name`, as paths from the root.
    pub named_packages: Vec<RelPath>,
    /// `[tool.fastapi] entrypoint`
    pub fastapi_entrypoint: Option<(String, Location)>,
    pub uv: Option<UvTable>,
    pub poetry: Option<PoetryTable>,
    pub pdm: Option<PdmTable>,
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
    /// `backend-path`: the backend is part of the project.
    pub in_tree: bool,
    pub at: Location,
}

#[derive(Debug, Clone, Default)]
pub struct UvTable {
    /// `package = false` makes a virtual project, `true` forces a package.
    pub package: Option<bool>,
    /// `default-groups`; `None` where it is not set (uv then takes `dev`).
    pub default_groups: Option<Vec<String>>,
    /// Members of the workspace as found in the tree (globs expanded, `exclude` applied), without the root.
    pub workspace_members: Vec<RelPath>,
    pub has_workspace: bool,
    /// `sources` entries that are paths of the project. Ex) `libs/shared`
    pub path_sources: Vec<RelPath>,
    /// Names of `[[tool.uv.index]]` entries, which credentials are given for by name.
    pub indexes: Vec<String>,
}

#[derive(Debug, Clone, Default)]
pub struct PoetryTable {
    /// `package-mode`, true where it is not set.
    pub package_mode: bool,
    /// There is a `[tool.poetry.dependencies]` table with more than `python`.
    pub has_dependencies: bool,
    /// Names of `[[tool.poetry.source]]` entries.
    pub sources: Vec<String>,
}

#[derive(Debug, Clone, Default)]
pub struct PdmTable {
    /// `distribution`, or whether there is a build system where it is not set.
    pub distribution: bool,
}
