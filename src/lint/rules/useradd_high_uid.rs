//! `useradd-high-uid`

use super::{Document, Edit, Findings, rule};

rule! {
    /// ## What it does
    /// Checks for `useradd` with a high number and without `--no-log-init`.
    ///
    /// ## Why is this bad
    /// useradd writes to a log of logins whose place grows with the number, and an image with a file of many
    /// gigabytes is the result.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN useradd --uid 1234567 app
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN useradd --no-log-init --uid 1234567 app
    /// ```
    "useradd-high-uid", Warning, Safe, ["DL3046"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for (_, call) in document.all_run_calls().filter(|(_, call)| call.program == "useradd") {
        let is_high = call.value(&["-u", "--uid"]).is_some_and(|uid| uid.len() > 5 && uid.chars().all(|c| c.is_ascii_digit()));
        if is_high && !call.has(&["-l", "--no-log-init"]) {
            let finding = findings.add(call.span.clone(), "`useradd` with a high UID creates a large sparse `lastlog`");
            finding.help("add `--no-log-init`");
            if call.is_placed {
                finding.edits(vec![Edit::insert(call.program_span.end, " --no-log-init")]);
            }
        }
    }
}
