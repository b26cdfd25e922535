//! `add-instead-of-copy`

use super::{Document, Findings, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks for `ADD` of plain local files.
    ///
    /// ## Why is this bad
    /// `ADD` unpacks archives and fetches URLs. Where neither is meant, `COPY` says so and cannot surprise.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM scratch
    /// ADD shop /app/shop
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM scratch
    /// COPY shop /app/shop
    /// ```
    "add-instead-of-copy", Warning, Safe, ["DL3020"], Dockerfile(check)
}

const ARCHIVES: [&str; 10] = [".tar", ".gz", ".tgz", ".bz2", ".xz", ".txz", ".zst", ".tbz2", ".Z", ".lz4"];

fn check(document: &Document<'_>, findings: &mut Findings) {
    for instruction in document.of(Keyword::Add) {
        let Some(paths) = instruction.copy_paths() else { continue };
        let is_special = |source: &String| {
            let source = source.trim_matches(['"', '\'']);
            source.contains("://")
                || source.starts_with("git@")
                || source.contains(['$', '*', '?'])
                || ARCHIVES.iter().any(|end| source.ends_with(end))
        };
        let has_own_flag =
            instruction.flags.iter().any(|flag| matches!(flag.name.as_str(), "checksum" | "keep-git-dir" | "unpack"));
        if has_own_flag || paths.sources.iter().any(is_special) {
            continue;
        }
        let span = document.keyword_span(instruction);
        let finding = findings.add(document.head_span(instruction), "nothing is fetched or unpacked here");
        let lower = instruction.written_keyword.chars().all(char::is_lowercase);
        finding.help("write `COPY`");
        if document.is(&span, &instruction.written_keyword) {
            finding.edit(span, if lower { "copy" } else { "COPY" });
        }
    }
}
