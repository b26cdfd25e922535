//! `apt-recommends`

use super::{Document, Edit, Findings, install, rule};

rule! {
    /// ## What it does
    /// Checks for `apt-get install` without `--no-install-recommends`.
    ///
    /// ## Why is this bad
    /// apt installs what a package recommends along with it, which is often several times as large as the package.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install -y libpq5
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install -y --no-install-recommends libpq5
    /// ```
    "apt-recommends", Info, Unsafe, ["DL3015"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for (_, call) in document.all_run_calls() {
        let Some(packages) = install::apt_packages(call) else { continue };
        let says_so = call.arguments.iter().any(|argument| argument.text.contains("Install-Recommends"));
        if packages.is_empty() || says_so || call.has(&["--no-install-recommends", "--install-recommends"]) {
            continue;
        }
        let finding = findings.add(call.span.clone(), "recommended packages are installed too");
        finding.help("add `--no-install-recommends`, and name the recommended packages you need");
        if let Some(end) = call.end_of("install") {
            finding.edits(vec![Edit::insert(end, " --no-install-recommends")]);
        }
    }
}
