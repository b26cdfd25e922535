//! `stage-name-casing`

use super::{Document, Findings, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks for upper-case letters in the name of a stage.
    ///
    /// ## Why is this bad
    /// BuildKit compares the names of stages in lower case, so `Builder` and `builder` are one stage. A name that is
    /// written in lower case everywhere is found by every search.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM scratch AS Builder
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM scratch AS builder
    /// ```
    "stage-name-casing", Warning, Safe, ["StageNameCasing"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for from in document.of(Keyword::From) {
        let words = from.placed_words();
        let Some((name, span)) = words.get(2) else { continue };
        if name.chars().any(char::is_uppercase) {
            let lower = name.to_lowercase();
            let finding = findings.add(span.clone(), format!("stage name `{name}` should be in lower case"));
            finding.help(format!("write `{lower}`"));
            if document.is(span, name) {
                finding.edit(span.clone(), lower);
            }
        }
    }
}
