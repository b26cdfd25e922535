//! `copy-relative-without-workdir`

use super::{BaseView, Document, Findings, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks for a `COPY` to a relative place where no `WORKDIR` was set.
    ///
    /// ## Why is this bad
    /// The place counts from the working directory of the base image. For official images that is `/`, among the
    /// system's own folders.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// COPY shop shop
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY shop shop
    /// ```
    "copy-relative-without-workdir", Warning, None, ["DL3045"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        let lineage = document.lineage(stage.index);
        let is_official = lineage.last().is_some_and(|root| match &root.base {
            BaseView::Scratch => true,
            BaseView::Image(image) => !image.repository.contains('/') && image.is_debian().is_some(),
            _ => false,
        });
        let inherits = lineage.iter().skip(1).any(|stage| stage.of(Keyword::Workdir).next().is_some());
        if inherits || !is_official {
            continue;
        }
        for instruction in stage.instructions {
            if instruction.keyword == Keyword::Workdir {
                break;
            }
            let Some(paths) = instruction.copy_paths() else { continue };
            let destination = paths.destination.trim_matches(['"', '\'']);
            if !destination.starts_with(['/', '$']) && destination.get(1..2) != Some(":") {
                findings
                    .add(document.head_span(instruction), format!("`{destination}` is relative to `/`: no `WORKDIR` is set"))
                    .help("set `WORKDIR /app` before, or write an absolute path");
                // What cures this one cures those below.
                break;
            }
        }
    }
}
