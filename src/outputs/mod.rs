//! Files besides the Dockerfile and the `.dockerignore` that pydock writes on request: one module for each kind.
//!
//! Each is planned from the settled facts, rendered, and read back before anything is written. Like the others it is
//! recorded, merged by `update` and watched by `check`.

pub mod compose;
mod env_example;

use crate::facts::ProjectFacts;
use crate::model::{BuildPlan, Environment, ExtraFile, Note, RenderedFile};
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

/// Plans and renders what `--with` names.
pub fn render(
    facts: &ProjectFacts,
    plan: &BuildPlan,
    tree: &ProjectTree,
    environment: &Environment,
) -> Result<Outputs, OutputError> {
    let mut outputs = Outputs::default();
    if facts.with.is_empty() {
        return Ok(outputs);
    }
    let record = RecordLock::read(tree)?;
    for wanted in ExtraFile::ALL.into_iter().filter(|wanted| facts.with.iter().any(|fact| fact.value == *wanted)) {
        match wanted {
            ExtraFile::EnvExample => env_example::add(environment, facts, tree, record.as_ref(), &mut outputs),
            ExtraFile::Compose => compose::add(facts, plan, tree, record.as_ref(), &mut outputs)?,
        }
    }
    Ok(outputs)
}
