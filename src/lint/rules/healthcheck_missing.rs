//! `healthcheck-missing`

use super::{Document, Findings, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks that the image has a `HEALTHCHECK`.
    ///
    /// ## Why is this bad
    /// Without one, Docker and Compose take a process that hangs for one that works. It is off by default because
    /// jobs and workers need none, and Kubernetes has probes of its own.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// CMD ["python", "main.py"]
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// HEALTHCHECK CMD ["python", "-m", "shop.health"]
    /// CMD ["python", "main.py"]
    /// ```
    "healthcheck-missing", Info, None, ["DL3057"], optional Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let Some(stage) = document.last_stage() else { return };
    if document.effective(stage.index, Keyword::Healthcheck).is_none() {
        findings
            .add(document.head_span(stage.from), "the last stage has no `HEALTHCHECK`")
            .help("write one, or `HEALTHCHECK NONE`");
    }
}
