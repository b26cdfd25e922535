//! Files besides the Dockerfile and the `.dockerignore` that pydock writes on request: one module for each kind.
//!
//! Each is planned from the settled facts, rendered, and read back before anything is written. Like the others it is
//! recorded, merged by `update` and watched by `check`.

pub mod compose;
mod devcontainer;
mod env_example;

use crate::facts::ProjectFacts;
use crate::manifest::Manifests;
use crate::model::{BuildPlan, Environment, ExtraFile, Note, RelPath, RenderedFile, Stage, Step};
use crate::record::{RecordError, RecordLock};
use crate::template::TemplateError;
use crate::tree::ProjectTree;

pub use devcontainer::PATH as DEVCONTAINER;

/// A file that must not be written.
#[derive(Debug, thiserror::Error)]
pub enum OutputError {
    #[error("template {0}")]
    Template(#[from] TemplateError),
    #[error(transparent)]
    Record(#[from] RecordError),
    /// What was rendered does not say what was planned.
    #[error("the rendered {file} is not what was planned: {problem}")]
    Differs { file: &'static str, problem: String },
    #[error("{file}: {problem}")]
    Invalid { file: &'static str, problem: String },
}

/// The files that were asked for, and remarks about them.
#[derive(Debug, Default)]
pub struct Outputs {
    pub files: Vec<RenderedFile>,
    pub notes: Vec<Note>,
}

/// What the files are made from.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub facts: &'a ProjectFacts,
    pub plan: &'a BuildPlan,
    pub tree: &'a ProjectTree,
    pub manifests: &'a Manifests,
    pub environment: &'a Environment,
}

/// The place of a file, and whether it was written by pydock before.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    tree: &'a ProjectTree,
    record: Option<&'a RecordLock>,
}

/// Plans and renders what `--with` names.
pub fn render(asked: Asked<'_>) -> Result<Outputs, OutputError> {
    let mut outputs = Outputs::default();
    let facts = asked.facts;
    if facts.with.is_empty() {
        return Ok(outputs);
    }
    let record = RecordLock::read(asked.tree)?;
    let known = Known { tree: asked.tree, record: record.as_ref() };
    for wanted in ExtraFile::ALL.into_iter().filter(|wanted| facts.with.iter().any(|fact| fact.value == *wanted)) {
        match wanted {
            ExtraFile::EnvExample => env_example::add(asked, known, &mut outputs),
            ExtraFile::Compose => compose::add(asked, known, &mut outputs)?,
            ExtraFile::Devcontainer => devcontainer::add(asked, known, &mut outputs)?,
        }
    }
    Ok(outputs)
}

impl Known<'_> {
    /// Whether the project has a file of its own there, which is left alone.
    fn is_own(&self, path: &RelPath) -> bool {
        let is_followed = self.record.is_some_and(|record| record.file(path).is_some());
        !is_followed && (self.tree.kind(path).is_some() || self.tree.is_link(path))
    }
}

/// The first of the files that the project has itself.
fn own_of(known: Known<'_>, names: &[&str]) -> Option<RelPath> {
    names.iter().map(|name| path_of(name)).find(|path| known.is_own(path))
}

fn path_of(name: &str) -> RelPath {
    RelPath::parse(name).expect("a name of this program is a path")
}

/// The stage for work on the source: it starts the program, and is not the last one.
fn dev_stage(plan: &BuildPlan) -> Option<&Stage> {
    let (_, earlier) = plan.stages.split_last()?;
    earlier.iter().find(|stage| stage.steps.iter().any(|step| matches!(step, Step::Run(_))))
}
