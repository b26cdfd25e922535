//! `health-missing-tool`

use super::{Document, Findings, Variant, install, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks for a `HEALTHCHECK` with a program that the image does not have.
    ///
    /// ## Why is this bad
    /// Slim images have neither `curl` nor `wget`: the check fails always, and the container is unhealthy from the
    /// start.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// HEALTHCHECK CMD curl -f http://127.0.0.1:8000/
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install -y --no-install-recommends curl
    /// HEALTHCHECK CMD curl -f http://127.0.0.1:8000/
    /// ```
    "health-missing-tool", Error, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        let Some(image) = document.root_image(stage.index) else { continue };
        let is_slim = image
            .python()
            .map_or_else(|| matches!(image.repository.as_str(), "debian" | "ubuntu"), |python| python.variant == Variant::Slim);
        let is_alpine = image.is_alpine() == Some(true);
        let lineage = document.lineage(stage.index);
        let mentions = |name: &str| {
            lineage.iter().any(|stage| {
                let installs = document.run_calls(stage).any(|(_, call)| {
                    call.arguments.iter().any(|argument| install::package_name(&argument.text) == name || !argument.is_literal)
                        && (install::apt_packages(call).is_some() || install::apk_packages(call).is_some())
                });
                installs || stage.of(Keyword::Copy).any(|copy| copy.words().iter().any(|word| word.ends_with(name)))
            })
        };
        for index in stage.range.clone() {
            let instruction = &document.instructions()[index];
            if instruction.keyword != Keyword::Healthcheck {
                continue;
            }
            for call in document.calls(index) {
                let name = call.program.as_str();
                let lacks = match name {
                    "curl" => is_slim || is_alpine,
                    // Alpine's busybox brings one.
                    "wget" => is_slim,
                    "nc" | "netcat" => is_slim,
                    _ => false,
                };
                if lacks && !mentions(name) {
                    findings
                        .add(document.head_span(instruction), format!("the image has no `{name}`"))
                        .help("use Python's `http.client`");
                }
            }
        }
    }
}
