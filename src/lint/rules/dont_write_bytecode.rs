//! `dont-write-bytecode`

use super::{Document, Findings, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks for `PYTHONDONTWRITEBYTECODE` in the image that is shipped.
    ///
    /// ## Why is this bad
    /// It does not make the image smaller: pip compiles all the same. It only keeps Python from caching what it
    /// compiles at run time.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// ENV PYTHONDONTWRITEBYTECODE=1
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// ENV PYTHONUNBUFFERED=1
    /// ```
    "dont-write-bytecode", Info, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let Some(last) = document.last_stage() else { return };
    for stage in document.lineage(last.index) {
        for instruction in stage.of(Keyword::Env) {
            let is_set = instruction.pairs().iter().any(|pair| {
                pair.name == "PYTHONDONTWRITEBYTECODE" && pair.value.as_deref().is_some_and(|value| !value.is_empty())
            });
            if is_set {
                let span = document.head_span(instruction);
                findings.add(span, "this does not make the image smaller: pip compiles anyway").help("remove it");
            }
        }
    }
}
