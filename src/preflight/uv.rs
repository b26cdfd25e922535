//! uv: which files its verbs read at their step, and what they install.

use super::image::{Layer, Presence};
use super::managers::{exported, locked, manifest, need_project};
use super::step::{Step, has, verb};
use super::{backend, environments, lock, pip, place};
use crate::lint::{Diagnostic, build as rules};
use crate::model::{LockingProgram, PackageManager};

/// Looks at a command of uv.
pub fn check(step: &mut Step<'_, '_>, arguments: &[String]) {
    match verb(arguments) {
        "pip" => {
            let at = arguments.iter().position(|word| word == "pip").unwrap_or(0);
            let rest = &arguments[at + 1..];
            if matches!(verb(rest), "install" | "sync") {
                environment(step, rest);
            }
            pip::pip(step, rest, "uv pip");
        }
        "venv" => {
            let mut words = arguments.iter().skip_while(|word| *word != "venv").skip(1);
            let mut folder = step.env("UV_PROJECT_ENVIRONMENT").unwrap_or(".venv").to_owned();
            while let Some(word) = words.next() {
                match word.as_str() {
                    "--python" | "-p" | "--prompt" | "--link-mode" | "--index-url" | "--exclude-newer" => drop(words.next()),
                    word if word.starts_with('-') || word.contains('$') => {}
                    word => word.clone_into(&mut folder),
                }
            }
            step.image.layers.push(Layer::Made(place::absolute(&folder, &step.cwd)));
            environments::made_by_uv(step, arguments, &folder);
        }
        "sync" => uv_sync(step, arguments),
        // Another project than the one at the root of the repository is not read here.
        "export" if has(arguments, &["--project", "--directory", "--script"]) => exported(step, arguments),
        "export" => {
            let is_fixed = has(arguments, &["--locked", "--frozen"]);
            locked(
                step,
                &LockingProgram::UV,
                is_fixed,
                !has(arguments, &["--frozen"]) && is_fixed,
                is_for_production_uv(step, arguments),
            );
            exported(step, arguments);
        }
        "build" => {
            backend::check(step, &step.cwd.clone(), PackageManager::Uv);
            step.image.layers.push(Layer::Made(place::absolute("dist", &step.cwd)));
        }
        "tool" => {
            step.image.packages.is_open = true;
            step.data();
        }
        "run" => {
            step.image.packages.is_open = true;
            step.anything();
        }
        "python" | "cache" | "--version" | "version" | "" => step.data(),
        _ => {
            step.image.packages.is_open = true;
            step.data();
        }
    }
}

/// `uv pip` installs into an environment, which has to be there.
fn environment(step: &mut Step<'_, '_>, arguments: &[String]) {
    const ELSEWHERE: &[&str] = &["--system", "--python", "-p", "--target", "-t", "--prefix", "--break-system-packages"];
    let is_named = has(arguments, ELSEWHERE)
        || step.is_set("UV_SYSTEM_PYTHON")
        || step.env.contains_key("VIRTUAL_ENV")
        || step.env.contains_key("UV_PYTHON")
        || step.env.contains_key("UV_PROJECT_ENVIRONMENT")
        || step.env.contains_key("CONDA_PREFIX");
    let mut folder = step.cwd.clone();
    let mut is_there = step.look(&place::join(&folder, ".venv")) != Presence::Absent;
    while folder != "/" {
        folder = place::parent(&folder).to_owned();
        is_there |= step.look(&place::join(&folder, ".venv")) != Presence::Absent;
    }
    if !is_named && !is_there && step.image.base.is_some() {
        let message = "`uv pip install` finds no virtual environment at this step";
        let hint = "use `uv pip install --system`, set `UV_SYSTEM_PYTHON=1`, or run `uv venv` before";
        let problem = Diagnostic::at(&rules::no_environment::RULE, step.at.clone(), message, hint);
        step.report(problem);
    }
}

fn uv_sync(step: &mut Step<'_, '_>, arguments: &[String]) {
    let is_frozen = has(arguments, &["--frozen"]) || step.is_set("UV_FROZEN");
    let is_locked = has(arguments, &["--locked"]) || step.is_set("UV_LOCKED");
    let environment = step.env("UV_PROJECT_ENVIRONMENT").unwrap_or(".venv").to_owned();
    step.image.layers.push(Layer::Made(place::absolute(&environment, &step.cwd)));
    // One that is there is taken as it is.
    let path = place::absolute(&environment, &step.cwd);
    if !step.image.environments.iter().any(|known| known.path == path) {
        environments::made_by_uv(step, arguments, &environment);
    }
    // Another project than the one at the root of the repository is not read here.
    if has(arguments, &["--project", "--directory", "--script"]) {
        step.image.packages.is_open = true;
        return;
    }
    if !manifest(step, &LockingProgram::UV) {
        return;
    }
    let is_root = matches!(step.look("pyproject.toml"), Presence::Present(Some(path)) if path.as_str() == "pyproject.toml");
    if !is_root {
        step.image.packages.is_open = true;
        return;
    }
    let production = is_for_production_uv(step, arguments);
    let before = step.image.packages.names.clone();
    locked(step, &LockingProgram::UV, is_frozen || is_locked, is_locked && !is_frozen, production);
    // Without the project's own dependencies: which packages a group brings is not followed.
    if has(arguments, &["--only-group", "--only-dev"]) {
        step.image.packages.names = before;
        step.image.packages.is_open = true;
    }
    let python_is_fixed =
        step.env("UV_PYTHON_DOWNLOADS").is_some_and(|value| matches!(value, "never" | "manual" | "false" | "0"));
    if python_is_fixed {
        lock::python(step, "uv sync");
    }
    let skips_project =
        has(arguments, &["--no-install-project", "--no-install-workspace", "--no-install-local", "--only-group", "--only-dev"])
            || step.is_set("UV_NO_INSTALL_PROJECT")
            || step.is_set("UV_NO_INSTALL_WORKSPACE")
            || step.is_set("UV_NO_INSTALL_LOCAL");
    let skips_members = has(arguments, &["--no-install-workspace", "--no-install-local"]);
    let takes_one = has(arguments, &["--package"]);
    members(step, is_frozen, skips_members || (is_frozen && (skips_project || takes_one)));
    if !skips_project && !takes_one {
        backend::check(step, &step.cwd.clone(), PackageManager::Uv);
        step.image.packages.project = true;
    }
}

fn is_for_production_uv(step: &Step<'_, '_>, arguments: &[String]) -> bool {
    let leaves_out =
        has(arguments, &["--no-dev", "--no-default-groups"]) || step.is_set("UV_NO_DEV") || step.is_set("UV_NO_DEFAULT_GROUPS");
    let adds =
        has(arguments, &["--extra", "--all-extras", "--group", "--all-groups", "--only-group", "--only-dev", "--all-packages"]);
    leaves_out && !adds
}

/// Members of the workspace and folders that dependencies come from.
fn members(step: &mut Step<'_, '_>, is_frozen: bool, skips: bool) {
    let Some(uv) = step.build.manifests.pyproject.as_ref().and_then(|pyproject| pyproject.uv.clone()) else { return };
    if !is_frozen {
        for member in &uv.workspace_members {
            need_project(step, member, "the workspace member");
        }
    }
    if !skips {
        for folder in &uv.path_sources {
            let is_archive = [".whl", ".gz", ".zip"].iter().any(|end| folder.as_str().ends_with(end));
            if is_archive {
                if step.look(folder.as_str()) == Presence::Absent {
                    step.lacks(folder.as_str(), &rules::path_dependency_missing::RULE, &format!("`uv sync` installs `{folder}`"));
                }
            } else {
                need_project(step, folder, "the dependency");
            }
        }
    }
}
