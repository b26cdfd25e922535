//! `pip-requirements-no-r`

use super::{Document, Edit, Findings, install, rule};

rule! {
    /// ## What it does
    /// Checks for `pip install requirements.txt`.
    ///
    /// ## Why is this bad
    /// Without `-r`, pip looks for a package of that name, and fails.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN pip install requirements.txt
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN pip install -r requirements.txt
    /// ```
    "pip-requirements-no-r", Error, Safe, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for (_, call) in document.all_run_calls() {
        let Some(found) = install::pip(call) else { continue };
        for package in found.packages.iter().filter(|package| package.text.ends_with(".txt") || package.text.ends_with(".in")) {
            let finding = findings.add(package.span.clone(), format!("pip reads `{}` as a package name", package.text));
            finding.help(format!("write `-r {}`", package.text));
            if call.is_placed {
                finding.edits(vec![Edit::insert(package.span.start, "-r ")]);
            }
        }
    }
}
