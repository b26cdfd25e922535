//! `expose-invalid-format`

use super::{Document, Findings, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks that `EXPOSE` names ports, without an address and without a port of the host.
    ///
    /// ## Why is this bad
    /// `EXPOSE` tells which ports the program in the container listens on. Where they are published is said by
    /// `docker run --publish`; an address here is dropped in silence, and a port above 65535 is none.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM scratch
    /// EXPOSE 80:8000
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM scratch
    /// EXPOSE 8000
    /// ```
    "expose-invalid-format", Error, Safe, ["ExposeInvalidFormat", "DL3011"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for instruction in document.of(Keyword::Expose) {
        for (word, span) in instruction.placed_words() {
            if word.contains(['$', '"', '\'']) {
                continue;
            }
            let (ports, protocol) = word.split_once('/').map_or((word, None), |(ports, protocol)| (ports, Some(protocol)));
            if let Some((_, last)) = ports.rsplit_once(':') {
                let good = protocol.map_or_else(|| last.to_owned(), |protocol| format!("{last}/{protocol}"));
                let finding = findings.add(span.clone(), format!("`{word}` has an address or a port of the host in it"));
                finding.help(format!("write `{good}`; `docker run --publish` says the rest"));
                if !last.is_empty() && document.is(&span, word) {
                    finding.edit(span, good);
                }
                continue;
            }
            let is_port = |text: &str| text.parse::<u32>().is_ok_and(|port| port <= 65_535);
            if !ports.split('-').all(is_port) {
                findings.add(span, format!("`{ports}` is no port")).help("a port is a number up to 65535");
            }
        }
    }
}
