//! Whether the project itself installs as a package, and what its build backend would find.
//!
//! Many applications carry a `[build-system]` table that nobody ever ran. So each backend's own discovery rule is
//! applied to the tree: where the backend would find no package and fail, the project counts as an application whose
//! source is copied, and that is said.

use super::wheel_contents::{self, WheelContents};
use crate::manifest::{HatchHook, Manifests, Pyproject, ScriptEntry};
use crate::model::{
    CompiledModules, Detection, Distribution, DynamicVersion, Entrypoint, Finding, Location, Note, PackageManager, PackageName,
    RelPath,
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
    let at = pyproject.build_system.as_ref().map_or(at, |system| system.at.clone());
    let contents = wheel_contents::detect(tree, manifests);
    let packages = match packages(tree, &contents, backend, &name) {
        Ok(packages) => packages,
        Err(why) => {
            let note = Note::info(format!("{why}, so the source is copied and not installed"))
                .at(at)
                .hint("an application can say so: `[tool.uv] package = false`, or poetry's `package-mode = false`");
            return Detection::nothing().with_note(note);
        }
    };
    if let Some(script) =
        pyproject.scripts.iter().find(|script| !names_a_function(&script.target) && script_file(tree, script).is_none())
    {
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
    build_inputs.extend(pyproject.scripts.iter().filter_map(|script| script_file(tree, script)));
    let distribution = Distribution {
        name,
        backend: backend.to_owned(),
        packages,
        build_inputs,
        dynamic_version: dynamic_version(pyproject),
        left_behind: left_behind(tree, &contents),
        compiled: compiled(tree, manifests),
        in_place: false,
        at: at.clone(),
    };
    Detection::one(Finding { value: distribution, at, why: format!("`build-backend = \"{backend}\"`") })
}

/// The file of the project that is installed as the program. `None` where a function is the program. Ex) `bin/shopd`
fn script_file(tree: &ProjectTree, script: &ScriptEntry) -> Option<RelPath> {
    RelPath::parse(&script.target).ok().filter(|file| tree.is_file(file))
}

/// `module:function`, with extras in brackets allowed behind it.
fn names_a_function(target: &str) -> bool {
    let bare = target.split('[').next().unwrap_or_default().trim();
    bare.parse::<Entrypoint>().is_ok_and(|entrypoint| entrypoint.attribute.is_some())
}

/// The packages that the backend would find, or why there are none.
fn packages(tree: &ProjectTree, contents: &WheelContents, backend: &str, name: &PackageName) -> Result<Vec<RelPath>, String> {
    match contents {
        WheelContents::Refused(why) => Err(why.clone()),
        WheelContents::Files(files) if files.is_empty() => Err(format!("`{backend}` would find no package to build")),
        WheelContents::Files(_) => Ok(contents.packages()),
        WheelContents::Unknown => Ok(named(tree, &name.as_ref().replace('-', "_"))),
    }
}

/// `<name>/` or `<name>.py`, at the root or in `src`, where the backend's own rule is not known.
fn named(tree: &ProjectTree, import_name: &str) -> Vec<RelPath> {
    let places = ["src/", ""].into_iter().flat_map(|base| [format!("{base}{import_name}"), format!("{base}{import_name}.py")]);
    places.filter_map(|place| RelPath::parse(&place).ok()).filter(|place| tree.kind(place).is_some()).take(1).collect()
}

/// What compiles the project's own modules, or builds the pages that its wheel holds, by what its files say.
fn compiled(tree: &ProjectTree, manifests: &Manifests) -> Option<CompiledModules> {
    let pyproject = manifests.pyproject.as_ref();
    let setup = manifests.setup.as_ref();
    let system = pyproject.and_then(|file| file.build_system.as_ref());
    let requires = |names: &[&str]| {
        let mut requirements = system.iter().flat_map(|system| &system.requires);
        requirements.find(|requirement| names.contains(&requirement.name.as_ref())).map(|requirement| requirement.at.clone())
    };
    let extensions = setup.and_then(|setup| Some((setup.options.extensions.as_ref()?, setup.at.clone())));
    let table = pyproject.and_then(|file| Some((file.tables.setuptools.extensions.as_ref()?, Location::file(file.path.clone()))));
    let by = |toolchain: &str, at: Location| Some(CompiledModules { toolchain: toolchain.to_owned(), at });
    if let Some(at) = requires(RUST_BUILDERS) {
        return by("rust", at);
    }
    if let Some((sources, at)) = extensions.or(table) {
        let has = |endings: &[&str]| sources.iter().any(|source| endings.iter().any(|ending| source.ends_with(ending)));
        let toolchain = match () {
            () if has(&[".rs"]) => "rust",
            () if has(&[".cc", ".cpp", ".cxx"]) => "cxx",
            () => "c",
        };
        return by(toolchain, at);
    }
    let cxx = requires(CXX_BUILDERS).map(|at| CompiledModules { toolchain: "cxx".to_owned(), at });
    cxx.or_else(|| by("node", built_by_node(tree, manifests)?))
}

/// Where the build of the wheel runs Node's package manager: in a hook of hatchling, or in a command that setup.py adds.
fn built_by_node(tree: &ProjectTree, manifests: &Manifests) -> Option<Location> {
    let hooks = manifests.pyproject.iter().flat_map(|file| &file.tables.hatch.hooks);
    let of_hook = |hook: &HatchHook| match (&hook.function, &hook.path) {
        (Some(function), _) => function.ends_with("npm_builder").then(|| hook.at.clone()),
        (None, Some(path)) => runs_node(tree, path, ""),
        (None, None) => None,
    };
    let mut hooks = hooks.filter_map(of_hook);
    hooks.next().or_else(|| {
        let setup = manifests.setup.as_ref().filter(|setup| setup.at.file.extension() == Some("py"))?;
        runs_node(tree, &setup.at.file, "cmdclass")
    })
}

/// The line of the file that names Node's package manager as a word of a command, where the file has a second sign.
fn runs_node(tree: &ProjectTree, file: &RelPath, sign: &str) -> Option<Location> {
    const PROGRAMS: &[&str] = &["npm", "pnpm", "yarn"];
    let text = tree.text(file).ok().flatten().filter(|text| text.contains(sign))?;
    let is_named = |line: &str| {
        let code = line.split('#').next().unwrap_or_default();
        PROGRAMS.iter().any(|name| {
            [format!("\"{name}\""), format!("'{name}'"), format!("\"{name} "), format!("'{name} ")]
                .iter()
                .any(|word| code.contains(word))
        })
    };
    let line = text.lines().position(is_named)?;
    Some(Location::line(file.clone(), line + 1))
}

/// Build requirements that compile the project's Rust.
const RUST_BUILDERS: &[&str] = &["maturin", "setuptools-rust"];
/// Build requirements that compile the project's C or C++.
const CXX_BUILDERS: &[&str] = &["meson-python", "nanobind", "pybind11", "scikit-build", "scikit-build-core"];

/// What the wheel does not hold, although code in it needs that: modules first.
fn left_behind(tree: &ProjectTree, contents: &WheelContents) -> Vec<RelPath> {
    contents.modules_left_out(tree).into_iter().chain(contents.left_behind(tree)).collect()
}

fn from_setup(tree: &ProjectTree, manifests: &Manifests) -> Detection<Distribution> {
    let Some(setup) = &manifests.setup else { return Detection::nothing() };
    let Some((name, at)) = setup.name.clone() else { return Detection::nothing() };
    let contents = wheel_contents::detect(tree, manifests);
    let backend = "setuptools.build_meta";
    let packages = match packages(tree, &contents, backend, &name) {
        Ok(packages) => packages,
        Err(why) => {
            let note = Note::info(format!("{why}, so the source is copied and not installed")).at(at);
            return Detection::nothing().with_note(note);
        }
    };
    let distribution = Distribution {
        name,
        backend: backend.to_owned(),
        packages,
        build_inputs: setup.files.clone(),
        dynamic_version: None,
        left_behind: left_behind(tree, &contents),
        compiled: compiled(tree, manifests),
        in_place: false,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wheel_whose_build_runs_node_takes_it() {
        const HATCH: &str = "[project]\nname = \"crane\"\nversion = \"1\"\n[build-system]\nrequires = [\"hatchling\"]\n\
                             build-backend = \"hatchling.build\"\n";
        let custom = "[tool.hatch.build.hooks.custom]\n";
        let named = "[tool.hatch.build.targets.wheel.hooks.custom]\npath = \"build/pages.py\"\n";
        let jupyter = "[tool.hatch.build.hooks.jupyter-builder]\nbuild-function = \"hatch_jupyter_builder.npm_builder\"\n";
        let other = "[tool.hatch.build.hooks.vcs]\nversion-file = \"crane/v.py\"\n";
        let runs = "import shutil\nnpm = shutil.which(\"npm\")\n";
        for (tables, file, text, expected) in [
            (custom, "hatch_build.py", runs, Some("hatch_build.py:2")),
            (named, "build/pages.py", "import os\nos.system('yarn build')\n", Some("build/pages.py:2")),
            (jupyter, "hatch_build.py", "", Some("pyproject.toml:7")),
            (custom, "hatch_build.py", "# no \"npm\" here\n", None),
            (other, "hatch_build.py", runs, None),
            ("", "hatch_build.py", runs, None),
        ] {
            let pyproject = format!("{HATCH}{tables}");
            let tree = ProjectTree::in_memory([("pyproject.toml", pyproject.as_str()), ("crane/__init__.py", ""), (file, text)]);
            let manifests = Manifests::read(&tree).unwrap();
            let found = compiled(&tree, &manifests).map(|compiled| format!("{} {}", compiled.toolchain, compiled.at));
            assert_eq!(found, expected.map(|at| format!("node {at}")), "{tables}{text}");
        }
        for (text, expected) in [
            (
                "from setuptools import setup\nimport subprocess\nsubprocess.run(['npm', 'ci'])\nsetup(name='crane', cmdclass={})\n",
                true,
            ),
            ("from setuptools import setup\nsetup(name='crane', keywords='npm')\n", false),
        ] {
            let tree = ProjectTree::in_memory([("setup.py", text), ("crane/__init__.py", "")]);
            let manifests = Manifests::read(&tree).unwrap();
            assert_eq!(compiled(&tree, &manifests).is_some(), expected, "{text}");
        }
    }
}
