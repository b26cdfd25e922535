//! `latest-tag`

use super::{Document, Findings, ImageName, rule};

rule! {
    /// ## What it does
    /// Checks for base images with the tag `latest`.
    ///
    /// ## Why is this bad
    /// `latest` is another Python and another Debian after the next release.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:latest
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// ```
    "latest-tag", Warning, None, ["DL3007"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        let is_latest = |image: &&ImageName| image.tag.as_deref() == Some("latest") && image.digest.is_none();
        let Some(image) = stage.image().filter(is_latest) else { continue };
        let words = stage.from.placed_words();
        let Some((_, span)) = words.first() else { continue };
        findings.add(span.clone(), format!("`{}` is not pinned", image.full)).help("pin a tag, e.g. `python:3.14-slim-trixie`");
    }
}
