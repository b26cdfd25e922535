//! `pip-prefix`

use super::{Call, Document, Findings, install, rule};

rule! {
    /// ## What it does
    /// Checks for `pip install --prefix`.
    ///
    /// ## Why is this bad
    /// What the builder's Python has already counts as satisfied and does not go to the prefix, so that it is missing
    /// in the image that the prefix is copied to.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN pip install --no-cache-dir cffi==2.0.0 && pip install --no-cache-dir --prefix=/install cryptography==46.0.0
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir cffi==2.0.0 cryptography==46.0.0
    /// ```
    "pip-prefix", Warning, None, [], Dockerfile(check)
}

/// What the image has and no application asks for.
const TOOLS: [&str; 6] = ["build", "pip", "setuptools", "uv", "virtualenv", "wheel"];

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        // The official images bring pip alone, which the image that the prefix is copied to has as well.
        let is_official = document.root_image(stage.index).is_some_and(|image| image.python().is_some());
        let above = document.lineage(stage.index);
        let mut has_packages =
            !is_official || above.iter().skip(1).flat_map(|stage| document.run_calls(stage)).any(|(_, call)| installs_here(call));
        for (_, call) in document.run_calls(stage) {
            let flag = install::pip(call).filter(|found| !found.is_uv).and_then(|_| call.flag(&["--prefix"]));
            if let Some(flag) = flag.filter(|_| has_packages && !call.has(&["--ignore-installed", "-I"])) {
                findings
                    .add(flag.span.clone(), "packages already installed in the image are not installed into `--prefix`")
                    .help("install into a virtual environment such as `/opt/venv` and copy that");
            }
            has_packages |= installs_here(call);
        }
    }
}

/// Whether the command installs what an application may need into the image's own Python.
fn installs_here(call: &Call) -> bool {
    let Some(found) = install::pip(call).filter(|_| !call.has(&["--prefix", "--target", "-t", "--root"])) else { return false };
    let is_tool = |text: &str| TOOLS.contains(&text.split(['=', '<', '>', '~', '[', '!']).next().unwrap_or(text));
    !found.requirements.is_empty() || !found.editables.is_empty() || found.packages.iter().any(|package| !is_tool(&package.text))
}
