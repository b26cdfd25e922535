//! `apt-upgrade`

use super::{Document, Findings, install, rule};

rule! {
    /// ## What it does
    /// Checks for `apt-get upgrade` and similar commands.
    ///
    /// ## Why is this bad
    /// What it changes depends on the day, and every package that it replaces is in the image twice. Official images
    /// are rebuilt when there is a fix: `docker build --pull` fetches it.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get upgrade -y
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install -y --no-install-recommends libpq5
    /// ```
    "apt-upgrade", Info, None, ["DL3005"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for (_, call) in document.all_run_calls() {
        let Some((subcommand, _)) = install::apt(call) else { continue };
        if matches!(subcommand, "upgrade" | "dist-upgrade" | "full-upgrade") {
            findings
                .add(call.span.clone(), "the result depends on the day of the build")
                .help("use a newer base image: `docker build --pull`");
        }
    }
}
