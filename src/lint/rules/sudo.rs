//! `sudo`

use super::{Document, Findings, rule};

rule! {
    /// ## What it does
    /// Checks for `sudo`.
    ///
    /// ## Why is this bad
    /// A build is root until `USER` says otherwise, and slim images have no `sudo`. In the finished image it would
    /// hand root to everybody.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN sudo apt-get update
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update
    /// ```
    "sudo", Error, None, ["DL3004"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for (_, call) in document.all_run_calls() {
        if call.wrappers.iter().any(|wrapper| wrapper == "sudo") || call.program == "sudo" {
            findings.add(call.span.clone(), "`sudo` is not in the image, or should not be").help("put the command above `USER`");
        }
    }
}
