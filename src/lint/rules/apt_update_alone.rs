//! `apt-update-alone`

use super::{Call, Document, Findings, install, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks for `apt-get update` in another `RUN` than the installation.
    ///
    /// ## Why is this bad
    /// The layer with the lists is kept in the cache, so that months later a new package is looked up in old lists
    /// and is not found.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update
    /// RUN apt-get install -y --no-install-recommends libpq5
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install -y --no-install-recommends libpq5
    /// ```
    "apt-update-alone", Warning, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        for index in stage.range.clone() {
            let calls = document.calls(index);
            if document.instructions()[index].keyword != Keyword::Run {
                continue;
            }
            let is =
                |call: &Call, wanted: &[&str]| install::apt(call).is_some_and(|(subcommand, _)| wanted.contains(&subcommand));
            let update = calls.iter().find(|call| is(call, &["update"]));
            let uses = |call: &Call| {
                is(call, &["install", "upgrade", "dist-upgrade", "full-upgrade", "build-dep", "source", "download"])
            };
            // An upgrade by the same lists does not make those of a later installation any newer.
            let installs = |call: &Call| is(call, &["install", "build-dep", "source", "download"]);
            let Some(update) = update.filter(|_| !calls.iter().any(installs)) else { continue };
            let later = (index + 1..stage.range.end).any(|later| {
                let calls = document.calls(later);
                calls.iter().any(uses) && !calls.iter().any(|call| is(call, &["update"]))
            });
            if later {
                findings
                    .add(
                        update.span.clone(),
                        "`apt-get update` is cached separately, so the install below may use an outdated package list",
                    )
                    .help("put both in one `RUN`");
            }
        }
    }
}
