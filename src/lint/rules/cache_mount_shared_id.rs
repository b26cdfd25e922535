//! `cache-mount-shared-id`

use super::{Document, Edit, Findings, ImageName, Variant, rule};
use crate::dockerfile::{Keyword, Mount};
use crate::knowledge::manager_rows;

rule! {
    /// ## What it does
    /// Checks for cache mounts of pip, uv and others without an `id`.
    ///
    /// ## Why is this bad
    /// The default id is the path, which every project on the machine shares. A wheel that was built on trixie is
    /// taken on bookworm then, and fails with "GLIBC_2.38 not found".
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN --mount=type=cache,target=/root/.cache/pip pip install flask==3.1.0
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN --mount=type=cache,target=/root/.cache/pip,id=pip-py314-trixie pip install flask==3.1.0
    /// ```
    "cache-mount-shared-id", Info, Safe, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        for instruction in stage.of(Keyword::Run) {
            for flag in instruction.flags.iter().filter(|flag| flag.name == "mount") {
                let Some(mount) = flag.value.as_deref().and_then(|value| Mount::parse(value).ok()) else { continue };
                let target = mount.target().unwrap_or_default().trim_end_matches('/');
                let mut caches = manager_rows().iter().map(|row| row.cache.as_str());
                let tool = caches.find(|tool| target.ends_with(&format!("/.cache/{tool}")));
                let Some(tool) = tool.filter(|_| mount.kind() == "cache" && mount.id().is_none()) else { continue };
                let span = instruction.flag_span(flag);
                let finding =
                    findings.add(span.clone(), "every project on the machine shares this cache, even with another base image");
                finding.help("add an id with the Python and the release: `id=pip-py314-trixie`");
                let python = document.root_image(stage.index).and_then(ImageName::python);
                let Some((python, (major, minor))) = python.and_then(|python| Some((python.clone(), python.version?))) else {
                    continue;
                };
                let suite = python.suite.filter(|_| python.variant != Variant::Windows);
                let base = if python.variant == Variant::Alpine { "alpine" } else { "" };
                if let Some(suite) =
                    suite.filter(|_| document.text.get(span.clone()).is_some_and(|text| !text.ends_with(['"', '\''])))
                {
                    finding.edits(vec![Edit::insert(span.end, format!(",id={tool}-py{major}{minor}-{base}{suite}"))]);
                }
            }
        }
    }
}
