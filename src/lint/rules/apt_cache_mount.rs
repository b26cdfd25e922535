//! `apt-cache-mount`

use super::{Document, Findings, rule};
use crate::dockerfile::{Keyword, Mount};

rule! {
    /// ## What it does
    /// Checks for cache mounts of apt's folders that stay empty or get in each other's way.
    ///
    /// ## Why is this bad
    /// Debian's official images delete every package after its installation (`/etc/apt/apt.conf.d/docker-clean`), so
    /// that the mount stays empty. And apt locks its folders: without `sharing=locked`, two builds at once fail.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN --mount=type=cache,target=/var/cache/apt apt-get update && apt-get install -y --no-install-recommends libpq5
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN rm -f /etc/apt/apt.conf.d/docker-clean
    /// RUN --mount=type=cache,target=/var/cache/apt,sharing=locked apt-get update && apt-get install -y --no-install-recommends libpq5
    /// ```
    "apt-cache-mount", Warning, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        let is_debian = document.root_image(stage.index).is_some_and(|image| image.is_debian() == Some(true));
        let cleans = document.lineage(stage.index).iter().any(|stage| {
            let is_named = |text: &str| {
                ["docker-clean", "keep-cache", "Keep-Downloaded", "Dir::Cache"].iter().any(|part| text.contains(part))
            };
            document.run_calls(stage).any(|(_, call)| {
                call.arguments.iter().any(|argument| is_named(&argument.text))
                    || call.redirects.iter().any(|(_, target)| is_named(target))
            })
        });
        for instruction in stage.of(Keyword::Run).filter(|_| is_debian) {
            for flag in instruction.flags.iter().filter(|flag| flag.name == "mount") {
                let Some(mount) = flag.value.as_deref().and_then(|value| Mount::parse(value).ok()) else { continue };
                let target = mount.target().unwrap_or_default().trim_end_matches('/');
                let is_apt = target.starts_with("/var/cache/apt") || target.starts_with("/var/lib/apt");
                if !is_apt || mount.kind() != "cache" {
                    continue;
                }
                let span = instruction.flag_span(flag);
                if !cleans && target.starts_with("/var/cache/apt") {
                    findings
                        .add(span, "the image's `docker-clean` keeps this mount empty")
                        .help("remove the mount, or put `RUN rm -f /etc/apt/apt.conf.d/docker-clean` above");
                } else if !matches!(mount.value(&["sharing"]), Some("locked" | "private")) {
                    findings.add(span, "concurrent builds write to this cache at the same time").help("add `sharing=locked`");
                }
            }
        }
    }
}
