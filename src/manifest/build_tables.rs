//! What the build backends are told about the wheel, as their own tables have it. What follows from it is `detect`'s work.

use std::collections::BTreeMap;

use crate::model::{Location, RelPath};

/// The tables of a `pyproject.toml`, one field for each backend.
#[derive(Debug, Clone, Default)]
pub struct BuildTables {
    pub setuptools: SetuptoolsOptions,
    pub uv: UvBuildTable,
    pub hatch: HatchTable,
    /// `[tool.flit.module] name`, or flit's older `[tool.flit.metadata] module`. `None` if there is neither.
    pub flit_module: Option<String>,
    pub poetry: PoetryPackages,
    pub pdm: PdmBuildTable,
    pub maturin: MaturinTable,
    /// scikit-build-core's `wheel.packages`: the name in the wheel and the folder. `None` if it is not set.
    pub scikit_packages: Option<Vec<(String, String)>>,
}

/// setuptools' options, whichever of its three files they stand in.
#[derive(Debug, Clone, Default)]
pub struct SetuptoolsOptions {
    pub packages: SetuptoolsPackages,
    /// `package-dir`; the empty name stands for all packages. Ex) `""` and `src`
    pub package_dir: BTreeMap<String, String>,
    pub py_modules: Option<Vec<String>>,
    /// `package-data` and `exclude-package-data`: globs for each package, `""` and `*` for all.
    pub package_data: BTreeMap<String, Vec<String>>,
    pub exclude_package_data: BTreeMap<String, Vec<String>>,
    pub include_package_data: Option<bool>,
    /// The sources of `ext_modules`, as far as they can be read; an extension without any is `Some` of nothing, and `None` is a
    /// project without extensions.
    pub extensions: Option<Vec<String>>,
}

/// Which packages setuptools takes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum SetuptoolsPackages {
    /// Nothing is said, so setuptools looks for itself.
    #[default]
    Automatic,
    /// By their dotted names.
    Listed(Vec<String>),
    Find {
        folders: Vec<String>,
        include: Vec<String>,
        exclude: Vec<String>,
        /// Folders without `__init__.py` count.
        namespaces: bool,
        /// The folder to look in is where packages are installed from, too: so it is for pyproject.toml alone.
        sets_folder: bool,
    },
    /// A program computes them.
    Unknown,
}

#[derive(Debug, Clone, Default)]
pub struct UvBuildTable {
    pub module_root: Option<String>,
    pub module_name: Option<Vec<String>>,
    pub namespace: bool,
    /// `source-exclude` and `wheel-exclude`
    pub exclude: Vec<String>,
}

/// `[tool.hatch.build.targets.wheel]`, and `[tool.hatch.build]` where that says nothing.
#[derive(Debug, Clone, Default)]
pub struct HatchTable {
    pub include: Vec<String>,
    pub exclude: Vec<String>,
    pub packages: Vec<String>,
    pub only_include: Vec<String>,
    pub artifacts: Vec<String>,
    pub force_include: Vec<(String, String)>,
    /// A folder and what stands in its place in the wheel.
    pub sources: Vec<(String, String)>,
    pub bypass_selection: bool,
    pub only_packages: bool,
    /// Programs that run while the wheel is built.
    pub hooks: Vec<HatchHook>,
}

/// `[tool.hatch.build.hooks.<name>]`, or one of the wheel alone.
#[derive(Debug, Clone)]
pub struct HatchHook {
    /// The plug-in that runs it; `custom` runs a file of the project.
    pub name: String,
    /// The file of a custom hook. `None` if the hook names none.
    pub path: Option<RelPath>,
    /// `build-function` of `hatch-jupyter-builder`. `None` if it is not set.
    pub function: Option<String>,
    pub at: Location,
}

#[derive(Debug, Clone, Default)]
pub struct PoetryPackages {
    pub packages: Vec<PoetryInclude>,
    /// Those of `include` that are meant for wheels.
    pub include: Vec<String>,
    pub exclude: Vec<String>,
}

/// One entry of poetry's `packages`, meant for wheels.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PoetryInclude {
    pub include: String,
    pub from: Option<String>,
    pub to: Option<String>,
}

#[derive(Debug, Clone, Default)]
pub struct PdmBuildTable {
    pub includes: Vec<String>,
    pub excludes: Vec<String>,
    pub source_includes: Vec<String>,
    pub package_dir: Option<String>,
}

#[derive(Debug, Clone, Default)]
pub struct MaturinTable {
    pub module_name: Option<String>,
    pub python_source: Option<String>,
    pub python_packages: Vec<String>,
}

impl BuildTables {
    /// The folders that packages are imported from once they are installed, as far as the tables name them. Ex) `src`, `python`
    pub fn source_folders(&self) -> Vec<RelPath> {
        let parent = |path: &str| RelPath::parse(path.trim_start_matches('/')).ok().map(|path| path.parent());
        let folder = |path: &str| RelPath::parse(path.trim_start_matches('/')).ok();
        let uv = self.uv.module_root.as_deref().and_then(folder);
        let hatch = self.hatch.packages.iter().filter_map(|package| parent(package));
        let poetry = self.poetry.packages.iter().filter_map(|package| folder(package.from.as_deref()?));
        let pdm = self.pdm.package_dir.as_deref().and_then(folder);
        let maturin = self.maturin.python_source.as_deref().and_then(folder);
        let scikit = self.scikit_packages.iter().flatten().filter_map(|(_, package)| parent(package));
        let mut folders: Vec<RelPath> = self
            .setuptools
            .source_folders()
            .into_iter()
            .chain(uv)
            .chain(hatch)
            .chain(poetry)
            .chain(pdm)
            .chain(maturin)
            .chain(scikit)
            .collect();
        folders.retain(|folder| !folder.is_root());
        folders.sort_unstable();
        folders.dedup();
        folders
    }
}

impl SetuptoolsOptions {
    /// The folders that packages are imported from once they are installed, as far as the options name them.
    pub fn source_folders(&self) -> Vec<RelPath> {
        let named = self.package_dir.iter().filter_map(|(package, folder)| {
            let folder = RelPath::parse(folder).ok()?;
            Some(if package.is_empty() { folder } else { folder.parent() })
        });
        let found = match &self.packages {
            SetuptoolsPackages::Find { folders, sets_folder: true, .. } => folders.as_slice(),
            _ => &[],
        };
        named.chain(found.iter().filter_map(|folder| RelPath::parse(folder).ok())).filter(|folder| !folder.is_root()).collect()
    }
}
