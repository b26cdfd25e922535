//! `redundant-target-platform`

use super::{Document, Findings, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks for `--platform=$TARGETPLATFORM`.
    ///
    /// ## Why is this bad
    /// The platform that is built for is the default, so the flag says nothing.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM --platform=$TARGETPLATFORM python:3.14-slim-trixie
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// ```
    "redundant-target-platform", Warning, Safe, ["RedundantTargetPlatform", "DL3065"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for from in document.of(Keyword::From) {
        for flag in from.flags.iter().filter(|flag| flag.name == "platform") {
            if !matches!(flag.value.as_deref(), Some("$TARGETPLATFORM" | "${TARGETPLATFORM}")) {
                continue;
            }
            let span = from.flag_span(flag);
            let blanks = document.text[span.end..].chars().take_while(|c| *c == ' ').count();
            findings
                .add(span.clone(), "the target platform is the default")
                .help("remove the flag")
                .edit(span.start..span.end + blanks, "");
        }
    }
}
