//! `pip-user`

use super::{Document, Findings, install, rule};

rule! {
    /// ## What it does
    /// Checks for `pip install --user`.
    ///
    /// ## Why is this bad
    /// The packages go to the home of whoever builds, which is root: an image that runs as somebody else does not
    /// find them. An image has one user's packages anyway.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN pip install --no-cache-dir --user flask==3.1.0
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir flask==3.1.0
    /// ```
    "pip-user", Warning, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for (_, call) in document.all_run_calls() {
        let flag = install::pip(call).and_then(|_| call.arguments.iter().find(|argument| argument.text == "--user"));
        if let Some(flag) = flag {
            findings
                .add(flag.span.clone(), "only the user who builds finds these packages")
                .help("install into a virtual environment such as `/opt/venv`");
        }
    }
}
