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
mod findings;
mod image;
mod installs;
mod libraries;
mod lock;
mod managers;
mod modules;
mod place;
mod ports;
mod problem;
mod programs;
mod run;
mod scripts;
mod secrets;
mod shell;
#[cfg(test)]
mod tests;
mod uv;
mod variables;

pub use findings::FINDINGS;
pub use problem::{Problem, Severity};

use crate::dockerfile::{Dockerfile, IgnoreFile};
use crate::manifest::Manifests;
use crate::model::{Location, RelPath, RenderedFile};
use crate::tree::{ProjectTree, TreeError};

/// What is looked at.
pub struct Inputs<'a> {
    pub tree: &'a ProjectTree,
    pub manifests: &'a Manifests,
    pub dockerfile: &'a RenderedFile,
    /// The ignore file in force; nothing where there is none.
    pub ignore: Option<&'a RenderedFile>,
}

/// A longer Dockerfile is not carried out.
const MOST_INSTRUCTIONS: usize = 2000;

/// Every reason that was found, in the order of the files.
pub fn preflight(inputs: &Inputs<'_>) -> Vec<Problem> {
    let RenderedFile { path, contents } = inputs.dockerfile;
    let mut problems = Vec::new();
    let ignore_path = inputs.ignore.map_or_else(default_ignore, |file| file.path.clone());
    let ignore = match inputs.ignore.map(|file| IgnoreFile::parse(&file.contents)) {
        None => IgnoreFile::default(),
        Some(Ok(ignore)) => ignore,
        Some(Err(error)) => {
            let at = Location::line(ignore_path.clone(), error.line);
            let message = format!("`{}` {}", error.pattern, error.problem);
            problems.push(Problem::error("ignore-invalid", at, message, "correct or remove the line: the build stops at it"));
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
                problems.push(Problem::warning("dockerfile-invalid", at, "the file is a template and was not checked", hint));
                return problem::sorted(problems);
            }
            let hint = "correct the line: the build stops before its first step";
            problems.push(Problem::error("dockerfile-invalid", at, error.problem.to_string(), hint));
            return problem::sorted(problems);
        }
    };
    let context = context::Context { tree: inputs.tree, ignore, ignore_path, looked: std::cell::Cell::new(0) };
    // More than anybody writes by hand or with a tool: every step would be followed through every stage.
    if dockerfile.instructions.len() > MOST_INSTRUCTIONS {
        return problem::sorted(problems);
    }
    let mut build = build::Build::new(&context, inputs.manifests, path, &dockerfile, contents);
    build.run();
    problems.append(&mut build.problems);
    problem::sorted(problems)
}

/// The ignore file at the root.
pub fn default_ignore() -> RelPath {
    RelPath::parse(".dockerignore").expect("a file name stays inside")
}

/// The ignore file that goes with a Dockerfile: the one of its own name, else the one at the root.
pub fn ignore_file(tree: &ProjectTree, dockerfile: &RelPath) -> Result<Option<RenderedFile>, TreeError> {
    let own = RelPath::parse(&format!("{dockerfile}.dockerignore")).ok();
    for path in own.into_iter().chain([default_ignore()]) {
        if let Some(text) = tree.text(&path)? {
            return Ok(Some(RenderedFile { path, contents: text.to_string() }));
        }
    }
    Ok(None)
}
