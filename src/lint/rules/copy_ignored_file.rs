//! `copy-ignored-file`

use super::{Document, Findings, Severity, rule};
use crate::model::RelPath;

rule! {
    /// ## What it does
    /// Checks for `COPY` and `ADD` of paths that the ignore file excludes.
    ///
    /// ## Why is this bad
    /// The builder never sees the file, so the build fails with "not found" although the file is there.
    ///
    /// ## Example
    /// ```text .dockerignore
    /// **/*.md
    /// ```
    /// ```dockerfile
    /// FROM scratch
    /// COPY README.md /app/
    /// ```
    ///
    /// ## Use instead
    /// ```text .dockerignore
    /// **/*.md
    /// !README.md
    /// ```
    /// ```dockerfile
    /// FROM scratch
    /// COPY README.md /app/
    /// ```
    "copy-ignored-file", Error, None, ["CopyIgnoredFile"], Dockerfile(check), also Build as ["source-ignored"]
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let Some(ignore) = document.context.ignore_file() else { return };
    for (index, instruction) in document.instructions().iter().enumerate() {
        if instruction.flag("from").is_some() {
            continue;
        }
        let Some(paths) = instruction.copy_paths() else { continue };
        for source in &paths.sources {
            let Some(path) = document.expand(index, source) else { continue };
            let path = path.trim_start_matches('/').trim_end_matches('/');
            if path.contains(['*', '?', '[']) || path.contains("://") || path.starts_with("git@") {
                continue;
            }
            let Ok(path) = RelPath::parse(path) else { continue };
            let Some(pattern) = ignore.decided_by(&path).filter(|pattern| !pattern.is_exception) else { continue };
            // An exception further down brings back a part of the folder.
            let prefix = format!("{path}/");
            let comes_back = ignore.patterns.iter().any(|other| other.is_exception && other.pattern.starts_with(&prefix));
            if !comes_back {
                let span = instruction.placed_words().into_iter().find(|(word, _)| word == source).map(|(_, span)| span);
                let name = document.context.ignore_path().map_or_else(String::new, ToString::to_string);
                findings
                    .add(
                        span.unwrap_or_else(|| document.head_span(instruction)),
                        format!(
                            "`{path}` is not in the build context: `{}` in {name}:{} excludes it",
                            pattern.written, pattern.line
                        ),
                    )
                    .help(format!("add `!{path}` below that line, or do not copy it"))
                    // The folder may not be the build context; only a simulated build is sure.
                    .at_most(Severity::Warning);
            }
        }
    }
}
