//! `--format json`: the document's shape is a promise, described in the README.

use serde_json::json;

use super::{Linted, each};

/// The version of the document's shape; it grows when a field changes its meaning or goes away.
const SCHEMA: u32 = 1;

pub fn document(files: &[Linted]) -> String {
    let findings: Vec<serde_json::Value> = each(files)
        .map(|(file, lines, finding)| {
            let (start, end) = (lines.place(finding.span.start), lines.place(finding.span.end));
            let fix = finding.fix.as_ref().map(|fix| {
                let edit = |edit: &crate::lint::Edit| {
                    let (start, end) = (lines.place(edit.span.start), lines.place(edit.span.end));
                    json!({
                        "line": start.line,
                        "column": start.column,
                        "end_line": end.line,
                        "end_column": end.column,
                        "text": edit.text,
                    })
                };
                json!({ "safe": fix.is_safe, "edits": fix.edits.iter().map(edit).collect::<Vec<_>>() })
            });
            json!({
                "file": file.path,
                "line": start.line,
                "column": start.column,
                "end_line": end.line,
                "end_column": end.column,
                "rule": finding.rule.name,
                "relatives": finding.rule.relatives,
                "aliases": finding.rule.aliases,
                "severity": finding.severity.as_str(),
                "confidence": finding.confidence.as_str(),
                "message": finding.message,
                "help": finding.help,
                "fix": fix,
            })
        })
        .collect();
    let names: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    crate::report::paint::document(&json!({ "schema": SCHEMA, "files": names, "findings": findings }))
}
