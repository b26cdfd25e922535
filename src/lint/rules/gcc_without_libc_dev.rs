//! `gcc-without-libc-dev`

use super::{Document, Edit, Findings, Variant, apt, install, rule};

rule! {
    /// ## What it does
    /// Checks for `gcc` being installed without the headers of the C library.
    ///
    /// ## Why is this bad
    /// With `--no-install-recommends`, gcc comes alone: every extension that is compiled fails with "fatal error: stdlib.h: No such
    /// file or directory".
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install -y --no-install-recommends gcc
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev
    /// ```
    "gcc-without-libc-dev", Warning, Safe, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        let is_slim = document.root_image(stage.index).is_some_and(|image| {
            image.python().map_or_else(
                || matches!(image.repository.as_str(), "debian" | "ubuntu"),
                |python| python.variant == Variant::Slim,
            )
        });
        let installed = apt::installed(document, stage.index);
        // Other packages for developers mostly bring the headers along.
        let brings =
            |name: &String| name == "build-essential" || name == "g++" || name.starts_with("clang") || name.ends_with("-dev");
        if !is_slim || installed.iter().any(brings) {
            continue;
        }
        for call in apt::installs(document, stage) {
            let packages = install::apt_packages(call).unwrap_or_default();
            let Some(gcc) = packages.iter().find(|package| install::package_name(&package.text) == "gcc") else { continue };
            if !call.has(&["--no-install-recommends"]) {
                continue;
            }
            let finding = findings.add(gcc.span.clone(), "gcc alone cannot build an extension: it has no `stdlib.h`");
            finding.help("add `libc6-dev`");
            if call.is_placed {
                finding.edits(vec![Edit::insert(gcc.span.end, " libc6-dev")]);
            }
        }
    }
}
