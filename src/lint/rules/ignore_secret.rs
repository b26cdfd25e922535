//! `ignore-secret`

use super::{Edit, Findings, IgnoreDocument, rule};
use crate::dockerfile::{Dockerfile, Instruction};
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
    "ignore-secret", Warning, Safe, [], Dockerignore(check), also Build as ["secret-copied"]
}

/// Findings in one file; a folder full of keys is one problem.
const MOST: usize = 10;

fn check(document: &IgnoreDocument<'_>, findings: &mut Findings) {
    let Ok(file) = &document.parsed else { return };
    let sources = copied(document);
    let is_taken = |path: &RelPath| sources.as_ref().is_none_or(|sources| sources.iter().any(|source| takes(source, path)));
    let secrets = document.context.secrets().into_iter().filter(|(path, _)| !file.is_ignored(path) && is_taken(path));
    for (path, holds) in secrets.take(MOST) {
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

/// What the Dockerfiles of this context copy; nothing where no Dockerfile is known.
fn copied(document: &IgnoreDocument<'_>) -> Option<Vec<String>> {
    let tree = document.context.tree()?;
    let texts: Vec<_> = document.context.dockerfiles().iter().filter_map(|path| tree.text(path).ok().flatten()).collect();
    let sources = texts.iter().flat_map(|text| {
        let parsed = Dockerfile::parse_leniently(text).0;
        let own = parsed.instructions.iter().filter(|copy| copy.flag("from").is_none());
        own.filter_map(Instruction::copy_paths).flat_map(|paths| paths.sources).collect::<Vec<_>>()
    });
    (!texts.is_empty()).then(|| sources.collect())
}

/// Whether a source of `COPY` brings the file along: it names the file, a folder above it, or something that only the
/// build knows.
fn takes(source: &str, path: &RelPath) -> bool {
    let plain = source.trim_matches(['"', '\'']).trim_start_matches("./").trim_matches('/');
    let is_above = |plain: &str| path.as_str().strip_prefix(plain).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    plain.is_empty() || plain == "." || plain.contains(['$', '*', '?', '[']) || is_above(plain)
}
