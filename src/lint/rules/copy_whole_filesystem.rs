//! `copy-whole-filesystem`

use super::{BaseView, Document, Findings, rule};

rule! {
    /// ## What it does
    /// Checks for `COPY` of a whole file system onto another one.
    ///
    /// ## Why is this bad
    /// It brings everything along: the system, caches and secrets of the other image. Onto an image that has a system
    /// already, it also mixes two of them.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie AS builder
    /// FROM python:3.14-slim-trixie
    /// COPY --from=builder / /
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie AS builder
    /// FROM python:3.14-slim-trixie
    /// COPY --from=builder /opt/venv /opt/venv
    /// ```
    "copy-whole-filesystem", Warning, None, ["DL3067"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in document.stages.iter().filter(|stage| stage.base != BaseView::Scratch) {
        for instruction in stage.instructions {
            let Some(paths) = instruction.copy_paths().filter(|_| instruction.flag("from").is_some()) else { continue };
            // A stage that begins with nothing holds only what was put there.
            let from = instruction.flag("from").and_then(|from| document.stage_called(from, stage.index));
            let begins_empty =
                from.is_some_and(|from| document.lineage(from.index).last().is_some_and(|root| root.base == BaseView::Scratch));
            let is_other_build = instruction.flag("from").is_some_and(|from| document.context.is_named_context(from));
            if paths.sources.iter().any(|source| source == "/") && paths.destination == "/" && !begins_empty && !is_other_build {
                findings
                    .add(document.head_span(instruction), "a whole file system is copied")
                    .help("copy what is needed by name");
            }
        }
    }
}
