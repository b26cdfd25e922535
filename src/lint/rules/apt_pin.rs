//! `apt-pin`

use super::{Document, Findings, install, rule};

rule! {
    /// ## What it does
    /// Checks for packages that apt installs without a version.
    ///
    /// ## Why is this bad
    /// Another day, another version. It is off by default because Debian takes old versions away, so that a pinned
    /// version fails after the next security fix.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install -y --no-install-recommends libpq5
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install -y --no-install-recommends libpq5=17.*
    /// ```
    "apt-pin", Info, None, ["DL3008"], optional Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for (_, call) in document.all_run_calls() {
        for package in install::apt_packages(call).unwrap_or_default() {
            let is_pinned = package.text.contains(['=', '/']) || !package.is_literal || package.text.ends_with(".deb");
            if !is_pinned {
                findings.add(package.span.clone(), format!("`{}` has no version", package.text)).help("write `package=version`");
            }
        }
    }
}
