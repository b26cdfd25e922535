//! Files besides the Dockerfile and the `.dockerignore` that pydock writes on request: one module for each kind.
//!
//! Each is planned from the settled facts, rendered, and read back before anything is written. Like the others it is
//! recorded, merged by `update` and watched by `check`.

mod asked;
pub mod compose;
mod devcontainer;
mod env_example;

use crate::model::ExtraFile;
use crate::record::RecordLock;

pub use asked::{Asked, Known, OutputError, Outputs};
pub use devcontainer::PATH as DEVCONTAINER;

use asked::{dev_stage, own_of};

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
