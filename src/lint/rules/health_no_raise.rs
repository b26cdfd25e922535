//! `health-no-raise`

use super::{Document, Edit, Findings, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks for a `HEALTHCHECK` that takes an error page for health.
    ///
    /// ## Why is this bad
    /// `curl` without `-f` and `requests.get` without `raise_for_status` succeed on a 500.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14
    /// HEALTHCHECK CMD curl http://127.0.0.1:8000/
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14
    /// HEALTHCHECK CMD curl -f http://127.0.0.1:8000/
    /// ```
    "health-no-raise", Warning, Safe, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for (index, instruction) in document.instructions().iter().enumerate() {
        if instruction.keyword != Keyword::Healthcheck {
            continue;
        }
        let calls = document.calls(index);
        for call in calls {
            let code = call.value(&["-c"]).unwrap_or_default();
            let by_requests = call.program == "python" && (code.contains("requests.get(") || code.contains("httpx.get("));
            let looks = ["raise_for_status", "status_code", ".ok", "assert", "is_success"].iter().any(|word| code.contains(word));
            // What is behind a pipe looks at the answer.
            let by_curl = call.program == "curl"
                && call.place.in_pipeline.1 == 1
                && !call.has(&["-f", "--fail", "--fail-with-body", "-w", "--write-out"]);
            let reads = calls.iter().any(|call| matches!(call.program.as_str(), "test" | "[" | "grep" | "jq"));
            if (by_requests && !looks) || (by_curl && !reads) {
                let span = document.head_span(instruction);
                let finding = findings.add(span, "an error page counts as healthy");
                finding.help(if by_curl { "add `-f`" } else { "call `raise_for_status()` on the answer" });
                if by_curl && call.is_placed {
                    finding.edits(vec![Edit::insert(call.program_span.end, " -f")]);
                } else if by_curl
                    && let Some(at) = document.text.get(instruction.span.clone()).and_then(|text| text.find("\"curl\""))
                {
                    finding.edits(vec![Edit::insert(instruction.span.start + at + 6, ", \"-f\"")]);
                }
            }
        }
    }
}
