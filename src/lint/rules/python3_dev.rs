//! `python3-dev`

use super::{Document, Findings, ImageName, install, rule};

rule! {
    /// ## What it does
    /// Checks for Debian's own Python being installed into an official Python image.
    ///
    /// ## Why is this bad
    /// `python3-dev` brings a second CPython, of another version, with headers for that one. The image's Python has
    /// its headers already.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install -y --no-install-recommends python3-dev
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev
    /// ```
    "python3-dev", Warning, None, [], Dockerfile(check)
}

const PACKAGES: [&str; 9] = [
    "python",
    "python-dev",
    "python3",
    "python3-dev",
    "python3-pip",
    "python3-setuptools",
    "python3-venv",
    "python3-wheel",
    "py3-pip",
];

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        if document.root_image(stage.index).and_then(ImageName::python).is_none() {
            continue;
        }
        for (_, call) in document.run_calls(stage) {
            let packages = install::apt_packages(call).or_else(|| install::apk_packages(call)).unwrap_or_default();
            for package in packages.iter().filter(|package| PACKAGES.contains(&install::package_name(&package.text))) {
                findings
                    .add(package.span.clone(), format!("`{}` belongs to a second Python", package.text))
                    .help("leave it out: the image's Python has its headers and pip");
            }
        }
    }
}
