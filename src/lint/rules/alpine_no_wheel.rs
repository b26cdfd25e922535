//! `alpine-no-wheel`

use super::{Call, Document, Findings, deps, rule};
use crate::knowledge::manager_row;

rule! {
    /// ## What it does
    /// Checks for packages without wheels for musl in an Alpine image.
    ///
    /// ## Why is this bad
    /// They are compiled from source there, which takes from minutes to hours, or cannot be installed at all.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-alpine3.22
    /// RUN pip install --no-cache-dir torch==2.9.0
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN pip install --no-cache-dir torch==2.9.0
    /// ```
    "alpine-no-wheel", Warning, None, [], Dockerfile(check)
}

const NO_WHEELS: [&str; 9] = [
    "confluent-kafka",
    "mysqlclient",
    "onnxruntime",
    "opencv-contrib-python",
    "opencv-python",
    "opencv-python-headless",
    "tensorflow",
    "torch",
    "torchvision",
];

fn check(document: &Document<'_>, findings: &mut Findings) {
    let required = deps::required(document);
    let Some(name) = NO_WHEELS.iter().find(|name| required.iter().any(|known| known == *name)) else { return };
    for stage in &document.stages {
        // Another stage may only fetch or compile something else.
        let installs = |call: &Call| manager_row(&call.program).is_some();
        let is_python = stage.image().is_some_and(|image| image.python().is_some());
        if !is_python && !document.run_calls(stage).any(|(_, call)| installs(call)) {
            continue;
        }
        if stage.image().is_some_and(|image| image.is_alpine() == Some(true)) {
            let words = stage.from.placed_words();
            let Some((_, span)) = words.first() else { continue };
            findings.add(span.clone(), format!("`{name}` has no wheel for Alpine")).help("use a slim image");
        }
    }
}
