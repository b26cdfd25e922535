//! `--format sarif`: SARIF 2.1.0, as code scanning takes it.

use serde_json::json;

use super::{Linted, each};
use crate::lint::{Rule, Severity};
use crate::model::product;

pub fn document(files: &[Linted]) -> String {
    let mut rules: Vec<&Rule> = files.iter().flat_map(|file| &file.findings).map(|finding| finding.rule).collect();
    rules.sort_by_key(|rule| rule.name);
    rules.dedup_by_key(|rule| rule.name);
    let results: Vec<serde_json::Value> = each(files)
        .map(|(file, lines, finding)| {
            let (start, end) = (lines.place(finding.span.start), lines.place(finding.span.end));
            let mut result = json!({
                "ruleId": finding.rule.name,
                "ruleIndex": rules.iter().position(|rule| rule.name == finding.rule.name),
                "level": level(finding.severity),
                "message": { "text": finding.message },
                "locations": [{ "physicalLocation": {
                    "artifactLocation": { "uri": uri(&file.path) },
                    "region": {
                        "startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column,
                    },
                } }],
            });
            if let Some(at) = &finding.also_at {
                result["relatedLocations"] = json!([{ "physicalLocation": {
                    "artifactLocation": { "uri": uri(at.file.as_str()) },
                    "region": { "startLine": at.line.unwrap_or(1) },
                } }]);
            }
            result
        })
        .collect();
    let descriptions: Vec<serde_json::Value> = rules
        .iter()
        .map(|rule| {
            json!({
                "id": rule.name,
                "shortDescription": { "text": rule.summary() },
                "help": { "text": rule.documentation(), "markdown": rule.documentation() },
                "defaultConfiguration": { "level": level(rule.severity) },
            })
        })
        .collect();
    let mut document = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "pydock",
                "version": product::VERSION,
                "rules": descriptions,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    if let Some(url) = product::HOME_PAGE {
        document["runs"][0]["tool"]["driver"]["informationUri"] = url.into();
    }
    crate::report::paint::document(&document)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

/// A path as a relative reference, in which only some characters may stand as they are.
fn uri(path: &str) -> String {
    let mut uri = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}
