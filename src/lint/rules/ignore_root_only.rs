//! `ignore-root-only`

use super::{Edit, Findings, IgnoreDocument, rule};
use crate::dockerfile::IgnoreFile;
use crate::model::RelPath;

rule! {
    /// ## What it does
    /// Checks for patterns that are meant for all folders and count for the topmost one only.
    ///
    /// ## Why is this bad
    /// Unlike in `.gitignore`, a name without `**/` matches at the root of the context alone: `src/shop/__pycache__`
    /// and `services/.env` are sent all the same.
    ///
    /// ## Example
    /// ```text .dockerignore
    /// __pycache__
    /// ```
    /// ```text shop/api.py
    /// import flask
    /// ```
    ///
    /// ## Use instead
    /// ```text .dockerignore
    /// **/__pycache__
    /// ```
    /// ```text shop/api.py
    /// import flask
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
        let sample = RelPath::parse(&format!("folder/{}", written.replace('*', "a").replace("[co]", "c").replace("[cod]", "c")));
        let is_doubled = sample.is_ok_and(|path| file.is_ignored(&path));
        if EVERYWHERE.contains(&written) && !is_doubled && is_below(document, file, written) != Some(false) {
            let span = document.trimmed(pattern.line);
            findings
                .add(span.clone(), format!("`{written}` matches only at the root of the context"))
                .help(format!("write `{everywhere}`"))
                .edits(vec![Edit::insert(span.start, "**/")]);
        }
    }
}

/// Whether something of that name is, or will be, in a folder that the builder gets; nothing where no folder is known.
fn is_below(document: &IgnoreDocument<'_>, file: &IgnoreFile, written: &str) -> Option<bool> {
    let walk = document.context.tree()?.walk();
    let lower = || walk.files.iter().filter(|path| path.depth() > 1 && !file.is_ignored(path));
    let has = |wanted: &dyn Fn(&str) -> bool| lower().any(|path| wanted(path.file_name()));
    Some(match written {
        "__pycache__" | "*.py[cod]" | "*.py[co]" | "*.pyc" | "*.pyo" | "*$py.class" => has(&|name| name.ends_with(".py")),
        "node_modules" => has(&|name| name == "package.json"),
        ".ipynb_checkpoints" => has(&|name| name.ends_with(".ipynb")),
        "*.egg-info" => {
            has(&|name| matches!(name, "setup.py" | "setup.cfg")) || walk.folders.iter().any(|path| path.as_str() == "src")
        }
        ".env" => has(&|name| name.starts_with(".env")),
        "*.key" | "*.pem" => has(&|name| name.ends_with(&written[1..])),
        ".DS_Store" => false,
        // The caches of these tools are where they are started.
        _ => has(&|name| name == "pyproject.toml"),
    })
}
