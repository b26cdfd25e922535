//! `eol-python`

use super::{Document, Findings, rule};
use crate::knowledge::python_releases;

rule! {
    /// ## What it does
    /// Checks for images of a Python that has reached its end: the official ones, and those of vendors such as uv and AWS.
    ///
    /// ## Why is this bad
    /// It gets no security fixes any more, and libraries stop publishing for it.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.8-slim-bookworm
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// ```
    "eol-python", Warning, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let today = crate::today::today(None);
    for stage in &document.stages {
        let Some(python) = stage.image().and_then(|image| image.facts()?.python) else { continue };
        let words = stage.from.placed_words();
        let Some((_, span)) = words.first() else { continue };
        let ended = match python_releases().get(python) {
            Some(release) if release.end_of_life < today => format!("on {}", release.end_of_life),
            None if (python.major, python.minor) < (3, 7) => "years ago".to_owned(),
            _ => continue,
        };
        findings
            .add(span.clone(), format!("Python {python} reached its end of life {ended}"))
            .help(format!("move to a newer one, such as {}", python_releases().default));
    }
}
