//! `add-unchecked-url`

use super::{Document, Findings, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks for an `ADD` from the web without a checksum.
    ///
    /// ## Why is this bad
    /// Nothing shows that the file is the one that was meant: the server may give another one tomorrow.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// ADD https://example.org/model.bin /models/
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// ADD --checksum=sha256:24454f830cdb571e2c4ad15481119c43b3cafd48dd869a9b2945d1036d1dc68d https://example.org/model.bin /models/
    /// ```
    "add-unchecked-url", Warning, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for instruction in document.of(Keyword::Add).filter(|instruction| instruction.flag("checksum").is_none()) {
        let Some(paths) = instruction.copy_paths() else { continue };
        let is_file = |source: &&String| {
            let is_web = source.starts_with("https://") || source.starts_with("http://");
            // A repository of git is named with its branch or commit.
            is_web && !source.contains(".git#") && !source.ends_with(".git")
        };
        if let Some(source) = paths.sources.iter().find(is_file) {
            let span = instruction.placed_words().into_iter().find(|(word, _)| word == source).map(|(_, span)| span);
            findings
                .add(span.unwrap_or_else(|| document.head_span(instruction)), "the downloaded file is not verified")
                .help("add its checksum: `ADD --checksum=sha256:…`");
        }
    }
}
