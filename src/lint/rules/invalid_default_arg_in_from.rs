//! `invalid-default-arg-in-from`

use super::{Document, Findings, rule};
use crate::dockerfile::{self, Keyword};

rule! {
    /// ## What it does
    /// Checks that the defaults of the `ARG`s in front of the first `FROM` make the names of images whole.
    ///
    /// ## Why is this bad
    /// Without a default, a build without `--build-arg` has no image to begin with, and fails.
    ///
    /// ## Example
    /// ```dockerfile
    /// ARG VERSION
    /// FROM python:${VERSION}
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// ARG VERSION=3.14-slim-trixie
    /// FROM python:${VERSION}
    /// ```
    "invalid-default-arg-in-from", Warning, None, ["InvalidDefaultArgInFrom"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let declared: Vec<String> = document.global_args().into_iter().map(|pair| pair.name).collect();
    for from in document.of(Keyword::From) {
        let words = from.placed_words();
        let Some((text, span)) = words.first() else { continue };
        // Variables that nobody declares are another rule's.
        let is_declared = |name: &str| declared.iter().any(|known| known == name);
        let uses = dockerfile::uses(text, document.dockerfile.escape);
        if uses.is_empty() || !uses.iter().all(|used| is_declared(&used.name) || used.modifier.contains('-')) {
            continue;
        }
        let lookup = |name: &str| dockerfile::Value::Known(document.global(name).unwrap_or_default());
        let name = dockerfile::expand(text, document.dockerfile.escape, &lookup);
        let name = name.known().unwrap_or_default();
        let has_gap =
            |part: &str| name.ends_with(part) || name.contains(&format!("{part}@")) || name.contains(&format!("{part}/"));
        if name.is_empty() || name.starts_with([':', '/', '@']) || has_gap(":") || name.ends_with('@') || name.contains(":-") {
            findings
                .add(span.clone(), format!("without build arguments, `{text}` is `{name}`, which is not an image"))
                .help("give the `ARG` a default");
        }
    }
}
