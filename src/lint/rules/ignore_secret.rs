//! `ignore-secret`

use super::{Edit, Findings, IgnoreDocument, rule};

rule! {
    /// ## What it does
    /// Checks for files with secrets that are in the folder and that the ignore file lets through.
    ///
    /// ## Why is this bad
    /// `COPY . .` takes them into the image, where everybody who has the image can read them.
    ///
    /// ## Example
    /// ```text .dockerignore
    /// **/__pycache__
    /// ```
    /// ```text .env
    /// PASSWORD=hunter2
    /// ```
    ///
    /// ## Use instead
    /// ```text .dockerignore
    /// **/__pycache__
    /// **/.env
    /// ```
    /// ```text .env
    /// PASSWORD=hunter2
    /// ```
    "ignore-secret", Warning, Safe, [], Dockerignore(check), also Build as ["secret-copied"]
}

/// Findings in one file; a folder full of keys is one problem.
const MOST: usize = 10;

fn check(document: &IgnoreDocument<'_>, findings: &mut Findings) {
    let Ok(file) = &document.parsed else { return };
    for (path, holds) in document.context.secrets().into_iter().filter(|(path, _)| !file.is_ignored(path)).take(MOST) {
        let name = path.file_name();
        let end = document.text.len();
        let newline = if document.text.contains("\r\n") { "\r\n" } else { "\n" };
        let break_before = if document.text.is_empty() || document.text.ends_with('\n') { "" } else { newline };
        let last = document.trimmed(document.lines().count().max(1));
        findings
            .add(last, format!("`{path}` ({holds}) is in the build context"))
            .help(format!("add `**/{name}` at the end"))
            .edits(vec![Edit::insert(end, format!("{break_before}**/{name}{newline}"))]);
    }
}
