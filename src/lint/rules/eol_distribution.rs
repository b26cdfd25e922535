//! `eol-distribution`

use super::{Document, Findings, rule};

rule! {
    /// ## What it does
    /// Checks for base images of a Debian, Ubuntu or Alpine release that has reached its end.
    ///
    /// ## Why is this bad
    /// It gets no security fixes any more, and in time its package lists move to an archive, so that `apt-get update`
    /// fails.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM debian:buster-slim
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM debian:trixie-slim
    /// ```
    "eol-distribution", Warning, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let today = crate::today::today(None);
    for stage in &document.stages {
        let Some(facts) = stage.image().and_then(super::ImageName::facts) else { continue };
        let (Some(distribution), Some(release)) = (facts.distribution, facts.release) else { continue };
        let words = stage.from.placed_words();
        let Some((_, span)) = words.first().filter(|_| release.end < today) else { continue };
        findings
            .add(span.clone(), format!("{} {} reached its end of life on {}", distribution.title, release.shown(), release.end))
            .help(format!("move to a newer one, such as {}", distribution.newest));
    }
}
