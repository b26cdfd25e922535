//! `ignore-root-only`

use super::{Edit, Findings, IgnoreDocument, rule};

rule! {
    /// ## What it does
    /// Checks for patterns that are meant for every folder and count for the topmost one only.
    ///
    /// ## Why is this bad
    /// Unlike in `.gitignore`, a name without `**/` matches at the root of the context alone: `src/shop/__pycache__`
    /// and `services/.env` are sent all the same.
    ///
    /// ## Example
    /// ```text .dockerignore
    /// __pycache__
    /// ```
    ///
    /// ## Use instead
    /// ```text .dockerignore
    /// **/__pycache__
    /// ```
    "ignore-root-only", Warning, Safe, [], Dockerignore(check)
}

const EVERYWHERE: [&str; 16] = [
    "*$py.class",
    "*.egg-info",
    "*.key",
    "*.pem",
    "*.py[co]",
    "*.py[cod]",
    "*.pyc",
    "*.pyo",
    ".DS_Store",
    ".env",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    "__pycache__",
    "node_modules",
];

fn check(document: &IgnoreDocument<'_>, findings: &mut Findings) {
    let Ok(file) = &document.parsed else { return };
    for pattern in file.patterns.iter().filter(|pattern| !pattern.is_exception) {
        let written = pattern.written.trim_end_matches('/');
        let everywhere = format!("**/{written}");
        let is_doubled = file.patterns.iter().any(|other| other.pattern == everywhere);
        if EVERYWHERE.contains(&written) && !is_doubled {
            let span = document.trimmed(pattern.line);
            findings
                .add(span.clone(), format!("`{written}` counts at the root of the context only"))
                .help(format!("write `{everywhere}`"))
                .edits(vec![Edit::insert(span.start, "**/")]);
        }
    }
}
