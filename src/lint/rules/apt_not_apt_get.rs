//! `apt-not-apt-get`

use super::{Document, Findings, install, rule};

rule! {
    /// ## What it does
    /// Checks for `apt` where `apt-get` is meant.
    ///
    /// ## Why is this bad
    /// `apt` is made for a person at a terminal: it warns that its command line may change, and it may.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt update
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update
    /// ```
    "apt-not-apt-get", Warning, Safe, ["DL3027"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for (_, call) in document.all_run_calls().filter(|(_, call)| call.program == "apt") {
        let Some((subcommand, _)) = install::apt(call) else { continue };
        let finding = findings.add(call.program_span.clone(), "`apt` is made for terminals, and its command line may change");
        finding.help("write `apt-get`");
        let same = ["update", "install", "upgrade", "remove", "purge", "autoremove", "clean", "autoclean"];
        if same.contains(&subcommand) && call.is_placed && document.is(&call.program_span, "apt") {
            finding.edit(call.program_span.clone(), "apt-get");
        }
    }
}
