//! Whether the project itself installs as a package, and what its build backend would find.
//!
//! Many applications carry a `[build-system]` table that nobody ever ran. So each backend's own discovery rule is
//! applied to the tree: where the backend would find no package and fail, the project counts as an application whose
//! source is copied, and that is said.

use crate::manifest::{Manifests, Pyproject};
use crate::model::{
    Detection, Distribution, DynamicVersion, Entrypoint, Finding, Location, Note, PackageManager, PackageName, RelPath,
};
use crate::tree::ProjectTree;

/// The installable project, if there is one.
pub fn detect(tree: &ProjectTree, manifests: &Manifests, manager: PackageManager) -> Detection<Distribution> {
    match &manifests.pyproject {
        Some(pyproject) if wants_install(pyproject, manager) => from_pyproject(tree, manifests, pyproject),
        _ => from_setup(tree, manifests),
    }
}

/// Whether the project's manager would install the project itself.
fn wants_install(pyproject: &Pyproject, manager: PackageManager) -> bool {
    let built = pyproject.build_system.is_some();
    match manager {
        PackageManager::Uv => pyproject.uv.as_ref().and_then(|table| table.package).unwrap_or(built),
        PackageManager::Poetry => pyproject.poetry.as_ref().is_none_or(|table| table.package_mode) && built,
        PackageManager::Pdm => pyproject.pdm.as_ref().map_or(built, |table| table.distribution),
        _ => built,
    }
}

fn from_pyproject(tree: &ProjectTree, manifests: &Manifests, pyproject: &Pyproject) -> Detection<Distribution> {
    let Some((name, at)) = pyproject.name.clone().or_else(|| manifests.setup.as_ref().and_then(|setup| setup.name.clone()))
    else {
        return from_setup(tree, manifests);
    };
    let backend = pyproject.build_system.as_ref().map_or("setuptools.build_meta", |system| system.backend.as_str());
    let packages = packages(tree, pyproject, backend, &name);
    let at = pyproject.build_system.as_ref().map_or(at, |system| system.at.clone());
    if packages.is_empty() {
        let note = Note::info(format!("`{backend}` would find no package to build, so the source is copied and not installed"))
            .at(at)
            .hint("an application can say so: `[tool.uv] package = false`, or poetry's `package-mode = false`");
        return Detection::nothing().with_note(note);
    }
    if let Some(script) = pyproject.scripts.iter().find(|script| !names_a_function(&script.target)) {
        // Poetry shrugs at such an entry, while pip refuses the whole wheel.
        let note = Note::warning(format!(
            "the script `{}` names no function, so the project cannot be installed: its source is copied",
            script.name
        ))
        .at(script.at.clone())
        .hint("write it as `module:function`");
        return Detection::nothing().with_note(note);
    }
    let mut build_inputs = pyproject.readme.clone();
    build_inputs.extend(pyproject.dynamic_files.iter().cloned());
    let distribution = Distribution {
        name,
        backend: backend.to_owned(),
        packages,
        build_inputs,
        dynamic_version: dynamic_version(pyproject),
        at: at.clone(),
    };
    Detection::one(Finding { value: distribution, at, why: format!("`build-backend = \"{backend}\"`") })
}

/// `module:function`, with extras in brackets allowed behind it.
fn names_a_function(target: &str) -> bool {
    let bare = target.split('[').next().unwrap_or_default().trim();
    bare.parse::<Entrypoint>().is_ok_and(|entrypoint| entrypoint.attribute.is_some())
}

/// Packages by the backend's own rule, as far as the table does not name them.
fn packages(tree: &ProjectTree, pyproject: &Pyproject, backend: &str, name: &PackageName) -> Vec<RelPath> {
    if !pyproject.named_packages.is_empty() {
        return pyproject.named_packages.iter().filter(|path| tree.kind(path).is_some()).cloned().collect();
    }
    let import_name = name.as_ref().replace('-', "_");
    let backend_name = backend.split('.').next().unwrap_or_default();
    match backend_name {
        // setuptools takes every package of a src layout, or the one package of a flat layout; several packages side by
        // side are refused unless they are named (setuptools' "Automatic discovery").
        "setuptools" => {
            let src = packages_in(tree, "src");
            if !src.is_empty() {
                return src;
            }
            let flat = packages_in(tree, "");
            if flat.len() <= 1 { flat } else { Vec::new() }
        }
        "pdm" => {
            let src = packages_in(tree, "src");
            if src.is_empty() { packages_in(tree, "") } else { src }
        }
        // The others look for a package or module that bears the project's name.
        "uv_build" => named(tree, &["src"], &import_name),
        _ => named(tree, &["src", ""], &import_name),
    }
}

/// `<folder>/<name>/` or `<folder>/<name>.py`, whatever its letters' case.
fn named(tree: &ProjectTree, folders: &[&str], import_name: &str) -> Vec<RelPath> {
    let matches = |path: &RelPath| {
        let stem = path.file_name().strip_suffix(".py").unwrap_or(path.file_name());
        folders.contains(&path.parent().as_str()) && stem.eq_ignore_ascii_case(import_name)
    };
    let walk = tree.walk();
    let package =
        |folder: &&RelPath| matches(folder) && tree.walk().files.iter().any(|file| file.parent() == **folder && is_python(file));
    walk.folders
        .iter()
        .filter(package)
        .chain(walk.files.iter().filter(|file| is_python(file) && matches(file)))
        .take(1)
        .cloned()
        .collect()
}

/// Folders with an `__init__.py` directly below `folder` that are not tests, docs and the like.
fn packages_in(tree: &ProjectTree, folder: &str) -> Vec<RelPath> {
    const NOT_SHIPPED: &[&str] = &[
        "test",
        "tests",
        "doc",
        "docs",
        "example",
        "examples",
        "script",
        "scripts",
        "tool",
        "tools",
        "util",
        "utils",
        "build",
        "benchmark",
        "benchmarks",
        "tasks",
        "deploy",
        "dist",
        "ci",
        "bin",
    ];
    let inits = tree.walk().files.iter().filter(|file| file.file_name() == "__init__.py");
    inits
        .map(RelPath::parent)
        .filter(|package| {
            !package.is_root() && package.parent().as_str() == folder && !NOT_SHIPPED.contains(&package.file_name())
        })
        .collect()
}

fn is_python(file: &RelPath) -> bool {
    file.extension() == Some("py")
}

fn from_setup(tree: &ProjectTree, manifests: &Manifests) -> Detection<Distribution> {
    let Some(setup) = &manifests.setup else { return Detection::nothing() };
    let Some((name, at)) = setup.name.clone() else { return Detection::nothing() };
    let named: Vec<RelPath> = setup.named_packages.iter().filter(|path| tree.kind(path).is_some()).cloned().collect();
    let found = || {
        let src = packages_in(tree, "src");
        if src.is_empty() { packages_in(tree, "") } else { src }
    };
    let packages = if named.is_empty() { found() } else { named };
    let distribution = Distribution {
        name,
        backend: "setuptools.build_meta".to_owned(),
        packages,
        build_inputs: setup.files.clone(),
        dynamic_version: None,
        at: at.clone(),
    };
    Detection::one(Finding { value: distribution, at, why: format!("`{}`", setup.at.file) })
}

/// Backends that ask git for the version, and the variable by which each is told instead.
fn dynamic_version(pyproject: &Pyproject) -> Option<DynamicVersion> {
    const SOURCES: &[(&str, &str)] = &[
        ("hatch-vcs", "SETUPTOOLS_SCM_PRETEND_VERSION"),
        ("setuptools-scm", "SETUPTOOLS_SCM_PRETEND_VERSION"),
        ("setuptools-git-versioning", "SETUPTOOLS_GIT_VERSIONING_OVERRIDE"),
        ("uv-dynamic-versioning", "UV_DYNAMIC_VERSIONING_BYPASS"),
        ("poetry-dynamic-versioning", "POETRY_DYNAMIC_VERSIONING_BYPASS"),
        ("versioningit", "VERSIONINGIT_FOR_PACKAGE_INJECTION"),
    ];
    let system = pyproject.build_system.as_ref()?;
    let by_requirement =
        SOURCES.iter().find(|(name, _)| system.requires.iter().any(|requirement| requirement.name.as_ref() == *name));
    let variable = match by_requirement {
        Some((_, variable)) => *variable,
        None if pyproject.pdm_scm_version => "PDM_BUILD_SCM_VERSION",
        None => return None,
    };
    Some(DynamicVersion { variable: variable.to_owned(), at: Location::clone(&system.at) })
}
