//! `unpinned-clone`

use super::{Call, Document, Findings, rule};

rule! {
    /// ## What it does
    /// Checks for repositories that are cloned without a branch, a tag or a commit.
    ///
    /// ## Why is this bad
    /// The build takes what the default branch holds on that day, and the cache keeps it: two builds of one file differ.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-trixie
    /// RUN git clone https://github.com/pallets/flask /src/flask
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-trixie
    /// RUN git clone --depth 1 --branch 3.1.0 https://github.com/pallets/flask /src/flask
    /// ```
    "unpinned-clone", Warning, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        for index in stage.range.clone() {
            let calls = document.calls(index);
            // What is checked out later states it.
            let later = (index..stage.range.end).flat_map(|place| document.calls(place));
            let fixes =
                |call: &Call| call.program == "git" && matches!(call.words().first(), Some(&("checkout" | "reset" | "switch")));
            let is_fixed =
                later.clone().any(fixes) || later.clone().any(|call| call.arguments.iter().any(|a| a.text == "checkout"));
            for call in calls.iter().filter(|call| call.is("git", "clone") && !is_fixed) {
                let is_named =
                    call.has(&["-b", "--branch", "--revision"]) || call.arguments.iter().any(|argument| !argument.is_literal);
                if !is_named {
                    findings
                        .add(call.span.clone(), "the result depends on the default branch on the day of the build")
                        .help("name a tag, `--branch v1.2.0`, or check a commit out");
                }
            }
        }
    }
}
