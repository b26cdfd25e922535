//! `uv-no-default-groups`

use super::{Document, Findings, rule};

rule! {
    /// ## What it does
    /// Checks for `uv sync --no-dev` in a project that installs other groups by default, too.
    ///
    /// ## Why is this bad
    /// `--no-dev` leaves out the group `dev` alone: what else `default-groups` names, such as linters, goes into the
    /// image.
    ///
    /// ## Example
    /// ```text pyproject.toml
    /// [tool.uv]
    /// default-groups = ["dev", "lint"]
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN uv sync --locked --no-dev
    /// ```
    ///
    /// ## Use instead
    /// ```text pyproject.toml
    /// [tool.uv]
    /// default-groups = ["dev", "lint"]
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN uv sync --locked --no-default-groups
    /// ```
    "uv-no-default-groups", Warning, Unsafe, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    if !document.context.text("pyproject.toml").is_some_and(|text| has_other_groups(&text)) {
        return;
    }
    for (_, call) in document.all_run_calls() {
        let Some(flag) = call.flag(&["--no-dev"]).filter(|_| call.is("uv", "sync") && !call.has(&["--no-default-groups"])) else {
            continue;
        };
        let finding = findings.add(flag.span.clone(), "the other default groups are still installed");
        finding.help("write `--no-default-groups`");
        if call.is_placed && flag.text == "--no-dev" {
            finding.edit(flag.span.clone(), "--no-default-groups");
        }
    }
}

/// Whether groups beside `dev` are installed by default.
fn has_other_groups(pyproject: &str) -> bool {
    let project = toml::from_str::<toml::Table>(pyproject).ok();
    let table = project.as_ref().and_then(|project| project.get("tool")?.get("uv")?.get("default-groups"));
    let is_other = |group: &toml::Value| group.as_str().is_some_and(|name| name != "dev");
    table
        .is_some_and(|groups| groups.as_str() == Some("all") || groups.as_array().is_some_and(|names| names.iter().any(is_other)))
}
