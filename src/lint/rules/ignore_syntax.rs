//! `ignore-syntax`

use super::{Findings, IgnoreDocument, rule};

rule! {
    /// ## What it does
    /// Checks that every line of the ignore file is a pattern that the builder can read.
    ///
    /// ## Why is this bad
    /// The build fails on a bracket without its end and on a lone `!`.
    ///
    /// ## Example
    /// ```text .dockerignore
    /// build[
    /// ```
    ///
    /// ## Use instead
    /// ```text .dockerignore
    /// build
    /// ```
    "ignore-syntax", Error, None, [], Dockerignore(check), also Build as ["ignore-invalid"]
}

fn check(document: &IgnoreDocument<'_>, findings: &mut Findings) {
    if let Err(error) = &document.parsed {
        findings.add(document.trimmed(error.line), format!("`{}` {}", error.pattern, error.problem));
    }
}
