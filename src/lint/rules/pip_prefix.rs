//! `pip-prefix`

use super::{Document, Findings, install, rule};

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
    /// RUN pip install --no-cache-dir --prefix=/install flask==3.1.0
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir flask==3.1.0
    /// ```
    "pip-prefix", Warning, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for (_, call) in document.all_run_calls() {
        let flag = install::pip(call).filter(|found| !found.is_uv).and_then(|_| call.flag(&["--prefix"]));
        if let Some(flag) = flag.filter(|_| !call.has(&["--ignore-installed", "-I"])) {
            findings
                .add(flag.span.clone(), "packages already installed in the image are not installed into `--prefix`")
                .help("install into a virtual environment such as `/opt/venv` and copy that");
        }
    }
}
