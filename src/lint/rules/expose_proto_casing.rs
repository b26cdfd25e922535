//! `expose-proto-casing`

use super::{Document, Findings, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks that the protocol of an `EXPOSE` is in lower case.
    ///
    /// ## Why is this bad
    /// Tools that read the image's settings compare the protocol as it is written there.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM scratch
    /// EXPOSE 8000/TCP
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM scratch
    /// EXPOSE 8000/tcp
    /// ```
    "expose-proto-casing", Warning, Safe, ["ExposeProtoCasing"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for instruction in document.of(Keyword::Expose) {
        for (word, span) in instruction.placed_words() {
            let Some((port, protocol)) = word.split_once('/') else { continue };
            let lower = protocol.to_lowercase();
            if lower != protocol && !protocol.contains('$') {
                let finding = findings.add(span.clone(), format!("protocol `{protocol}` should be in lower case"));
                finding.help(format!("write `{port}/{lower}`"));
                if document.is(&span, word) {
                    finding.edit(span, format!("{port}/{lower}"));
                }
            }
        }
    }
}
