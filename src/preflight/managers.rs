//! poetry, pdm and pipenv, and what uv has in common with them: which files each reads at its step, and what it installs.

use super::image::{Layer, Presence};
use super::step::{Step, has, plain, verb};
use super::{backend, compiled, lock, packages, place, programs};
use crate::lint::{Diagnostic, build as rules};
use crate::model::{DependencySource, LockFormat, LockingProgram, PackageManager, PackageName, RelPath};

/// A folder that is installed as a project has to be one.
pub fn need_project(step: &mut Step<'_, '_>, folder: &RelPath, what: &str) {
    let Ok(file) = folder.join("pyproject.toml") else { return };
    let setup = format!("{folder}/setup.py");
    if step.look(file.as_str()) == Presence::Absent && step.look(&setup) == Presence::Absent {
        step.lacks(file.as_str(), &rules::path_dependency_missing::RULE, &format!("{what} `{folder}` needs `{file}`"));
    }
}

pub fn poetry(step: &mut Step<'_, '_>, arguments: &[String]) {
    if has(arguments, &["-C", "--directory", "-P", "--project"]) {
        step.image.packages.is_open = true;
        return;
    }
    let production = (has(arguments, &["--no-dev"]) || is_only_main(arguments))
        && !has(arguments, &["--with", "-E", "--extras", "--all-extras", "--all-groups"]);
    match verb(arguments) {
        "install" | "sync" => {
            step.image.layers.push(Layer::Made(place::absolute(".venv", &step.cwd)));
            if !manifest(step, &LockingProgram::POETRY) || !is_root_project(step) {
                return;
            }
            locked(step, &LockingProgram::POETRY, false, true, production);
            lock::python(step, "poetry");
            // Folders that dependencies come from are installed with the rest.
            if !has(arguments, &["--no-directory"]) {
                paths(step);
            }
            let wants_root = step
                .build
                .manifests
                .pyproject
                .as_ref()
                .and_then(|file| file.poetry.as_ref())
                .is_none_or(|table| table.package_mode);
            if wants_root && !has(arguments, &["--no-root", "--only-root"]) {
                backend::check(step, &step.cwd.clone(), PackageManager::Poetry);
                step.image.packages.project = true;
            }
        }
        "build" => {
            backend::check(step, &step.cwd.clone(), PackageManager::Poetry);
            step.image.layers.push(Layer::Made(place::absolute("dist", &step.cwd)));
        }
        "export" => {
            if manifest(step, &LockingProgram::POETRY) && is_root_project(step) {
                let adds = has(arguments, &["--with", "--dev", "-E", "--extras", "--all-extras", "--all-groups"]);
                locked(step, &LockingProgram::POETRY, false, true, !adds);
            }
            exported(step, arguments);
        }
        "config" | "self" | "env" | "cache" | "check" | "--version" | "" => {}
        "run" => step.anything(),
        _ => {
            step.image.packages.is_open = true;
            step.data();
        }
    }
}

fn is_only_main(arguments: &[String]) -> bool {
    let value = arguments.windows(2).any(|pair| pair[0] == "--only" && pair[1] == "main");
    value || arguments.iter().any(|word| word == "--only=main")
}

pub fn pdm(step: &mut Step<'_, '_>, arguments: &[String]) {
    if has(arguments, &["-p", "--project"]) {
        step.image.packages.is_open = true;
        return;
    }
    let production =
        has(arguments, &["--prod", "--production", "--no-dev"]) && !has(arguments, &["-G", "--group", "-d", "--dev"]);
    match verb(arguments) {
        verb @ ("install" | "sync") => {
            step.image.layers.push(Layer::Made(place::absolute(".venv", &step.cwd)));
            step.image.layers.push(Layer::Made(place::absolute("__pypackages__", &step.cwd)));
            if !manifest(step, &LockingProgram::PDM) || !is_root_project(step) {
                return;
            }
            let checks = has(arguments, &["--check", "--frozen-lockfile", "--no-lock"]) || step.is_set("PDM_FROZEN_LOCKFILE");
            locked(step, &LockingProgram::PDM, verb == "sync" || checks, has(arguments, &["--check"]), production);
            lock::python(step, "pdm");
            let is_package =
                step.build.manifests.pyproject.as_ref().and_then(|file| file.pdm.as_ref()).is_none_or(|table| table.distribution);
            if is_package && !has(arguments, &["--no-self"]) {
                backend::check(step, &step.cwd.clone(), PackageManager::Pdm);
                step.image.packages.project = true;
            }
        }
        "build" => {
            backend::check(step, &step.cwd.clone(), PackageManager::Pdm);
            step.image.layers.push(Layer::Made(place::absolute("dist", &step.cwd)));
        }
        "export" => {
            if manifest(step, &LockingProgram::PDM) && is_root_project(step) {
                locked(step, &LockingProgram::PDM, true, false, production);
            }
            exported(step, arguments);
        }
        "config" | "--version" | "use" | "" => {}
        "venv" => step.image.layers.push(Layer::Made(place::absolute(".venv", &step.cwd))),
        _ => {
            step.image.packages.is_open = true;
            step.data();
        }
    }
}

pub fn pipenv(step: &mut Step<'_, '_>, arguments: &[String]) {
    let production = !has(arguments, &["--dev", "-d", "--categories"]);
    let verb = verb(arguments);
    let has_names = plain(arguments).count() > 1;
    match verb {
        "install" | "sync" | "verify" if !has_names => {
            step.image.layers.push(Layer::Made(place::absolute(".venv", &step.cwd)));
            // Without a Pipfile of its own pipenv makes an empty one, and installs nothing.
            if !manifest(step, &LockingProgram::PIPENV) {
                return;
            }
            let deploys = has(arguments, &["--deploy"]);
            let needs_lock = deploys || verb == "sync" || has(arguments, &["--ignore-pipfile"]);
            locked(step, &LockingProgram::PIPENV, needs_lock, deploys, production);
            if deploys {
                lock::pipfile_python(step);
            }
        }
        "requirements" | "lock" => {
            locked(step, &LockingProgram::PIPENV, verb == "requirements", false, production);
            exported(step, arguments);
        }
        "run" => step.anything(),
        "--version" | "" => {}
        _ => {
            step.image.packages.is_open = true;
            step.data();
        }
    }
}

/// Whether the manifest is there; reports it where it is not. Each of them looks for it in the folders above, too.
pub fn manifest(step: &mut Step<'_, '_>, manager: &LockingProgram) -> bool {
    let mut folder = step.cwd.clone();
    loop {
        if step.look(&place::join(&folder, manager.manifest)) != Presence::Absent {
            step.cwd = folder;
            return true;
        }
        if folder == "/" {
            break;
        }
        folder = place::parent(&folder).to_owned();
    }
    let needs = format!("`{}` needs `{}`", manager.name, manager.manifest);
    step.lacks(manager.manifest, &rules::manifest_missing::RULE, &needs);
    step.image.packages.is_open = true;
    false
}

fn is_root_project(step: &mut Step<'_, '_>) -> bool {
    let is_root = matches!(step.look("pyproject.toml"), Presence::Present(Some(path)) if path.as_str() == "pyproject.toml");
    step.image.packages.is_open |= !is_root;
    is_root
}

/// Takes what the lock holds into the image. `needs_lock`: it fails without one. `checks`: it fails with a stale one.
pub fn locked(step: &mut Step<'_, '_>, manager: &LockingProgram, needs_lock: bool, checks: bool, production: bool) {
    let presence = step.look(manager.lock);
    if presence == Presence::Absent {
        if needs_lock {
            let needs = format!("`{}` uses the lock file and needs `{}`", manager.name, manager.lock);
            step.lacks(manager.lock, &rules::lock_missing::RULE, &needs);
        }
        // It resolves the dependencies anew.
        packages::declared(step, false);
        return;
    }
    let Presence::Present(Some(path)) = presence else {
        step.image.packages.is_open = true;
        return;
    };
    let Some(lock) = step.build.manifests.lock(manager.format).filter(|lock| lock.at.file == path) else {
        step.image.packages.is_open = true;
        return;
    };
    if checks && lock.fresh == Some(false) {
        lock::stale(step, manager.name, manager.manifest, &path);
    }
    let names: Vec<PackageName> = match production {
        true => lock.production().map(|package| package.name.clone()).collect(),
        false => lock.packages.iter().map(|package| package.name.clone()).collect(),
    };
    let wheels =
        lock.packages.iter().map(|package| (package.name.clone(), package.files.iter().any(|file| file.name.ends_with(".whl"))));
    let compiled: Vec<PackageName> =
        wheels.filter(|(name, has_wheel)| !has_wheel && names.contains(name)).map(|(name, _)| name).collect();
    compiled::check(step, &compiled);
    git(step, &names, manager.format);
    if production {
        lock::files(step, manager.manager);
    }
    step.image.packages.names.extend(names);
}

/// Locked packages that come from repositories.
fn git(step: &mut Step<'_, '_>, names: &[PackageName], format: LockFormat) {
    let Some(lock) = step.build.manifests.lock(format) else { return };
    let found =
        lock.packages.iter().find(|package| matches!(package.source, DependencySource::Git(_)) && names.contains(&package.name));
    if let Some(package) = found
        && !programs::has(step.image, "git")
        // poetry fetches with a library of its own.
        && format != LockFormat::Poetry
    {
        let message =
            format!("`{}` comes from a git repository, and the image has no git at this step ({})", package.name, package.at);
        let hint = "install it before: `apt-get install --yes --no-install-recommends git`";
        let problem = Diagnostic::at(&rules::git_missing::RULE, step.at.clone(), message, hint);
        step.report(problem);
    }
}

/// Folders that poetry's dependencies come from.
fn paths(step: &mut Step<'_, '_>) {
    let Some(pyproject) = &step.build.manifests.pyproject else { return };
    let folders: Vec<RelPath> = pyproject
        .dependencies
        .iter()
        .filter_map(|dependency| match &dependency.source {
            DependencySource::Path { path, .. } => RelPath::parse(path).ok(),
            _ => None,
        })
        .filter(|path| ![".whl", ".gz", ".zip"].iter().any(|end| path.as_str().ends_with(end)))
        .collect();
    for folder in folders {
        need_project(step, &folder, "the dependency");
    }
}

/// A lock was turned into a requirements file.
pub fn exported(step: &mut Step<'_, '_>, arguments: &[String]) {
    step.image.is_exported = true;
    let pairs = arguments.windows(2).filter(|pair| matches!(pair[0].as_str(), "-o" | "--output" | "--output-file"));
    let inline =
        arguments.iter().filter_map(|word| word.strip_prefix("--output=").or_else(|| word.strip_prefix("--output-file=")));
    let files: Vec<String> = pairs.map(|pair| pair[1].clone()).chain(inline.map(str::to_owned)).collect();
    for file in files {
        step.image.layers.push(Layer::Made(place::absolute(&file, &step.cwd)));
    }
}
