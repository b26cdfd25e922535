//! `no-digest`

use super::{Document, Findings, rule};

rule! {
    /// ## What it does
    /// Checks for base images without a digest.
    ///
    /// ## Why is this bad
    /// The owner of a tag can move it to another image. The rule is off by default because a digest that no bot
    /// updates keeps security fixes out.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie@sha256:0b23cfb7425d065008b778022a17b1551c82f8b4866ee5a7a200084b7e2eafbf
    /// ```
    "no-digest", Info, None, [], optional Dockerfile(check), also Team as ["digests"]
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        let Some(image) = stage.image().filter(|image| image.digest.is_none()) else { continue };
        let words = stage.from.placed_words();
        let Some((_, span)) = words.first() else { continue };
        findings
            .add(span.clone(), format!("`{}` has no digest", image.full))
            .help("`docker buildx imagetools inspect` prints it; let a bot renew it");
    }
}
