//! `syntax-error`

use super::{Confidence, Document, Findings, rule};

rule! {
    /// ## What it does
    /// Checks that BuildKit's parser takes the file.
    ///
    /// ## Why is this bad
    /// The build fails before it begins.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM scratch
    /// COPPY one /one
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM scratch
    /// COPY one /one
    /// ```
    "syntax-error", Error, None, [], Dockerfile(check), also Build as ["dockerfile-invalid"]
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for error in &document.errors {
        let line = document.lines().range(error.line);
        let text = document.lines().text(error.line);
        let start = line.start + text.len() - text.trim_start().len();
        let is_about_comment = super::inline_comment::in_broken_line(document, error).is_some();
        if is_about_comment {
            continue;
        }
        // A template becomes a Dockerfile only when its values are put in.
        let is_template = ["{%", "{{", "<%"].iter().any(|mark| text.trim_start().starts_with(mark));
        let confidence = if is_template { Confidence::Low } else { Confidence::High };
        findings.add(start..line.end.max(start), error.problem.to_string()).confidence(confidence);
    }
}
