//! `ignore-needed-file`

use super::{Findings, IgnoreDocument, rule};
use crate::model::RelPath;

rule! {
    /// ## What it does
    /// Checks that the ignore file lets through what the build of the project needs.
    ///
    /// ## Why is this bad
    /// A README that pyproject.toml names, a lock or a manifest that is ignored makes the build fail with "not
    /// found", or the installation with a message about metadata.
    ///
    /// ## Example
    /// ```text .dockerignore
    /// *.md
    /// ```
    /// ```text pyproject.toml
    /// [project]
    /// readme = "README.md"
    /// ```
    /// ```text README.md
    /// # shop
    /// ```
    /// ```dockerfile
    /// FROM scratch
    /// ```
    ///
    /// ## Use instead
    /// ```text .dockerignore
    /// *.md
    /// !README.md
    /// ```
    /// ```text pyproject.toml
    /// [project]
    /// readme = "README.md"
    /// ```
    /// ```text README.md
    /// # shop
    /// ```
    /// ```dockerfile
    /// FROM scratch
    /// ```
    "ignore-needed-file", Error, None, [], Dockerignore(check)
}

const NEEDED: [&str; 9] = [
    "Pipfile",
    "Pipfile.lock",
    "pdm.lock",
    "poetry.lock",
    "pylock.toml",
    "pyproject.toml",
    "requirements.txt",
    "setup.py",
    "uv.lock",
];

fn check(document: &IgnoreDocument<'_>, findings: &mut Findings) {
    let Ok(file) = &document.parsed else { return };
    let readme = document.context.text("pyproject.toml").and_then(|text| {
        let line = text.lines().find_map(|line| line.trim().strip_prefix("readme")?.trim_start().strip_prefix('='))?.to_owned();
        line.split('"').nth(1).map(str::to_owned)
    });
    for name in NEEDED.iter().map(|&name| name.to_owned()).chain(readme) {
        let Ok(path) = RelPath::parse(&name) else { continue };
        let decider = file.decided_by(&path).filter(|pattern| !pattern.is_exception && document.context.has(&name));
        if let Some(pattern) = decider {
            findings
                .add(document.trimmed(pattern.line), format!("this keeps `{name}` from the builder, which needs it"))
                .help(format!("add `!{name}` below"));
        }
    }
}
