//! `apk-no-cache`

use super::{Document, Edit, Findings, install, rule};

rule! {
    /// ## What it does
    /// Checks for `apk add` without `--no-cache`.
    ///
    /// ## Why is this bad
    /// The index of packages stays in the image.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-alpine3.22
    /// RUN apk add libpq
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-alpine3.22
    /// RUN apk add --no-cache libpq
    /// ```
    "apk-no-cache", Info, Safe, ["DL3019"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for (instruction, call) in document.all_run_calls() {
        let is_mounted = instruction.mounts().iter().any(|mount| mount.target().is_some_and(|target| target.contains("/apk")));
        if install::apk_packages(call).is_none() || call.has(&["--no-cache"]) || is_mounted {
            continue;
        }
        let finding = findings.add(call.span.clone(), "the index of packages stays in the image");
        finding.help("add `--no-cache`");
        if let Some(end) = call.end_of("add") {
            finding.edits(vec![Edit::insert(end, " --no-cache")]);
        }
    }
}
