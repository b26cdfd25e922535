//! `from-as-casing`

use super::{Document, Findings, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks that `AS` is written in the case of its `FROM`.
    ///
    /// ## Why is this bad
    /// Keywords in two cases make a line harder to read, and BuildKit's own check fails a `docker build --check` for
    /// it.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM scratch as builder
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM scratch AS builder
    /// ```
    "from-as-casing", Warning, Safe, ["FromAsCasing"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for from in document.of(Keyword::From) {
        let words = from.placed_words();
        let Some((written, span)) = words.get(1) else { continue };
        let keyword = from.written_keyword.as_str();
        let is_lower = keyword.chars().all(|c| !c.is_uppercase());
        let is_upper = keyword.chars().all(|c| !c.is_lowercase());
        let wanted = if is_lower { "as" } else { "AS" };
        if (is_lower || is_upper) && *written != wanted {
            let finding = findings.add(span.clone(), format!("`{written}` and `{keyword}` are in different cases"));
            finding.help(format!("write `{wanted}`")).edit(span.clone(), wanted);
        }
    }
}
