//! `adduser-missing`

use super::{Confidence, Document, Findings, Variant, apt, install, rule};
use crate::shell::Joint;

rule! {
    /// ## What it does
    /// Checks for tools that make users and are not in the image.
    ///
    /// ## Why is this bad
    /// Debian's slim images have no `adduser` from trixie on, and Alpine has no `useradd` but an `adduser` with flags
    /// of its own. The build fails with "not found", exit status 127.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN adduser --disabled-password --gecos "" app
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN useradd --uid 10001 --create-home app
    /// ```
    "adduser-missing", Error, None, [], Dockerfile(check), also Build as []
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        let Some(image) = document.root_image(stage.index) else { continue };
        let installed = apt::installed(document, stage.index);
        let has = |name: &str| installed.iter().any(|known| known == name);
        let is_slim = image.python().map_or_else(|| image.repository == "debian", |python| python.variant == Variant::Slim);
        let suite = image.debian_suite().or_else(|| {
            let version = image.python()?.version?;
            // Tags that leave the suite open are those of trixie since August 2025.
            (version >= (3, 10)).then_some("trixie")
        });
        let lacks_adduser = is_slim && matches!(suite, Some("trixie")) && !has("adduser");
        let is_alpine = image.is_alpine() == Some(true);
        let has_shadow = document.lineage(stage.index).iter().any(|stage| {
            document.run_calls(stage).any(|(_, call)| {
                install::apk_packages(call)
                    .is_some_and(|packages| packages.iter().any(|package| package.text.starts_with("shadow")))
            })
        });
        for (_, call) in document.run_calls(stage) {
            // What follows `||` is there for exactly this case.
            let guarded = call.place.joint == Some(Joint::Or) || call.place.depth > 0;
            let program = call.program.as_str();
            let (problem, advice) = match program {
                _ if guarded => continue,
                "adduser" | "addgroup" if lacks_adduser => {
                    (format!("this image has no `{program}`"), "write `useradd --uid 10001 --create-home app`, or `groupadd`")
                }
                "useradd" | "groupadd" | "usermod" if is_alpine && !has_shadow => {
                    (format!("Alpine has no `{program}`"), "write `adduser -D -u 10001 app`, or `addgroup`")
                }
                "adduser" if image.is_debian() == Some(true) && call.has(&["-D"]) => {
                    ("Debian's `adduser` does not know `-D`".to_owned(), "write `useradd --uid 10001 --create-home app`")
                }
                "adduser" if is_alpine && call.has(&["--disabled-password", "--gecos"]) && call.has(&["--create-home"]) => {
                    ("Alpine's `adduser` does not know `--create-home`".to_owned(), "write `adduser -D -u 10001 app`")
                }
                _ => continue,
            };
            // Daemons bring `adduser` along, as what they depend on.
            let is_sure = !problem.starts_with("this image") || installed.iter().all(|package| brings_nothing(package));
            let confidence = if is_sure { Confidence::High } else { Confidence::Low };
            findings.add(call.span.clone(), problem).help(advice).confidence(confidence);
        }
    }
}

/// Packages that depend on no `adduser`, neither they nor what they bring along.
fn brings_nothing(package: &str) -> bool {
    const NAMES: [&str; 18] = [
        "build-essential",
        "bzip2",
        "ca-certificates",
        "curl",
        "dumb-init",
        "g++",
        "gcc",
        "gettext",
        "git",
        "gosu",
        "jq",
        "locales",
        "make",
        "nano",
        "tini",
        "unzip",
        "wget",
        "xz-utils",
    ];
    package.starts_with("lib") || NAMES.contains(&package)
}
