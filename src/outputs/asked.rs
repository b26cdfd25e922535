//! What every kind of file is made from, and what comes of it.

use crate::facts::ProjectFacts;
use crate::manifest::Manifests;
use crate::model::{BuildPlan, Environment, Note, RelPath, RenderedFile, Stage, Step};
use crate::record::{RecordError, RecordLock};
use crate::template::TemplateError;
use crate::tree::ProjectTree;

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
    pub(super) tree: &'a ProjectTree,
    pub(super) record: Option<&'a RecordLock>,
}

impl Known<'_> {
    /// Whether the project has a file of its own there, which is left alone.
    pub(super) fn is_own(&self, path: &RelPath) -> bool {
        let is_followed = self.record.is_some_and(|record| record.file(path).is_some());
        !is_followed && (self.tree.kind(path).is_some() || self.tree.is_link(path))
    }
}

/// The first of the files that the project has itself. `None` if it has none.
pub(super) fn own_of(known: Known<'_>, names: &[&'static str]) -> Option<RelPath> {
    names.iter().map(|name| RelPath::named(name)).find(|path| known.is_own(path))
}

/// The stage for work on the source: it starts the program, and is not the last one. `None` if there is none.
pub(super) fn dev_stage(plan: &BuildPlan) -> Option<&Stage> {
    let (_, earlier) = plan.stages.split_last()?;
    earlier.iter().find(|stage| stage.steps.iter().any(|step| matches!(step, Step::Run(_))))
}
