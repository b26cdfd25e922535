//! `pydock graph`

use super::explain::{missing, parted};
use crate::cli::{GraphArgs, GraphFormat};
use crate::error::Error;
use crate::explain::stage_graph;
use crate::model::RelPath;
use crate::report::{ExitStatus, Report};
use crate::tree::ProjectTree;

pub fn run(args: &GraphArgs, report: &Report) -> Result<ExitStatus, Error> {
    let (folder, name) = parted(&args.file);
    let path = args.file.display().to_string();
    let tree = ProjectTree::open(&folder)?;
    let text = tree.text(&RelPath::parse(&name)?)?.ok_or_else(|| missing(&tree, path.clone()))?;
    let graph = stage_graph(&text).map_err(|source| Error::Dockerfile { path, source })?;
    report.result(&match args.format {
        GraphFormat::Mermaid => report.mermaid(&graph),
        GraphFormat::Dot => report.dot(&graph),
    });
    Ok(ExitStatus::Done)
}
