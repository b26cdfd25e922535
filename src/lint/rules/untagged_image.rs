//! `untagged-image`

use super::{Document, Findings, rule};

rule! {
    /// ## What it does
    /// Checks for base images without a tag.
    ///
    /// ## Why is this bad
    /// Without a tag it is `latest`, which is another Python and another Debian after the next release.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// ```
    "untagged-image", Warning, None, ["DL3006"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        let Some(image) = stage.image().filter(|image| image.tag.is_none() && image.digest.is_none()) else { continue };
        if document.context.is_named_context(&image.full) {
            continue;
        }
        let words = stage.from.placed_words();
        let Some((_, span)) = words.first() else { continue };
        let finding = findings.add(span.clone(), format!("`{}` has no tag", image.full));
        finding.help(if image.repository == "python" { "name one, such as `python:3.14-slim-trixie`" } else { "name a version" });
    }
}
