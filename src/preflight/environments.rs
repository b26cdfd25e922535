//! Virtual environments that are copied from one stage to another: whether the Python that each was made with is there.
//!
//! `bin/python` of an environment is a link to the interpreter that made it, and its packages lie in a folder named after that
//! one's version. In an image without that interpreter the link leads nowhere.

use super::build::Build;
use super::image::{Environment, Image, Openness};
use super::place;
use super::started::Started;
use super::step::Step;
use crate::knowledge::{Contents, ImageFacts};
use crate::lint::{Diagnostic, build as rules};
use crate::model::{Location, PythonVersion};

/// Notes an environment that a command makes with the image's own Python, or with the one that it names.
pub fn made_by_python(step: &mut Step<'_, '_>, program: &str, folder: &str) {
    let facts = step.image.facts;
    let own = facts.and_then(|facts| facts.row.python.as_ref()?.path.clone());
    // Of an unknown image it is not known where its Python lies.
    if facts.is_none() && !program.contains('/') {
        return;
    }
    let interpreter = if program.contains('/') { Some(program.to_owned()) } else { own };
    let named = place::name(program).strip_prefix("python").and_then(|version| version.parse().ok());
    let python = named.or_else(|| facts.and_then(|facts| facts.python));
    note(step, folder, python, interpreter.as_deref().unwrap_or("/usr/bin/python3"));
}

/// Notes an environment that uv makes: with a Python of the image that fits, or with one that it fetches.
pub fn made_by_uv(step: &mut Step<'_, '_>, arguments: &[String], folder: &str) {
    let mut wanted =
        arguments.windows(2).filter(|pair| matches!(pair[0].as_str(), "--python" | "-p")).map(|pair| pair[1].clone());
    let inline = || arguments.iter().find_map(|word| word.strip_prefix("--python=").map(str::to_owned));
    let wanted = wanted.next().or_else(inline).or_else(|| step.env("UV_PYTHON").map(str::to_owned));
    if let Some(path) = wanted.as_ref().filter(|wanted| wanted.contains('/')) {
        return made_by_python(step, &path.clone(), folder);
    }
    let short = |text: &str| -> Option<PythonVersion> {
        let mut parts = text.trim_start_matches("cpython-").trim_start_matches("python").split('.');
        format!("{}.{}", parts.next()?, parts.next()?).parse().ok()
    };
    let version = wanted.as_deref().and_then(short);
    let facts = step.image.facts;
    let own = facts.and_then(|facts| Some((facts.python, facts.row.python.as_ref()?.path.clone()?)));
    let is_managed = arguments.iter().any(|word| matches!(word.as_str(), "--managed-python"))
        || matches!(step.env("UV_PYTHON_PREFERENCE"), Some("only-managed" | "managed"))
        || step.is_set("UV_MANAGED_PYTHON");
    match own {
        Some((python, path)) if !is_managed && (version.is_none() || python == version) => note(step, folder, python, &path),
        // Whether the system has one is not known.
        _ if !is_managed && !step.image.system.is_empty() => {}
        _ if facts.is_none() && !is_managed => {}
        _ => {
            let kept = step.env("UV_PYTHON_INSTALL_DIR").unwrap_or("/root/.local/share/uv/python").to_owned();
            note(step, folder, version, &kept);
        }
    }
}

fn note(step: &mut Step<'_, '_>, folder: &str, python: Option<PythonVersion>, interpreter: &str) {
    let path = place::absolute(folder, &step.cwd);
    step.image.environments.retain(|known| known.path != path);
    let environment = Environment { path, python, interpreter: interpreter.to_owned(), copied_at: None };
    step.image.environments.push(environment);
}

/// Notes that the link to an environment's interpreter leads to another one.
pub fn relinked(image: &mut Image, target: &str, link: &str) {
    for known in image.environments.iter_mut().filter(|known| link == place::join(&known.path, "bin/python")) {
        target.clone_into(&mut known.interpreter);
    }
}

/// Takes over the environments of a stage that lie at or below the path that is copied.
pub fn copied(image: &mut Image, from: &Image, source: &str, to: &str, at: &Location) {
    for known in &from.environments {
        let Some(rest) = place::below(&known.path, source) else { continue };
        let path = if rest.is_empty() { to.to_owned() } else { place::join(to, rest) };
        image.environments.retain(|other| other.path != path);
        image.environments.push(Environment { path, copied_at: Some(at.clone()), ..known.clone() });
    }
}

/// Reports a start that runs in an environment whose Python is not in the image.
pub fn check(build: &mut Build<'_>, image: &Image, started: &Started) {
    let Some(program) = started.words.first() else { return };
    let Some(environment) = used(image, program, &started.cwd) else { return };
    let Some(at) = environment.copied_at.clone() else { return };
    if image.is_put(&environment.interpreter) {
        return;
    }
    let is_bare = image.is_scratch || image.facts.is_some_and(|facts| facts.row.contents == Contents::Bare);
    if image.open == Openness::Anything && !is_bare && image.base.is_some() {
        return;
    }
    let path = &environment.path;
    let own = image.facts.and_then(|facts| Some((facts, facts.row.python.as_ref()?)));
    let (message, hint) = match own {
        Some((ImageFacts { python: Some(here), .. }, _)) if environment.python.is_some_and(|made| made != here) => {
            let made = environment.python.map(|made| made.to_string()).unwrap_or_default();
            let message = format!("the environment `{path}` was made with Python {made}, and this image has {here}");
            (message, format!("make it in a stage that has Python {here}, or start from an image with {made}"))
        }
        Some((_, python)) => {
            let Some(here) = python.path.as_deref() else { return };
            if place::parent(here) == place::parent(&environment.interpreter) {
                return;
            }
            let link = &environment.interpreter;
            let message = format!("the Python of `{path}` is a link to `{link}`, which is not in this image: it has `{here}`");
            (message, format!("make the environment with an interpreter at `{here}`, or copy the one that made it"))
        }
        None => {
            let has_none = is_bare || image.facts.is_some_and(|facts| facts.row.contents == Contents::Slim);
            let is_installed = image.system.iter().any(|package| package == "*" || package.starts_with("python"));
            if !has_none || is_installed {
                return;
            }
            let from = &environment.interpreter;
            let message = format!("the Python of `{path}` is a link into `{from}`, and this image has no Python");
            (message, format!("copy `{from}` as well, or start from an image with that Python"))
        }
    };
    build.report(Diagnostic::at(&rules::environment_python::RULE, at, message, hint));
}

/// The copied environment in which the program is found.
fn used<'i>(image: &'i Image, program: &str, cwd: &str) -> Option<&'i Environment> {
    let bin = |environment: &Environment| place::join(&environment.path, "bin");
    if program.contains('/') {
        let path = place::absolute(program, cwd);
        return image.environments.iter().find(|known| place::parent(&path) == bin(known));
    }
    let search = image.env.get("PATH").cloned().flatten()?;
    let first = search.split(':').find(|folder| !folder.is_empty())?.to_owned();
    image.environments.iter().find(|known| bin(known) == first)
}
