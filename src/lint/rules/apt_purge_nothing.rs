//! `apt-purge-nothing`

use super::{Call, Document, Findings, install, rule};

rule! {
    /// ## What it does
    /// Checks for `apt-get purge --auto-remove` without a package.
    ///
    /// ## Why is this bad
    /// Packages that were installed by name count as wanted, so nothing is removed: the compiler stays in the image.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install -y gcc && apt-get purge -y --auto-remove
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install -y gcc && apt-get purge -y --auto-remove gcc
    /// ```
    "apt-purge-nothing", Warning, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        for index in stage.range.clone() {
            let calls = document.calls(index);
            let removes = |call: &&Call| {
                install::apt(call)
                    .is_some_and(|(subcommand, packages)| matches!(subcommand, "purge" | "remove") && packages.is_empty())
            };
            let installs = calls.iter().any(|call| install::apt_packages(call).is_some());
            let is_marked = calls.iter().any(|call| call.program == "apt-mark");
            if let Some(call) = calls.iter().find(removes).filter(|_| installs && !is_marked) {
                findings
                    .add(call.span.clone(), "no package is named, so this removes nothing that was installed by name")
                    .help("name the packages, or run `apt-mark auto` on them before");
            }
        }
    }
}
