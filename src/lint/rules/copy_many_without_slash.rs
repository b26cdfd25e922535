//! `copy-many-without-slash`

use super::{Document, Edit, Findings, rule};

rule! {
    /// ## What it does
    /// Checks for several sources of a `COPY` whose destination does not end in `/`.
    ///
    /// ## Why is this bad
    /// Several files need a folder to go to, and only the `/` says that it is one: the legacy builder refuses, and a
    /// reader has to guess.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM scratch
    /// COPY one two /app
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM scratch
    /// COPY one two /app/
    /// ```
    "copy-many-without-slash", Warning, Safe, ["DL3021"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for instruction in document.instructions() {
        let Some(paths) = instruction.copy_paths().filter(|paths| paths.sources.len() > 1) else { continue };
        let destination = paths.destination.as_str();
        if destination.ends_with(['/', '\\', '"', '\'']) || matches!(destination, "." | "..") || destination.contains('$') {
            continue;
        }
        let words = instruction.placed_words();
        let last = words.last().map(|(_, span)| span.clone());
        let finding = findings
            .add(last.clone().unwrap_or_else(|| document.head_span(instruction)), format!("`{destination}` should end in `/`"));
        finding.help(format!("write `{destination}/`"));
        if let Some(span) = last.filter(|span| document.is(span, destination)) {
            finding.edits(vec![Edit::insert(span.end, "/")]);
        }
    }
}
