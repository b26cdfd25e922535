//! `ignore-secret`

use super::{Edit, Findings, IgnoreDocument, rule};
use crate::model::RelPath;

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
    "ignore-secret", Warning, Safe, [], Dockerignore(check)
}

const SECRETS: [&str; 8] =
    [".env", ".env.local", ".env.production", ".netrc", ".pypirc", "credentials.json", "id_ed25519", "id_rsa"];

fn check(document: &IgnoreDocument<'_>, findings: &mut Findings) {
    let Ok(file) = &document.parsed else { return };
    for name in SECRETS {
        let Ok(path) = RelPath::parse(name) else { continue };
        if !document.context.has(name) || file.is_ignored(&path) {
            continue;
        }
        let end = document.text.len();
        let newline = if document.text.contains("\r\n") { "\r\n" } else { "\n" };
        let break_before = if document.text.is_empty() || document.text.ends_with('\n') { "" } else { newline };
        let last = document.trimmed(document.lines().count().max(1));
        findings
            .add(last, format!("`{name}` is here, and the builder sees it"))
            .help(format!("add `**/{name}` at the end"))
            .edits(vec![Edit::insert(end, format!("{break_before}**/{name}{newline}"))]);
    }
}
