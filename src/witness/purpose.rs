//! What a Dockerfile is for, by its name, by the stage that is built, and by what that stage is made of.

use super::files::ContainerFile;
use crate::dockerfile::Keyword;
use crate::lint::Document;
use crate::model::{DOCKERFILE, LockingProgram, RelPath};

/// Words in the names of files, folders and stages that are for something else than production.
const OTHER: &[&str] = &[
    "base",
    "bench",
    "benchmark",
    "builder",
    "ci",
    "cypress",
    "debug",
    "dev",
    "devel",
    "develop",
    "development",
    "doc",
    "docs",
    "e2e",
    "frontend",
    "lint",
    "local",
    "mock",
    "mockservices",
    "nginx",
    "node",
    "playwright",
    "proxy",
    "test",
    "testing",
    "tests",
    "ui",
];

/// Words in the names of files and stages that are for production.
const PRODUCTION: &[&str] = &["default", "final", "prod", "production", "release", "runtime"];

/// Words in the names of folders that hold what is for work on the project.
const FOLDERS_FOR_DEVELOPMENT: &[&str] = &["debug", "dev", "devcontainer", "devel", "develop", "development", "local", "testing"];

/// How likely a Dockerfile is the one for production.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likelihood {
    /// Its name, or that of a folder above it, says so.
    Named,
    /// The only name that a builder looks for itself, in the root.
    Usual,
    Published,
    Built,
    Other,
    /// In a folder for work on the project.
    ForDevelopment,
}

fn has(words: &[&str], text: &str) -> bool {
    text.to_ascii_lowercase().split(|c: char| !c.is_ascii_alphanumeric()).any(|word| words.contains(&word))
}

/// Whether the name of the file, or of a folder above it, says that it is for work on the project and not for production.
pub fn is_for_work(path: &RelPath) -> bool {
    has(OTHER, path.file_name()) || has(FOLDERS_FOR_DEVELOPMENT, path.parent().as_str())
}

/// By the name alone; `None` for a file that is for something else.
pub fn of_name(file: &ContainerFile) -> Option<Likelihood> {
    let path = file.path.as_str();
    let is_usual = file.path.depth() == 1 && matches!(path, DOCKERFILE | "Containerfile");
    let target = file.target.as_deref().unwrap_or_default();
    if has(OTHER, file.path.file_name()) || (file.is_published && has(OTHER, target)) {
        return None;
    }
    let folder = file.path.parent();
    Some(if has(FOLDERS_FOR_DEVELOPMENT, folder.as_str()) {
        Likelihood::ForDevelopment
    } else if has(PRODUCTION, file.path.file_name()) || has(&["prod", "production"], folder.as_str()) {
        Likelihood::Named
    } else if is_usual {
        Likelihood::Usual
    } else if file.is_published {
        Likelihood::Published
    } else if file.is_named {
        Likelihood::Built
    } else {
        Likelihood::Other
    })
}

/// The stage for production: the one that is built, unless that is for development and another one is not. `None` if the file has
/// no stage.
pub fn stage(document: &Document<'_>, target: Option<&str>) -> Option<usize> {
    let is = |words: &[&str], name: &str| name.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| words.contains(&word));
    let last = document.last_stage()?.index;
    let built = target.and_then(|target| document.stage_called(target, document.stages.len())).map_or(last, |stage| stage.index);
    let name = |index: usize| document.stages.get(index).and_then(|stage| stage.name.as_deref()).unwrap_or_default();
    let starts = |index: usize| {
        document.effective(index, Keyword::Cmd).is_some() || document.effective(index, Keyword::Entrypoint).is_some()
    };
    // A stage on the way that is built to check it starts nothing.
    if !starts(built) && starts(last) && !is(OTHER, name(last)) {
        return Some(last);
    }
    if !is(OTHER, name(built)) {
        return Some(built);
    }
    let others = || document.stages.iter().rev().map(|stage| stage.index);
    let production = others().find(|index| is(PRODUCTION, name(*index)));
    production.or_else(|| others().find(|index| !is(OTHER, name(*index)) && starts(*index))).or(Some(built))
}

/// Whether the stage has a Python: by its base, or by a program that runs in it or in a stage that it copies from.
pub fn is_python(document: &Document<'_>, stage: usize) -> bool {
    const SERVERS: &[&str] = &["caddy", "haproxy", "httpd", "nginx", "node", "traefik"];
    let root = document.root_image(stage).map(|image| image.full.clone()).unwrap_or_default();
    let name = root.rsplit('/').next().unwrap_or_default().split([':', '@']).next().unwrap_or_default();
    // What Python 2 ran says nothing about this one.
    if SERVERS.iter().any(|server| name.contains(server)) || root.contains("python:2") {
        return false;
    }
    let has_python = |text: &str| text.contains("python");
    let is_of_python = |program: &str| matches!(program, "pip" | "python") || LockingProgram::named(program).is_some();
    let of_images = || document.stages.iter().filter_map(|stage| stage.image()).any(|image| has_python(&image.full));
    let of_calls = || {
        document.all_run_calls().any(|(_, call)| {
            let packages = call.arguments.iter().any(|argument| has_python(&argument.text));
            is_of_python(&call.program) || (matches!(call.program.as_str(), "apt-get" | "apt" | "apk") && packages)
        })
    };
    has_python(&root) || of_images() || of_calls()
}
