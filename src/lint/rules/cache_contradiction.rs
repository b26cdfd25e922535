//! `cache-contradiction`

use super::{Document, Findings, rule};

rule! {
    /// ## What it does
    /// Checks for an installation that has a cache mount and is told not to use a cache.
    ///
    /// ## Why is this bad
    /// The mount stays empty, and everything is downloaded every time.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN --mount=type=cache,target=/root/.cache/pip pip install --no-cache-dir flask==3.1.0
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN --mount=type=cache,target=/root/.cache/pip pip install flask==3.1.0
    /// ```
    "cache-contradiction", Info, Safe, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for (instruction, call) in document.all_run_calls() {
        let flag = match call.program.as_str() {
            "pip" => call.flag(&["--no-cache-dir"]),
            "uv" => call.flag(&["--no-cache", "-n", "--no-cache-dir"]),
            "poetry" => call.flag(&["--no-cache"]),
            _ => None,
        };
        let is_its =
            |target: &str| target.ends_with(&call.program) || target.ends_with("pypoetry") || target.ends_with("/.cache");
        let mounts = instruction.mounts();
        let has_mount = mounts
            .iter()
            .any(|mount| mount.kind() == "cache" && mount.target().is_some_and(|target| is_its(target.trim_end_matches('/'))));
        let Some(flag) = flag.filter(|_| has_mount) else { continue };
        let finding = findings.add(flag.span.clone(), format!("`{}` leaves the cache mount empty", flag.text));
        finding.help("remove the flag");
        let before = document.text[..flag.span.start].len() - document.text[..flag.span.start].trim_end_matches(' ').len();
        if call.is_placed {
            finding.edit(flag.span.start - before..flag.span.end, "");
        }
    }
}
