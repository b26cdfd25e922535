//! `instruction-casing`

use super::{Document, Findings, rule};

rule! {
    /// ## What it does
    /// Checks that all instructions are written in one case, upper or lower.
    ///
    /// ## Why is this bad
    /// Instructions in mixed case are harder to find by eye and by search.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM scratch
    /// COPY one /one
    /// copy two /two
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM scratch
    /// COPY one /one
    /// COPY two /two
    /// ```
    "instruction-casing", Warning, Safe, ["ConsistentInstructionCasing"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let is_upper = |text: &str| !text.contains(|c: char| c.is_lowercase());
    let is_lower = |text: &str| !text.contains(|c: char| c.is_uppercase());
    let written = || document.instructions().iter().map(|instruction| instruction.written_keyword.as_str());
    let upper = written().filter(|word| is_upper(word)).count();
    let lower = written().filter(|word| is_lower(word)).count();
    let majority_is_lower = lower > upper;
    for instruction in document.instructions() {
        let word = &instruction.written_keyword;
        if if majority_is_lower { is_lower(word) } else { is_upper(word) } {
            continue;
        }
        let wanted = if majority_is_lower { word.to_lowercase() } else { word.to_uppercase() };
        let span = document.keyword_span(instruction);
        let finding = findings.add(span.clone(), format!("`{word}` is not in the case of most instructions here"));
        finding.help(format!("write `{wanted}`"));
        if document.is(&span, word) {
            finding.edit(span, wanted);
        }
    }
}
