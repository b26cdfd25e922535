//! `maintainer-deprecated`

use super::{Document, Findings, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks for the instruction `MAINTAINER`.
    ///
    /// ## Why is this bad
    /// It is deprecated: a label says the same and can be read by tools.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM scratch
    /// MAINTAINER jo@example.org
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM scratch
    /// LABEL org.opencontainers.image.authors="jo@example.org"
    /// ```
    "maintainer-deprecated", Warning, Safe, ["MaintainerDeprecated", "DL4000"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for instruction in document.of(Keyword::Maintainer) {
        let name = instruction.arguments.as_shell().unwrap_or_default();
        let quoted = name.trim_matches('"').replace('\\', "\\\\").replace('"', "\\\"").replace('$', "\\$");
        findings
            .add(document.head_span(instruction), "`MAINTAINER` is deprecated")
            .help("use the label `org.opencontainers.image.authors`")
            .edit(instruction.span.clone(), format!("LABEL org.opencontainers.image.authors=\"{quoted}\""));
    }
}
