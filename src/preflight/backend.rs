//! What a build backend reads when the project itself is installed, and whether it is there at that step.

use super::image::Presence;
use super::lock;
use super::place;
use super::step::Step;
use crate::detect::distribution;
use crate::detect::wheel_contents::{self, WheelContents};
use crate::lint::{Diagnostic, build as rules};
use crate::manifest::Pyproject;
use crate::model::{PackageManager, RelPath};

/// Checks the project in a folder of the image; only those that pydock has read are looked at.
pub fn check(step: &mut Step<'_, '_>, folder: &str, manager: PackageManager) {
    // Before 2.0 poetry warns of what it cannot build, and goes on without the project.
    if manager == PackageManager::Poetry && is_poetry_1(step) {
        return;
    }
    let manifests = step.build.manifests;
    let project = match step.look(&place::join(folder, "pyproject.toml")) {
        Presence::Present(Some(path)) => Some(path.parent()),
        Presence::Absent => match step.look(&place::join(folder, "setup.py")) {
            Presence::Present(Some(path)) if path.parent().is_root() => Some(RelPath::root()),
            _ => None,
        },
        _ => None,
    };
    let Some(project) = project else { return };
    let known = manifests.pyproject.iter().chain(&manifests.members).find(|file| file.path.parent() == project);
    let Some(pyproject) = known else {
        setup_files(step, folder, &project);
        return;
    };
    let wants = match manager {
        PackageManager::Uv => pyproject.uv.as_ref().and_then(|table| table.package).unwrap_or(pyproject.build_system.is_some()),
        _ => true,
    };
    if !wants {
        return;
    }
    if manager == PackageManager::Pip {
        lock::python(step, "pip");
    }
    let backend = pyproject.build_system.as_ref().map_or("setuptools", |system| system.backend.as_str());
    let name = backend.split(['.', ':']).next().unwrap_or_default().to_owned();
    documents(step, folder, pyproject, &name);
    if project.is_root() {
        packages(step, folder, pyproject, &name, manager);
        version(step, folder, pyproject);
    }
}

/// Backends that refuse a project whose readme is absent. setuptools only warns.
const STRICT: &[&str] = &["hatchling", "poetry", "flit_core", "flit_scm", "uv_build", "pdm"];

fn documents(step: &mut Step<'_, '_>, folder: &str, pyproject: &Pyproject, backend: &str) {
    let base = pyproject.path.parent();
    let is_strict = STRICT.contains(&backend);
    let mut needed: Vec<(RelPath, &'static str)> = Vec::new();
    if is_strict {
        needed.extend(pyproject.readme.iter().map(|path| (path.clone(), "the readme")));
        let licences = pyproject.license_files.iter().filter(|glob| !glob.contains(['*', '?', '[']));
        needed.extend(licences.filter_map(|path| Some((RelPath::parse(path).ok()?, "the license file"))));
    }
    if matches!(backend, "hatchling" | "pdm") && pyproject.dynamic.iter().any(|field| field == "version") {
        let sources = pyproject
            .dynamic_files
            .iter()
            .filter(|path| path.extension() == Some("py") || path.file_name().to_uppercase().starts_with("VERSION"));
        needed.extend(sources.map(|path| (path.clone(), "the version from")));
    }
    if backend == "setuptools" && pyproject.dynamic.iter().any(|field| field == "dependencies") {
        needed.extend(pyproject.dynamic_dependency_files.iter().map(|path| (path.clone(), "the dependencies from")));
    }
    for (path, what) in needed {
        let place = place::join(folder, path.as_str());
        if step.look(&place) == Presence::Absent {
            let shown = if base.is_root() { path.to_string() } else { format!("{base}/{path}") };
            step.lacks(&place, &rules::build_file_missing::RULE, &format!("`{backend}` reads {what} `{shown}`"));
        }
    }
}

/// `setup.py` alone: the files that it opens.
fn setup_files(step: &mut Step<'_, '_>, folder: &str, project: &RelPath) {
    let Some(setup) = step.build.manifests.setup.as_ref().filter(|_| project.is_root()) else { return };
    let files = setup.files.clone();
    for file in files {
        let place = place::join(folder, file.as_str());
        // A file that is not even in the project may be optional to the program that setup.py is.
        if step.build.context.tree.is_file(&file) && step.look(&place) == Presence::Absent {
            step.lacks(&place, &rules::build_file_missing::RULE, &format!("`setup.py` reads `{file}`"));
        }
    }
}

/// The backend has to find something to put into the wheel.
fn packages(step: &mut Step<'_, '_>, folder: &str, pyproject: &Pyproject, backend: &str, manager: PackageManager) {
    if !["hatchling", "poetry", "flit_core", "uv_build"].contains(&backend) {
        return;
    }
    let tree = step.build.context.tree;
    let found = distribution::detect(tree, step.build.manifests, manager);
    let Some(found) = found.chosen else {
        let refused = matches!(wheel_contents::detect(tree, step.build.manifests), WheelContents::Refused(_));
        let is_configured = pyproject.tools.iter().any(|tool| tool == "hatch") || !pyproject.tables.poetry.packages.is_empty();
        if refused && !is_configured && matches!(backend, "hatchling" | "poetry") {
            let name = pyproject.name.as_ref().map(|(name, _)| name.as_ref().replace('-', "_")).unwrap_or_default();
            let message =
                format!("`{backend}` finds no package to build: there is neither `{name}/` nor `src/{name}/` nor `{name}.py`");
            let hint = match manager {
                PackageManager::Poetry => "use `poetry install --no-root`, or `package-mode = false` in `[tool.poetry]`",
                PackageManager::Uv => "set `[tool.uv] package = false`, or name the packages in the backend's table",
                _ => "install the dependencies alone, or name the packages in the backend's table",
            };
            let problem = Diagnostic::at(&rules::no_package::RULE, step.at.clone(), message, hint);
            step.report(problem);
        }
        return;
    };
    // hatchling builds a wheel without them where they are named in its table and not there.
    let names_packages = || {
        let text = tree.text(&RelPath::parse("pyproject.toml").ok()?).ok()??;
        let project = toml::from_str::<toml::Table>(&text).ok()?;
        project.get("tool")?.get("hatch")?.get("build")?.get("targets")?.get("wheel")?.get("packages").map(|_| ())
    };
    if backend == "hatchling" && names_packages().is_some() {
        return;
    }
    let packages = found.value.packages;
    let is_absent = |step: &Step<'_, '_>, path: &RelPath| step.look(&place::join(folder, path.as_str())) == Presence::Absent;
    if let Some(first) = packages.first()
        && packages.iter().all(|path| is_absent(step, path))
    {
        let place = place::join(folder, first.as_str());
        step.lacks(&place, &rules::package_missing::RULE, &format!("`{backend}` builds the project from `{first}`"));
    }
}

/// A version out of git needs the repository, and git.
fn version(step: &mut Step<'_, '_>, folder: &str, pyproject: &Pyproject) {
    let found = distribution::detect(step.build.context.tree, step.build.manifests, PackageManager::Pip);
    let Some(dynamic) = found.chosen.and_then(|found| found.value.dynamic_version) else { return };
    if !pyproject.dynamic.iter().any(|field| field == "version") && !pyproject.pdm_scm_version {
        return;
    }
    let is_told = step.env.keys().any(|name| {
        name.contains("PRETEND_VERSION")
            || name.starts_with(&dynamic.variable)
            || name.contains("GIT_VERSIONING")
            || name.contains("DYNAMIC_VERSIONING")
            || name.contains("SCM_VERSION")
    });
    let text = step.build.context.tree.text(&pyproject.path).ok().flatten().unwrap_or_default();
    if is_told || text.contains("fallback") || text.contains("default-version") {
        return;
    }
    if step.look(&place::join(folder, ".git")) == Presence::Absent {
        let message = "the version is taken from git, and there is no `.git` at this step";
        let hint = format!("give it by an argument: `ARG VERSION` and `ENV {}=$VERSION`", dynamic.variable);
        let problem =
            Diagnostic::at(&rules::version_from_git::RULE, step.at.clone(), format!("{message} ({})", dynamic.at), hint);
        step.report(problem);
    } else if !super::programs::has(step.image, "git") {
        let message = format!("the version is taken from git, and the image has no git at this step ({})", dynamic.at);
        let hint = "install it before: `apt-get install --yes --no-install-recommends git`";
        let problem = Diagnostic::at(&rules::git_missing::RULE, step.at.clone(), message, hint);
        step.report(problem);
    }
}

/// Whether the image's poetry is older than 2.0, as far as a command or a variable says.
fn is_poetry_1(step: &Step<'_, '_>) -> bool {
    let by_name = step.image.packages.asked.iter().find(|(name, _)| name.as_ref() == "poetry").map(|(_, asked)| asked.as_str());
    let asked = by_name.filter(|asked| !asked.is_empty()).or_else(|| step.env("POETRY_VERSION")).unwrap_or_default();
    let version = asked.trim_start_matches(['=', '~', '^', ' ']);
    let is_old = |version: &str| version == "1" || version.starts_with("1.") || version.starts_with("0.");
    is_old(version) || asked.strip_prefix('<').is_some_and(|below| below == "2" || below.starts_with("2.0") || is_old(below))
}
