//! `--format gitlab`: a Code Quality report, which GitLab shows in a merge request.

use serde_json::json;
use sha2::{Digest, Sha256};

use super::{Linted, each};
use crate::lint::Severity;

pub fn document(files: &[Linted]) -> String {
    let mut seen: Vec<String> = Vec::new();
    let issues: Vec<serde_json::Value> = each(files)
        .map(|(file, lines, finding)| {
            let line = lines.place(finding.span.start).line;
            let severity = match finding.severity {
                Severity::Error => "major",
                Severity::Warning => "minor",
                Severity::Info => "info",
            };
            // The line's text and not its number, so that an issue stays the same when lines above it come and go.
            let print = format!("{}\0{}\0{}\0{}", file.path, finding.rule.name, lines.text(line).trim(), finding.message);
            let twins = seen.iter().filter(|known| **known == print).count();
            let digest = Sha256::digest(format!("{print}\0{twins}"));
            seen.push(print);
            let fingerprint: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
            json!({
                "description": finding.message,
                "check_name": finding.rule.name,
                "fingerprint": fingerprint,
                "severity": severity,
                "location": { "path": file.path, "lines": { "begin": line } },
            })
        })
        .collect();
    crate::report::paint::document(&serde_json::Value::from(issues))
}
