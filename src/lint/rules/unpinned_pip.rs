//! `unpinned-pip`

use super::{Document, Findings, install, rule};

rule! {
    /// ## What it does
    /// Checks for packages that pip installs by name without a version.
    ///
    /// ## Why is this bad
    /// Another day, another version: the image that was tested is not the one that is built next month.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN pip install --no-cache-dir flask
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN pip install --no-cache-dir flask==3.1.0
    /// ```
    "unpinned-pip", Warning, None, ["DL3013"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for (_, call) in document.all_run_calls() {
        let Some(found) = install::pip(call) else { continue };
        if call.has(&["-c", "--constraint", "--constraints"]) {
            continue;
        }
        for package in found.packages {
            let text = package.text.as_str();
            let is_name = text.starts_with(|c: char| c.is_ascii_alphanumeric())
                && !text.contains(['/', '=', '<', '>', '~', '@', '$', '*', ':']);
            let is_file = [".txt", ".in", ".whl", ".gz", ".zip"].iter().any(|end| text.ends_with(end));
            if is_name && !is_file {
                findings
                    .add(package.span.clone(), format!("`{text}` has no version"))
                    .help(format!("write `{text}==…`, or install from a lock"));
            }
        }
    }
}
