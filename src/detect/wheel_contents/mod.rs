//! Which files the project's wheel holds: each build backend's own rules, applied to the tree.
//!
//! `tests/wheel-contents/` holds layouts with the lists that the real backends gave for them; a test compares.

mod files;
mod flit;
mod hatchling;
mod manifest_in;
mod maturin;
mod pdm;
mod poetry;
mod scikit_build;
mod setuptools;
mod uv_build;

use std::collections::BTreeSet;

use crate::manifest::Manifests;
use crate::model::RelPath;
use crate::python::{Project, Target};
use crate::tree::ProjectTree;
use files::Files;

/// What a build backend would do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WheelContents {
    /// It builds a wheel of these files, sorted by their places in the wheel.
    Files(Vec<WheelFile>),
    /// It stops, with this message for people.
    Refused(String),
    /// A program decides, or a backend that pydock does not know.
    Unknown,
}

/// One file of a wheel.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct WheelFile {
    /// Ex) `shop/api.py`
    pub target: String,
    /// The file of the project; `None` if the backend writes it.
    pub source: Option<RelPath>,
}

/// The backends whose rules are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Setuptools,
    UvBuild,
    Hatchling,
    Flit,
    Poetry,
    Pdm,
    Maturin,
    ScikitBuild,
}

impl Backend {
    /// The backend behind an import path. `None` if it is not one of these. Ex) `hatchling.build`
    pub fn of(path: &str) -> Option<Self> {
        Some(match path.split(['.', ':']).next()? {
            "setuptools" => Self::Setuptools,
            "uv_build" | "uv" => Self::UvBuild,
            "hatchling" => Self::Hatchling,
            "flit_core" | "flit" | "flit_scm" => Self::Flit,
            "poetry" | "poetry_dynamic_versioning" => Self::Poetry,
            "pdm" => Self::Pdm,
            "maturin" => Self::Maturin,
            "scikit_build_core" => Self::ScikitBuild,
            _ => return None,
        })
    }
}

/// The wheel of the project at the root.
pub fn detect(tree: &ProjectTree, manifests: &Manifests) -> WheelContents {
    let files = Files::new(tree);
    let pyproject = manifests.pyproject.as_ref();
    let system = pyproject.and_then(|file| file.build_system.as_ref());
    let backend = match system {
        None => Some(Backend::Setuptools),
        Some(system) if !system.backend_path.is_empty() => in_tree(tree, &system.backend, &system.backend_path),
        Some(system) => Backend::of(&system.backend),
    };
    let Some(backend) = backend else { return WheelContents::Unknown };
    if backend == Backend::Setuptools {
        return setuptools::contents(tree, files, manifests);
    }
    let Some(pyproject) = pyproject else { return WheelContents::Unknown };
    let Some(name) = &pyproject.raw_name else { return WheelContents::Unknown };
    match backend {
        Backend::Setuptools => setuptools::contents(tree, files, manifests),
        Backend::UvBuild => uv_build::contents(files, name, &pyproject.tables.uv),
        Backend::Hatchling => hatchling::contents(files, name, &pyproject.tables.hatch),
        Backend::Flit => flit::contents(files, pyproject.tables.flit_module.as_deref().unwrap_or(&name.replace('-', "_"))),
        Backend::Poetry => poetry::contents(files, name, &pyproject.tables.poetry),
        Backend::Pdm => pdm::contents(files, &pyproject.tables.pdm),
        Backend::Maturin => maturin::contents(tree, files, name, &pyproject.tables.maturin),
        Backend::ScikitBuild => scikit_build::contents(files, name, pyproject.tables.scikit_packages.as_deref()),
    }
}

/// The known backend that the project's own one is made from: the first that it imports.
fn in_tree(tree: &ProjectTree, backend: &str, folders: &[String]) -> Option<Backend> {
    let module = backend.split(':').next()?.replace('.', "/");
    let candidates = folders.iter().flat_map(|folder| {
        [format!("{folder}/{module}.py"), format!("{folder}/{module}/__init__.py")]
            .into_iter()
            .filter_map(|path| RelPath::parse(&path).ok())
    });
    let text = candidates.filter_map(|path| tree.text(&path).ok().flatten()).next()?;
    text.lines().find_map(|line| {
        let mut words = line.split_whitespace();
        match words.next()? {
            "from" | "import" => Backend::of(words.next()?),
            _ => None,
        }
    })
}

impl WheelContents {
    /// A wheel of these pairs of place and file, each place once.
    fn of(files: impl IntoIterator<Item = (String, RelPath)>) -> Self {
        let files: BTreeSet<WheelFile> =
            files.into_iter().map(|(target, source)| WheelFile { target, source: Some(source) }).collect();
        Self::Files(files.into_iter().collect())
    }

    /// The packages and modules that the wheel adds to `sys.path`, as paths of the project. Ex) `src/shop`, `app.py`
    pub fn packages(&self) -> Vec<RelPath> {
        let Self::Files(files) = self else { return Vec::new() };
        let mut packages: BTreeSet<RelPath> = BTreeSet::new();
        for file in files {
            let Some(source) = &file.source else { continue };
            let inner = file.target.split_once('/').map_or("", |(_, inner)| inner);
            // What stands below the top of the target stands below the package in the project as well.
            let top = match source.as_str().strip_suffix(inner) {
                Some(_) if inner.is_empty() => Some(source.clone()),
                Some(top) => RelPath::parse(top).ok(),
                None => Some(source.parent()),
            };
            packages.extend(top.filter(|top| !top.is_root()));
        }
        packages.into_iter().collect()
    }

    /// Data files below the packages that the wheel leaves behind: what code reads beside itself is then not there.
    pub fn left_behind(&self, tree: &ProjectTree) -> Vec<RelPath> {
        let Self::Files(files) = self else { return Vec::new() };
        let taken: BTreeSet<&RelPath> = files.iter().filter_map(|file| file.source.as_ref()).collect();
        let packages: Vec<RelPath> = self.packages().into_iter().filter(|path| path.extension() != Some("py")).collect();
        let is_below = |file: &&RelPath| packages.iter().any(|package| file.is_within(package));
        tree.walk().files.iter().filter(is_below).filter(|file| is_data(file) && !taken.contains(file)).cloned().collect()
    }

    /// The modules below its packages that the wheel does not hold and that a module of the wheel imports: `packages=["shop"]`
    /// leaves `shop/orders/` out.
    pub fn modules_left_out(&self, tree: &ProjectTree) -> Vec<RelPath> {
        let Self::Files(files) = self else { return Vec::new() };
        let taken: BTreeSet<&RelPath> = files.iter().filter_map(|file| file.source.as_ref()).collect();
        let packages: Vec<RelPath> = self.packages().into_iter().filter(|path| path.extension() != Some("py")).collect();
        let is_module =
            |file: &&RelPath| file.extension() == Some("py") && packages.iter().any(|package| file.is_within(package));
        let is_run = |file: &&RelPath| !file.as_str().split('/').any(|part| NOT_RUN.contains(&part));
        let (held, left): (Vec<&RelPath>, Vec<&RelPath>) =
            tree.walk().files.iter().filter(is_module).filter(is_run).partition(|file| taken.contains(file));
        if left.is_empty() || held.is_empty() {
            return Vec::new();
        }
        let names: BTreeSet<&str> = left.iter().map(|file| module_of(file)).collect();
        let project = Project::new(tree, packages.iter().map(RelPath::parent).collect(), BTreeSet::new());
        let mut found: BTreeSet<RelPath> = BTreeSet::new();
        for file in held {
            let text = tree.text(file).ok().flatten();
            if !text.is_some_and(|text| names.iter().any(|name| text.contains(name))) {
                continue;
            }
            let Some(module) = project.module(file) else { continue };
            let targets = module.imports.loaded().map(|import| project.import(file, import));
            found.extend(targets.filter_map(|target| match target {
                Target::Project { file, .. } if left.contains(&&file) => Some(file),
                _ => None,
            }));
        }
        found.into_iter().collect()
    }
}

/// What a module is imported by: its own name, or its folder's. Ex) `orders` of `shop/orders/__init__.py`
fn module_of(file: &RelPath) -> &str {
    let (folder, name) = file.as_str().rsplit_once('/').unwrap_or(("", file.as_str()));
    match name.trim_end_matches(".py") {
        "__init__" => folder.rsplit('/').next().unwrap_or(folder),
        name => name,
    }
}

/// Folders whose modules are no part of a program.
const NOT_RUN: &[&str] = &["test", "tests", "testing", "docs", "examples", "benchmarks"];

/// A file that running code may read: no Python, no source of a compiled module, no text for people.
fn is_data(file: &RelPath) -> bool {
    const NOT_READ: &[&str] =
        &["py", "pyi", "pyx", "pxd", "pyc", "c", "cc", "cpp", "h", "hpp", "rs", "md", "rst", "typed", "in", "po", "pot", "ipynb"];
    let name = file.file_name();
    !name.starts_with('.')
        && file.extension().is_some_and(|ending| !NOT_READ.contains(&ending))
        && !matches!(
            name,
            "setup.cfg" | "pyproject.toml" | "Cargo.toml" | "requirements.txt" | "package.json" | "package-lock.json"
        )
        && !file.as_str().split('/').any(|part| NOT_RUN.contains(&part))
}

/// The files below a folder with the place of each, where `prefix` stands for the folder.
fn moved<'a>(files: Files<'a>, folder: &RelPath, prefix: &str) -> Vec<(String, RelPath)> {
    let strip = folder.as_str().len() + usize::from(!folder.is_root());
    files.below(folder).map(|file| (join(prefix, &file.as_str()[strip..]), file.clone())).collect()
}

fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") }
}

fn path(text: &str) -> RelPath {
    RelPath::parse(text).unwrap_or_else(|_| RelPath::root())
}

/// What PEP 503 makes of a name, with underscores. Ex) `shop_api` of `Shop.API`
fn import_name(pyproject_name: &str) -> String {
    let words: Vec<&str> = pyproject_name.split(['-', '_', '.']).filter(|word| !word.is_empty()).collect();
    words.join("_").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_that_the_wheel_imports_and_does_not_hold_is_found() {
        let listed = "from setuptools import setup\nsetup(name='shop', packages=['shop'])\n";
        let every = "from setuptools import setup, find_packages\nsetup(name='shop', packages=find_packages())\n";
        for (setup, code, expected) in [
            (listed, "import shop.orders\n", "shop/orders/__init__.py"),
            (listed, "from shop.orders import send\n", "shop/orders/__init__.py"),
            (listed, "from .orders import send\n", "shop/orders/__init__.py"),
            (listed, "def go():\n    from . import orders\n", "shop/orders/__init__.py"),
            (listed, "from shop.orders.mail import post\n", "shop/orders/mail.py"),
            // No code asks for it, or the wheel holds it.
            (listed, "import json\n", ""),
            (listed, "from shop.tests import data\n", ""),
            (every, "from shop.orders import send\n", ""),
        ] {
            let tree = ProjectTree::in_memory([
                ("setup.py", setup),
                ("shop/__init__.py", ""),
                ("shop/app.py", code),
                ("shop/orders/__init__.py", "def send(): pass\n"),
                ("shop/orders/mail.py", "def post(): pass\n"),
                ("shop/tests/__init__.py", "data = []\n"),
            ]);
            let manifests = Manifests::read(&tree).unwrap();
            let found = detect(&tree, &manifests).modules_left_out(&tree);
            let found: Vec<&str> = found.iter().map(RelPath::as_str).collect();
            assert_eq!(found.join(" "), expected, "{code}");
        }
    }
}
