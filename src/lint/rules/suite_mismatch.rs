//! `suite-mismatch`

use super::{Document, Findings, ImageName, Variant, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks for environments that are copied to an image with another Python or another C library.
    ///
    /// ## Why is this bad
    /// A virtual environment belongs to the Python that made it, and compiled packages to the C library that they
    /// were built against. On another one they fail: "GLIBC_2.38 not found", "No module named".
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.13-slim-trixie AS builder
    /// RUN python -m venv /opt/venv
    /// FROM python:3.14-slim-trixie
    /// COPY --from=builder /opt/venv /opt/venv
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie AS builder
    /// RUN python -m venv /opt/venv
    /// FROM python:3.14-slim-trixie
    /// COPY --from=builder /opt/venv /opt/venv
    /// ```
    "suite-mismatch", Error, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        let Some(here) = document.root_image(stage.index).and_then(ImageName::python) else { continue };
        for instruction in stage.of(Keyword::Copy) {
            let Some(from) = instruction.flag("from").and_then(|name| document.stage_called(name, stage.index)) else { continue };
            let Some(there) = document.root_image(from.index).and_then(ImageName::python) else { continue };
            let is_environment = |path: &String| {
                ["venv", "site-packages", "/usr/local", "/install", ".local", "wheels", "/opt/poetry"]
                    .iter()
                    .any(|word| path.contains(word))
            };
            if !instruction.copy_paths().is_some_and(|paths| paths.sources.iter().any(is_environment)) {
                continue;
            }
            let is_wheel = instruction.copy_paths().is_some_and(|paths| paths.sources.iter().all(|path| path.contains("wheels")));
            let differs = |one: Option<&String>, other: Option<&String>| one.zip(other).is_some_and(|(one, other)| one != other);
            let (old, new) = (there.suite.as_ref(), here.suite.as_ref());
            let message = if there.version.zip(here.version).is_some_and(|(there, here)| there != here) {
                let version = |(major, minor): (u32, u32)| format!("{major}.{minor}");
                let (there, here) = (there.version.map(version), here.version.map(version));
                format!("built for Python {}, but this stage has Python {}", there.unwrap_or_default(), here.unwrap_or_default())
            } else if (there.variant == Variant::Alpine) != (here.variant == Variant::Alpine) {
                "one stage is Alpine and the other is not: compiled packages fit one of them only".to_owned()
            } else if differs(old, new) && there.variant != Variant::Alpine && !is_wheel {
                format!("built on {}, but this stage is {}", old.map_or("", |suite| suite), new.map_or("", |suite| suite))
            } else {
                continue;
            };
            findings.add(document.head_span(instruction), message).help("build both stages on one Python and one release");
        }
    }
}
