//! `pydock explain --json`: the document's shape is a promise, described in docs/reference/json.md.

use serde_json::json;

use crate::explain::{ExplainedFile, ExplainedLine};

/// The version of the document's shape; it grows when a field changes its meaning or goes away.
const SCHEMA: u32 = 1;

/// Every line, or the one that was asked for.
pub fn document(files: &[ExplainedFile], only: Option<usize>) -> String {
    let file = |file: &ExplainedFile| {
        let lines: Vec<&ExplainedLine> = file.lines.iter().filter(|line| only.is_none_or(|only| line.number == only)).collect();
        json!({ "path": file.path, "preset": file.preset, "lines": lines, "graph": file.graph, "download": file.download })
    };
    let document = json!({ "schema": SCHEMA, "files": files.iter().map(file).collect::<Vec<_>>() });
    crate::report::paint::document(&document)
}
