//! `pipe-to-shell`

use super::{Call, Document, Findings, rule};
use crate::knowledge::is_shell;

rule! {
    /// ## What it does
    /// Checks for scripts that are fetched and run in one go.
    ///
    /// ## Why is this bad
    /// What runs as root in the build is whatever the address holds on that day. Nothing states a version or a checksum,
    /// so two builds of one file differ.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-trixie
    /// RUN curl -LsSf https://astral.sh/uv/install.sh | sh
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-trixie
    /// COPY --from=ghcr.io/astral-sh/uv:0.9.7 /uv /usr/local/bin/
    /// ```
    "pipe-to-shell", Warning, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        for index in stage.range.clone() {
            let calls = document.calls(index);
            for (place, call) in calls.iter().enumerate() {
                let fetches = matches!(call.program.as_str(), "curl" | "wget") && call.place.in_pipeline.1 > 1;
                // The address may name a version. Ex) `https://astral.sh/uv/0.9.7/install.sh`
                let address = call.arguments.iter().map(|argument| argument.text.as_str()).find(|text| text.contains("://"));
                let Some(address) = address.filter(|address| fetches && !has_version(address)) else { continue };
                let (position, length) = call.place.in_pipeline;
                let rest = calls.iter().skip(place + 1).take(length - 1 - position);
                let runs = |call: &&Call| {
                    let is_shell = is_shell(&call.program) || matches!(call.program.as_str(), "python" | "perl");
                    let reads_script = call.arguments.iter().all(|argument| argument.text.starts_with('-'))
                        || call.has(&["-s"])
                        || call.arguments.first().is_some_and(|argument| argument.text == "-");
                    is_shell && reads_script && !call.has(&["-c", "-m"])
                };
                if let Some(shell) = rest.filter(|call| call.place.item == calls[place].place.item).find(runs) {
                    findings
                        .add(
                            call.span.clone(),
                            format!("`{}` runs whatever {address} serves on the day of the build", shell.program),
                        )
                        .help("copy the program from an image of a stated version, or check a checksum before it is run");
                }
            }
        }
    }
}

/// Whether a part of the path is a version or a commit, or a variable that may be one.
fn has_version(address: &str) -> bool {
    address.split('/').skip(3).any(|part| {
        let number = part.trim_start_matches('v');
        let is_version = number.contains('.')
            && number.split('.').take(2).all(|part| part.chars().all(|c| c.is_ascii_digit()) && !part.is_empty());
        let is_commit = part.len() == 40 && part.chars().all(|c| c.is_ascii_hexdigit());
        is_version || is_commit || part.contains('$')
    })
}
