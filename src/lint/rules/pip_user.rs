//! `pip-user`

use super::{Document, Findings, install, rule};

rule! {
    /// ## What it does
    /// Checks for `pip install --user`.
    ///
    /// ## Why is this bad
    /// The packages are installed into the home of the building user, which is root: an image that runs as another
    /// user does not find them.
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
                .add(flag.span.clone(), "`--user` installs into root's home, where other users do not find the packages")
                .help("install into a virtual environment such as `/opt/venv`");
        }
    }
}
