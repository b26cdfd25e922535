//! `apt-no-update`

use super::{Call, Document, Findings, Variant, install, rule};
use crate::knowledge::is_shell;

rule! {
    /// ## What it does
    /// Checks for `apt-get install` where no `apt-get update` comes before it.
    ///
    /// ## Why is this bad
    /// Official images come without package lists, so apt does not know any package: "Unable to locate package".
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get install -y --no-install-recommends libpq5
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install -y --no-install-recommends libpq5
    /// ```
    "apt-no-update", Error, None, [], Dockerfile(check)
}

/// What `buildpack-deps` brings, which the full images of Python are made from: apt fetches nothing for it
/// (github.com/docker-library/buildpack-deps).
const BROUGHT: [&str; 22] = [
    "bzip2",
    "ca-certificates",
    "curl",
    "file",
    "git",
    "gnupg",
    "imagemagick",
    "libffi-dev",
    "libpq-dev",
    "libsqlite3-dev",
    "libssl-dev",
    "libxml2-dev",
    "make",
    "openssh-client",
    "openssl",
    "patch",
    "procps",
    "tzdata",
    "unzip",
    "wget",
    "xz-utils",
    "zlib1g-dev",
];

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        let is_official = document.root_image(stage.index).is_some_and(|image| {
            image.python().is_some() || matches!(image.repository.as_str(), "debian" | "ubuntu" | "buildpack-deps")
        });
        if !is_official {
            continue;
        }
        let is_full = document.root_image(stage.index).is_some_and(|image| {
            image.repository == "buildpack-deps" || image.python().is_some_and(|python| python.variant == Variant::Full)
        });
        // A script may do anything, so after the first one nothing is known.
        let may_update = |call: &Call| {
            install::apt(call).is_some_and(|(subcommand, _)| subcommand == "update")
                || is_shell(&call.program)
                || matches!(call.program.as_str(), "add-apt-repository" | "source" | ".")
                || call.written.contains('/') && !call.written.starts_with("/usr/")
        };
        let ancestors = document.lineage(stage.index);
        if ancestors.iter().skip(1).any(|ancestor| document.run_calls(ancestor).any(|(_, call)| may_update(call))) {
            continue;
        }
        for (instruction, call) in document.run_calls(stage) {
            let is_mounted =
                instruction.mounts().iter().any(|mount| mount.target().is_some_and(|target| target.starts_with("/var/")));
            if may_update(call) || is_mounted || !instruction.heredocs.is_empty() && document.text.contains("apt-get update") {
                break;
            }
            let packages = install::apt_packages(call).unwrap_or_default();
            let is_brought = |text: &str| is_full && BROUGHT.contains(&text);
            let is_fetched = |text: &str| !text.contains(".deb") && !is_brought(text);
            if packages.iter().any(|package| package.is_literal && is_fetched(&package.text)) {
                findings.add(call.span.clone(), "the image has no package lists").help("put `apt-get update &&` in front");
                break;
            }
        }
    }
}
