//! `relative-workdir`

use super::{Document, Findings, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks for a relative `WORKDIR` where no absolute one comes before it.
    ///
    /// ## Why is this bad
    /// A relative path counts from the working directory of the base image, which may change with every release of
    /// it.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR app
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// ```
    "relative-workdir", Warning, None, ["WorkdirRelativePath", "DL3000"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        let inherits = document.lineage(stage.index).iter().skip(1).any(|stage| stage.of(Keyword::Workdir).next().is_some());
        let mut is_set = inherits;
        for index in stage.range.clone() {
            let instruction = &document.instructions()[index];
            if instruction.keyword != Keyword::Workdir || is_set {
                continue;
            }
            is_set = true;
            let text = instruction.arguments.as_shell().unwrap_or_default();
            let path = document.expand(index, text).unwrap_or_else(|| text.to_owned());
            let path = path.trim_matches(['"', '\'']);
            let is_windows = path.as_bytes().get(1) == Some(&b':');
            if !path.starts_with('/') && !path.starts_with('$') && !is_windows {
                findings
                    .add(document.head_span(instruction), format!("`{text}` is relative to the base image's working directory"))
                    .help(format!("write an absolute path: `WORKDIR /{path}`"));
            }
        }
    }
}
