//! `cd-instead-of-workdir`

use super::{Document, Findings, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks for a `RUN` that opens with `cd`.
    ///
    /// ## Why is this bad
    /// `cd` has no effect on the next instruction. `WORKDIR` sets the folder of all instructions below it.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN cd /app && pip install .
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// RUN pip install .
    /// ```
    "cd-instead-of-workdir", Info, None, ["DL3003"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        for index in stage.range.clone() {
            let is_run = document.instructions()[index].keyword == Keyword::Run;
            let Some(call) = document.calls(index).first().filter(|_| is_run) else { continue };
            if call.program == "cd" && call.place.depth == 0 {
                findings.add(call.span.clone(), "`cd` only affects this `RUN`").help("use `WORKDIR`");
            }
        }
    }
}
