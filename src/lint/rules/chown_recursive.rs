//! `chown-recursive`

use super::{Document, Findings, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks for `chown -R` of what a `COPY` has brought.
    ///
    /// ## Why is this bad
    /// Every file is stored a second time, with its new owner. And an application that owns its code can be made to
    /// rewrite it.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// COPY shop /app/shop
    /// RUN chown -R 10001 /app
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// COPY shop /app/shop
    /// USER 10001
    /// ```
    "chown-recursive", Warning, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        let mut workdir: Option<String> = None;
        let mut copied: Vec<Copied> = Vec::new();
        for index in stage.range.clone() {
            let instruction = &document.instructions()[index];
            if instruction.keyword == Keyword::Workdir {
                let text = instruction.arguments.as_shell().unwrap_or_default();
                workdir = document.expand(index, text);
            }
            if let Some(paths) = instruction.copy_paths() {
                let destination = paths.destination.trim_end_matches('/').to_owned();
                let is_absolute = destination.starts_with('/');
                let to = if is_absolute { destination } else { workdir.clone().unwrap_or_default() };
                let is_from_context = instruction.flag("from").is_none();
                copied.push(Copied { to, sources: paths.sources, is_from_context });
            }
            for call in document.calls(index).iter().filter(|_| instruction.keyword == Keyword::Run) {
                if call.program != "chown" || !call.has(&["-R", "--recursive"]) {
                    continue;
                }
                let touched = call.operands(&[]).into_iter().skip(1).any(|path| {
                    let text = path.text.trim_end_matches("/*").trim_end_matches('/');
                    let text = if text == "." || text == "*" { workdir.as_deref().unwrap_or_default() } else { text };
                    copied.iter().any(|copied| copied.is_touched_by(document, text))
                });
                if touched {
                    findings
                        .add(call.span.clone(), "everything that was copied is stored a second time")
                        .help("leave the code owned by root, which every user can read, or use `COPY --chown`");
                }
            }
        }
    }
}

/// What a `COPY` has put where.
struct Copied {
    to: String,
    sources: Vec<String>,
    is_from_context: bool,
}

impl Copied {
    /// Whether the folder holds something of it. A folder below may be one that a command has made.
    fn is_touched_by(&self, document: &Document<'_>, folder: &str) -> bool {
        if self.to.is_empty() {
            return false;
        }
        if self.to == folder || self.to.starts_with(&format!("{folder}/")) {
            return true;
        }
        let Some(rest) = folder.strip_prefix(self.to.as_str()).and_then(|rest| rest.strip_prefix('/')) else { return false };
        if !self.is_from_context {
            return !rest.contains('*');
        }
        let inside = |source: &String| {
            let source = source.trim_matches(['"', '\'']).trim_start_matches("./").trim_matches('/');
            if source.is_empty() || source == "." { rest.to_owned() } else { format!("{source}/{rest}") }
        };
        !document.context.is_known() || self.sources.iter().map(inside).any(|path| document.context.has(&path))
    }
}
