//! `duplicate-stage-name`

use super::{Document, Findings, rule};

rule! {
    /// ## What it does
    /// Checks for two stages with one name.
    ///
    /// ## Why is this bad
    /// The name refers to the last stage that has it; the earlier stage can only be referred to by its number,
    /// which is unexpected.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM scratch AS builder
    /// FROM scratch AS builder
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM scratch AS builder
    /// FROM scratch AS tester
    /// ```
    "duplicate-stage-name", Error, None, ["DuplicateStageName", "DL3024"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for (index, stage) in document.stages.iter().enumerate() {
        let Some(name) = &stage.name else { continue };
        let Some(earlier) = document.stages[..index].iter().find(|earlier| earlier.name.as_ref() == Some(name)) else { continue };
        let span = stage.from.placed_words().get(2).map_or_else(|| document.head_span(stage.from), |(_, span)| span.clone());
        findings
            .add(span, format!("the stage on line {} has the name `{name}` already", earlier.from.line))
            .help("give each stage a unique name");
    }
}
