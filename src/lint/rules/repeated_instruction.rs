//! `repeated-instruction`

use super::{Document, Findings, rule};
use crate::dockerfile::{Instruction, Keyword};

rule! {
    /// ## What it does
    /// Checks for a second `CMD`, `ENTRYPOINT` or `HEALTHCHECK` in a stage.
    ///
    /// ## Why is this bad
    /// Only the last one has an effect. Editing one of the others does nothing.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM scratch
    /// CMD ["one"]
    /// CMD ["two"]
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM scratch
    /// CMD ["two"]
    /// ```
    "repeated-instruction", Warning, None, ["MultipleInstructionsDisallowed", "DL4003", "DL4004", "DL3012"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        for keyword in [Keyword::Cmd, Keyword::Entrypoint, Keyword::Healthcheck] {
            let all: Vec<&Instruction> = stage.of(keyword).collect();
            let Some((last, useless)) = all.split_last() else { continue };
            for instruction in useless {
                let span = document.head_span(instruction);
                findings
                    .add(span, format!("this {keyword} does nothing: the one on line {} counts", last.line))
                    .help("remove it");
            }
        }
    }
}
