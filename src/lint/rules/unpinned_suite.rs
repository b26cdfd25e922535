//! `unpinned-suite`

use super::{Document, Findings, Variant, rule};
use crate::knowledge::python_releases;

rule! {
    /// ## What it does
    /// Checks for official Python images whose tag does not name the Debian or Alpine release.
    ///
    /// ## Why is this bad
    /// `python:3.14-slim` moves to the next Debian release without notice. In August 2025 it moved to trixie, where
    /// some packages have other names.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// ```
    "unpinned-suite", Warning, Unsafe, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        let Some((image, python)) = stage.image().and_then(|image| Some((image, image.python()?))) else { continue };
        let is_open = python.suite.is_none() && image.digest.is_none() && python.variant != Variant::Windows;
        let (true, Some(tag), Some(version)) = (is_open, &image.tag, python.version) else { continue };
        let words = stage.from.placed_words();
        let Some((written, span)) = words.first() else { continue };
        let release = format!("{}.{}", version.0, version.1).parse().ok().and_then(|version| python_releases().get(version));
        let finding = findings.add(span.clone(), format!("`{tag}` does not pin the Debian or Alpine release"));
        // A full version is of its time, and the releases of today may have come after it.
        let is_full = tag.split('-').next().is_some_and(|first| first.split('.').count() > 2);
        let Some(release) = release.filter(|_| !is_full) else {
            finding.help("pin the release too: the image's list of tags has those that exist for this version");
            continue;
        };
        let new = match python.variant {
            Variant::Alpine => format!("{written}{}", release.alpine),
            _ => format!("{written}-{}", release.suites.first().map_or_else(String::new, ToString::to_string)),
        };
        finding.help(format!("pin the release: `{new}`"));
        // A tag that is not of the known form is left to a person.
        let is_known = if python.variant == Variant::Alpine { tag.ends_with("-alpine") } else { !tag.ends_with('-') };
        if document.is(span, &image.full) && is_known {
            finding.edit(span.clone(), new);
        }
    }
}
