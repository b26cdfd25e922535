//! Will it build? The Dockerfile is carried out against the project's files, without Docker.
//!
//! Every stage is a small simulated image: which files of the build context were copied where, which folders earlier
//! stages gave, what was installed. A command of a `RUN` that is not known may have written anything, and from there on
//! nothing is reported that it could have made: a problem is reported only where the build or the run really fails.
//!
//! The Dockerfile may be anybody's. What a plain `docker build` leaves out is looked at too, as a warning.

mod backend;
mod base;
mod build;
mod command;
mod compiled;
mod context;
mod copies;
mod environments;
mod image;
mod installs;
mod libraries;
mod lock;
mod managers;
mod modules;
mod packages;
mod pip;
mod place;
mod ports;
mod programs;
mod run;
mod scripts;
mod secrets;
mod shell;
mod simulate;
mod started;
mod step;
#[cfg(test)]
mod tests;
mod uv;
mod variables;

use crate::lint::{self, Brought, Context, Diagnostic, FileKind, Group, Lines, Settings, build as rules};
use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::dockerfile::{Dockerfile, IgnoreFile};
use crate::manifest::Manifests;
use crate::model::{DOCKERIGNORE, Location, RelPath, RenderedFile, own_ignore_name};
use crate::tree::{ProjectTree, TreeError};

/// What is looked at.
pub struct Inputs<'a> {
    pub tree: &'a ProjectTree,
    pub manifests: &'a Manifests,
    pub dockerfile: &'a RenderedFile,
    /// The ignore file in force; `None` if there is none.
    pub ignore: Option<&'a RenderedFile>,
    /// Folders of the container that are filled from the host when it starts.
    pub mounts: &'a [String],
}

/// A longer Dockerfile is not carried out.
const MOST_INSTRUCTIONS: usize = 2000;

/// Every reason that was found, less what the Dockerfile's comments suppress, in the order of the files.
pub fn preflight(inputs: &Inputs<'_>) -> Vec<Diagnostic> {
    accept(inputs, simulate(inputs), &Settings::default())
}

/// What is left of the findings of a simulation after the settings and the comments of the two files.
pub fn accept(inputs: &Inputs<'_>, found: Vec<Diagnostic>, settings: &Settings) -> Vec<Diagnostic> {
    if found.is_empty() {
        return found;
    }
    let settings = settings.of_group(Group::Build);
    let check = |kind: FileKind, file: &RenderedFile, found: Vec<Diagnostic>| {
        let place = file.path.as_str();
        let context = Context::new(Some(inputs.tree), Some(place)).at(place, true).with_ignore(inputs.ignore);
        lint::check(kind, &file.contents, &context, &settings, Brought { build: Some(found), team: None })
    };
    let is_of_ignore = |found: &Diagnostic| inputs.ignore.is_some_and(|ignore| ignore.path == found.at.file);
    let (of_ignore, others): (Vec<_>, Vec<_>) = found.into_iter().partition(is_of_ignore);
    let mut left = check(FileKind::Dockerfile, inputs.dockerfile, others);
    left.extend(inputs.ignore.into_iter().flat_map(|ignore| check(FileKind::Dockerignore, ignore, of_ignore.clone())));
    left.sort_by(|a, b| (&a.at, Reverse(a.severity)).cmp(&(&b.at, Reverse(b.severity))));
    left
}

/// Carries the build out: every reason, each once, with its place in the text of its file.
pub fn simulate(inputs: &Inputs<'_>) -> Vec<Diagnostic> {
    let mut seen = BTreeSet::new();
    let mut found = carried_out(inputs);
    found.retain(|found| seen.insert((found.rule.name, found.at.clone(), found.message.clone())));
    found.sort_by(|a, b| (&a.at, Reverse(a.severity)).cmp(&(&b.at, Reverse(b.severity))));
    for found in &mut found {
        let given = std::iter::once(inputs.dockerfile).chain(inputs.ignore).find(|file| file.path == found.at.file);
        let read = if given.is_none() { inputs.tree.text(&found.at.file).ok().flatten() } else { None };
        let text = given.map(|file| file.contents.as_str()).or(read.as_deref()).unwrap_or_default();
        found.locate(&Lines::new(text));
    }
    found
}

/// Every reason, in the order in which it shows.
fn carried_out(inputs: &Inputs<'_>) -> Vec<Diagnostic> {
    let RenderedFile { path, contents } = inputs.dockerfile;
    let mut problems = Vec::new();
    let ignore_path = inputs.ignore.map_or_else(default_ignore, |file| file.path.clone());
    let ignore = match inputs.ignore.map(|file| IgnoreFile::parse(&file.contents)) {
        None => IgnoreFile::default(),
        Some(Ok(ignore)) => ignore,
        Some(Err(error)) => {
            let at = Location::line(ignore_path.clone(), error.line);
            let message = format!("`{}` {}", error.pattern, error.problem);
            problems.push(Diagnostic::at(rules::IGNORE_SYNTAX, at, message, "correct or remove the line: the build stops at it"));
            IgnoreFile::default()
        }
    };
    let dockerfile = match Dockerfile::parse(contents) {
        Ok(dockerfile) => dockerfile,
        Err(error) => {
            let at = Location::line(path.clone(), error.line);
            let line = contents.lines().nth(error.line.saturating_sub(1)).unwrap_or_default().trim_start();
            // A template becomes a Dockerfile only when its values are put in.
            if ["{%", "{{", "<%"].iter().any(|mark| line.starts_with(mark)) {
                let hint = "render it, and check the result";
                problems
                    .push(Diagnostic::at(rules::SYNTAX_ERROR, at, "the file is a template and was not checked", hint).warning());
                return problems;
            }
            let hint = "correct the line: the build stops before its first step";
            problems.push(Diagnostic::at(rules::SYNTAX_ERROR, at, error.problem.to_string(), hint));
            return problems;
        }
    };
    let context = context::Context { tree: inputs.tree, ignore, ignore_path, looked: std::cell::Cell::new(0) };
    // More than anybody writes by hand or with a tool: every step would be followed through every stage.
    if dockerfile.instructions.len() > MOST_INSTRUCTIONS {
        return problems;
    }
    let mut build = build::Build::new(&context, inputs.manifests, path, &dockerfile, contents);
    build.mounts = inputs.mounts;
    build.run();
    problems.append(&mut build.problems);
    problems
}

/// The ignore file at the root.
pub fn default_ignore() -> RelPath {
    RelPath::named(DOCKERIGNORE)
}

/// The ignore file that goes with a Dockerfile: the one of its own name, else the one at the root.
pub fn ignore_file(tree: &ProjectTree, dockerfile: &RelPath) -> Result<Option<RenderedFile>, TreeError> {
    let own = RelPath::parse(&own_ignore_name(dockerfile.as_str())).ok();
    for path in own.into_iter().chain([default_ignore()]) {
        if let Some(text) = tree.text(&path)? {
            return Ok(Some(RenderedFile { path, contents: text.to_string() }));
        }
    }
    Ok(None)
}
