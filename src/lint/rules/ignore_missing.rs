//! `ignore-missing`

use super::{Confidence, Document, Findings, rule};
use crate::dockerfile::Instruction;

rule! {
    /// ## What it does
    /// Checks that there is an ignore file where the whole folder is copied.
    ///
    /// ## Why is this bad
    /// `COPY . .` also copies `.git`, `.env`, virtual environments and caches: secrets get into the image, and every
    /// commit invalidates the build cache.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY . .
    /// ```
    ///
    /// ## Use instead
    /// ```text .dockerignore
    /// **/.env
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY . .
    /// ```
    "ignore-missing", Warning, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    if !document.context.lacks_ignore_file() {
        return;
    }
    let is_whole = |instruction: &&Instruction| {
        instruction.flag("from").is_none()
            && instruction
                .copy_paths()
                .is_some_and(|paths| paths.sources.iter().any(|source| matches!(source.as_str(), "." | "./" | "/")))
    };
    if let Some(instruction) = document.instructions().iter().find(is_whole) {
        findings
            .add(document.head_span(instruction), "everything is copied, and there is no .dockerignore")
            .help("`pydock init` writes one")
            .confidence(if document.context.is_sure() { Confidence::High } else { Confidence::Low });
    }
}
