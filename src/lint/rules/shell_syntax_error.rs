//! `shell-syntax-error`

use super::{Document, Findings, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks that the commands of a `RUN` are a script that a shell can read.
    ///
    /// ## Why is this bad
    /// The shell stops with a syntax error, and the build fails.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM scratch
    /// RUN if [ -f setup.py ]; then pip install .
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM scratch
    /// RUN if [ -f setup.py ]; then pip install .; fi
    /// ```
    "shell-syntax-error", Error, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let mut is_posix = true;
    for instruction in document.instructions() {
        match instruction.keyword {
            Keyword::From => is_posix = true,
            Keyword::Shell => {
                let words = instruction.words();
                is_posix = words.first().is_some_and(|program| program.ends_with("sh") && !program.contains("pwsh"));
            }
            Keyword::Run if is_posix && instruction.heredocs.is_empty() => {
                let Some(text) = instruction.arguments.as_shell() else { continue };
                if let Err(error) = crate::shell::parse(text) {
                    let at = error.at.min(text.len());
                    let end = (at + text[at..].chars().next().map_or(0, char::len_utf8)).max(at);
                    let span =
                        if at < end { instruction.source_range(&(at..end)) } else { instruction.span.end..instruction.span.end };
                    let span = if document.text.get(span.clone()).is_some() { span } else { document.head_span(instruction) };
                    findings.add(span, error.to_string()).help("lines joined with `\\` are one line to the shell");
                }
            }
            _ => {}
        }
    }
}
