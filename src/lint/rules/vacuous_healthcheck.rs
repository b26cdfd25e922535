//! `vacuous-healthcheck`

use super::{Call, Document, Findings, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks for a `HEALTHCHECK` that does not ask the application.
    ///
    /// ## Why is this bad
    /// `python --version` succeeds in a container whose application has hung, so Docker calls it healthy.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// HEALTHCHECK CMD python --version
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// HEALTHCHECK CMD ["python", "-m", "shop.health"]
    /// ```
    "vacuous-healthcheck", Warning, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for (index, instruction) in document.instructions().iter().enumerate() {
        if instruction.keyword != Keyword::Healthcheck {
            continue;
        }
        let calls = document.calls(index);
        let code = |call: &Call| call.value(&["-c"]).unwrap_or_default().to_owned();
        let is_vacuous = |call: &Call| match call.program.as_str() {
            "true" | "exit" | "echo" | ":" | "ls" | "pwd" => true,
            "python" => {
                let code = code(call);
                call.has(&["--version", "-V"])
                    || (!code.is_empty()
                        && ["import sys", "print(", "exit(", "pass"].iter().any(|word| code.contains(word))
                        && !code.contains("http")
                        && !code.contains("connect")
                        && !code.contains("open")
                        && !code.contains("get"))
            }
            _ => false,
        };
        if !calls.is_empty() && calls.iter().all(is_vacuous) {
            findings
                .add(document.head_span(instruction), "this succeeds even if the application does not work")
                .help("send a request to the application, or remove the check");
        }
    }
}
