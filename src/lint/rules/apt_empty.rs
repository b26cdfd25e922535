//! `apt-empty`

use super::{Document, Findings, install, rule};

rule! {
    /// ## What it does
    /// Checks for `apt-get install` without a package.
    ///
    /// ## Why is this bad
    /// It fetches the lists, installs nothing, and says nothing; the packages were forgotten or went to another line.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install -y --no-install-recommends
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install -y --no-install-recommends libpq5
    /// ```
    "apt-empty", Warning, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for (_, call) in document.all_run_calls() {
        let is_empty = install::apt_packages(call).is_some_and(|packages| packages.is_empty());
        if is_empty && !call.has(&["-f", "--fix-broken"]) {
            findings.add(call.span.clone(), "nothing is installed").help("name the packages, or remove the command");
        }
    }
}
