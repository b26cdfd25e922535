//! `consecutive-run`

use super::{Document, Findings, rule};
use crate::dockerfile::{Instruction, Keyword};

rule! {
    /// ## What it does
    /// Checks for `RUN` after `RUN`.
    ///
    /// ## Why is this bad
    /// Each makes a layer of its own. It is off by default because separate layers are cached on their own, which is
    /// often what is wanted.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN mkdir /data
    /// RUN mkdir /logs
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN mkdir /data /logs
    /// ```
    "consecutive-run", Info, None, ["DL3059"], optional Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for pair in document.instructions().windows(2) {
        let is_plain = |instruction: &Instruction| instruction.keyword == Keyword::Run && instruction.flags.is_empty();
        if is_plain(&pair[0]) && is_plain(&pair[1]) {
            findings
                .add(document.head_span(&pair[1]), "this could be one layer with the `RUN` above")
                .help("join them with `&&`");
        }
    }
}
