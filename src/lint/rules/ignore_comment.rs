//! `ignore-comment`

use super::{Findings, IgnoreDocument, rule};

rule! {
    /// ## What it does
    /// Checks for comments in the ignore file that are none.
    ///
    /// ## Why is this bad
    /// Only a `#` in the first column opens a comment. An indented one, and one behind a pattern, is part of a
    /// pattern, which matches nothing.
    ///
    /// ## Example
    /// ```text .dockerignore
    /// *.md # documentation
    /// ```
    ///
    /// ## Use instead
    /// ```text .dockerignore
    /// # documentation
    /// *.md
    /// ```
    "ignore-comment", Warning, Safe, [], Dockerignore(check)
}

fn check(document: &IgnoreDocument<'_>, findings: &mut Findings) {
    for line in 1..=document.lines().count() {
        let text = document.lines().text(line);
        let range = document.lines().range(line);
        if text.starts_with('#') {
            continue;
        }
        if text.trim_start().starts_with('#') {
            findings
                .add(document.trimmed(line), "an indented `#` is a pattern")
                .help("move it to the first column")
                .edit(range.clone(), text.trim().to_owned());
        } else if let Some(at) = text.find(" #").or_else(|| text.find("\t#")) {
            let newline = if document.text.contains("\r\n") { "\r\n" } else { "\n" };
            findings
                .add(range.start + at + 1..range.end, "a `#` after a pattern is part of the pattern")
                .help("put the comment on the line above")
                .edit(range.clone(), format!("{}{newline}{}", text[at + 1..].trim(), text[..at].trim()));
        }
    }
}
