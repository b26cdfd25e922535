//! `empty-continuation`

use super::{Document, Edit, Findings, rule};

rule! {
    /// ## What it does
    /// Checks for empty lines inside an instruction that goes on over several lines.
    ///
    /// ## Why is this bad
    /// An empty line looks like the end of the instruction, and it will be one in a future syntax: then the rest of
    /// the lines is read as instructions of its own.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM scratch
    /// COPY one \
    ///
    ///   two /data/
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM scratch
    /// COPY one \
    ///   two /data/
    /// ```
    "empty-continuation", Warning, Safe, ["NoEmptyContinuation"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for instruction in document.instructions().iter().filter(|instruction| !instruction.empty_continuations.is_empty()) {
        let lines = document.lines();
        let mut edits: Vec<Edit> =
            instruction.empty_continuations.iter().map(|line| Edit::replace(lines.whole(*line), "")).collect();
        // Empty lines that stand together are one edit.
        edits.dedup_by(|next, edit| {
            let touches = edit.span.end == next.span.start;
            if touches {
                edit.span.end = next.span.end;
            }
            touches
        });
        let span = document.head_span(instruction);
        findings
            .add(span, format!("an empty line in the middle of the {}", instruction.keyword))
            .help("remove the empty line, or write a comment there")
            .edits(edits);
    }
}
