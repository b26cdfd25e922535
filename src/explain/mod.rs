//! Why every line of a file is there: the step that wrote it, the facts behind that, what was passed over, and how to change it.
//!
//! Two things are explained. A file of pydock's is held against what the project gives today, so that every line leads to a
//! step of the plan; lines that do not are by hand, or from an earlier rendering. Any other Dockerfile is explained by what
//! its instructions do.

mod foreign;
mod graph;
mod instruction;
mod line;
mod lines_of;
mod outline;
mod output;
mod passed_over;
mod reasons;
mod rendered;
mod values;

pub use foreign::explain_foreign;
pub use graph::{Edge, EdgeKind, Node, NodeKind, StageGraph};
pub use line::{Author, Change, ExplainedLine, LineFact, PassedOver, Reason};
pub use output::{explain_output, keyed_file};
pub use rendered::{Written, explain_written, template_of};

use serde::Serialize;

use crate::detect::forecast::Forecast;
use crate::dockerfile::ParseError;

/// A file, line by line.
#[derive(Debug, Serialize)]
pub struct ExplainedFile {
    pub path: String,
    /// The preset that it was rendered by; `None` for a file that pydock did not write.
    pub preset: Option<String>,
    pub lines: Vec<ExplainedLine>,
    /// The stages of a Dockerfile, and what goes from one to the other. `None` for other files.
    pub graph: Option<StageGraph>,
    /// What the dependencies of production download, by the sizes in the lock. `None` if nothing is known of them.
    pub download: Option<Download>,
}

/// A download, and the stage that needs it.
#[derive(Debug, Clone, Serialize)]
pub struct Download {
    pub stage: String,
    #[serde(flatten)]
    pub forecast: Forecast,
}

impl ExplainedFile {
    /// Adds what a check found, each with the line that it is about.
    pub fn add_findings(&mut self, findings: impl IntoIterator<Item = (usize, String)>) {
        for (number, finding) in findings {
            if let Some(line) = self.lines.iter_mut().find(|line| line.number == number) {
                line.findings.push(finding);
            }
        }
    }

    /// The line with this number, counted from 1. `None` if there is no such line.
    pub fn line(&self, number: usize) -> Option<&ExplainedLine> {
        self.lines.get(number.checked_sub(1)?)
    }
}

/// The stage graph of any Dockerfile.
pub fn stage_graph(text: &str) -> Result<StageGraph, ParseError> {
    Ok(StageGraph::of(&crate::dockerfile::Dockerfile::parse(text)?))
}
