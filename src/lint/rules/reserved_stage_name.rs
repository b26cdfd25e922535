//! `reserved-stage-name`

use super::{Document, Findings, rule};

rule! {
    /// ## What it does
    /// Checks for stages with the name `scratch` or `context`.
    ///
    /// ## Why is this bad
    /// `FROM scratch` means the empty image and `--from=context` the build context, so a stage of that name cannot be
    /// reached.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie AS scratch
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie AS builder
    /// ```
    "reserved-stage-name", Error, None, ["ReservedStageName", "DL3063"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        let words = stage.from.placed_words();
        let Some(((_, span), name)) = words.get(2).zip(stage.name.as_deref()) else { continue };
        if matches!(name, "scratch" | "context") {
            findings.add(span.clone(), format!("`{name}` is reserved and cannot name a stage")).help("choose another name");
        }
    }
}
