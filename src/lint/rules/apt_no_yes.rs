//! `apt-no-yes`

use super::{Document, Edit, Findings, install, rule};

rule! {
    /// ## What it does
    /// Checks for `apt-get install` without `-y`.
    ///
    /// ## Why is this bad
    /// apt asks for confirmation before it installs. A build has no terminal, so the build fails.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install --no-install-recommends libpq5
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install -y --no-install-recommends libpq5
    /// ```
    "apt-no-yes", Warning, Safe, ["DL3014"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    // A configuration of apt answers every question.
    if document.text.contains("APT::Get::Assume-Yes") {
        return;
    }
    for (_, call) in document.all_run_calls() {
        let Some((subcommand, _)) = install::apt(call) else { continue };
        if !matches!(subcommand, "install" | "upgrade" | "dist-upgrade" | "full-upgrade") {
            continue;
        }
        let is_quiet = call.has(&["-qq"]) || call.has(&["-y", "--yes", "--assume-yes", "-q=2", "--download-only", "-d", "-s"]);
        // `yes |` answers, too.
        if is_quiet || call.place.in_pipeline.0 > 0 {
            continue;
        }
        let finding = findings.add(
            call.span.clone(),
            format!("`{} {subcommand}` without `-y` waits for confirmation and fails in a build", call.program),
        );
        finding.help("add `-y`");
        if let Some(end) = call.end_of(subcommand) {
            finding.edits(vec![Edit::insert(end, " -y")]);
        }
    }
}
