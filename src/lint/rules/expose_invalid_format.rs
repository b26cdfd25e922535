//! `expose-invalid-format`

use super::{Document, Findings, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks that `EXPOSE` names ports, without an address and without a port of the host.
    ///
    /// ## Why is this bad
    /// `EXPOSE` lists the ports that the program in the container listens on. `docker run --publish` maps them to
    /// the host; an address here is silently ignored, and a port above 65535 is invalid.
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
                let finding = findings.add(span.clone(), format!("`{word}` contains an address or a host port"));
                finding.help(format!("write `{good}`; map host ports with `docker run --publish`"));
                if !last.is_empty() && document.is(&span, word) {
                    finding.edit(span, good);
                }
                continue;
            }
            let is_port = |text: &str| text.parse::<u32>().is_ok_and(|port| port <= 65_535);
            if !ports.split('-').all(is_port) {
                findings.add(span, format!("`{ports}` is not a port")).help("a port is a number up to 65535");
            }
        }
    }
}
