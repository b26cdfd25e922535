//! `run-time-tool`

use super::{Document, Findings, Severity, rule, server};
use crate::knowledge::{RunVerb, manager_row};

rule! {
    /// ## What it does
    /// Checks for `uv run`, `poetry run` and their like as the start of the container.
    ///
    /// ## Why is this bad
    /// `uv run` looks at the project and its lock at every start: it takes longer, wants to write a cache where the user
    /// may not, and may try to install what is missing, from the network. `poetry run` and others only take longer.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// CMD ["uv", "run", "uvicorn", "shop:app", "--host", "0.0.0.0"]
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// ENV PATH=/opt/venv/bin:$PATH
    /// CMD ["uvicorn", "shop:app", "--host", "0.0.0.0"]
    /// ```
    "run-time-tool", Warning, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    if !document.purpose().is_shipped() {
        return;
    }
    let Some(start) = server::start(document) else { return };
    for call in &start.calls {
        if call.words().first() != Some(&"run") {
            continue;
        }
        let index = document.instructions().iter().position(|known| std::ptr::eq(known, start.instruction)).unwrap_or_default();
        let is_set = |name: &str| {
            let by_call = call.assignments.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.clone());
            by_call.or_else(|| document.value(index, name)).is_some_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
        };
        // Only these two look at the lock and the environment; the others start a second Python that starts the program.
        let syncs = match call.program.as_str() {
            "uv" => !call.has(&["--no-sync", "--no-project", "--isolated"]) && !is_set("UV_NO_SYNC"),
            "hatch" => true,
            program => match manager_row(program).and_then(|row| row.run) {
                Some(run) => run == RunVerb::Syncs,
                None => continue,
            },
        };
        let span = if call.is_placed { call.span.clone() } else { document.head_span(start.instruction) };
        let help = "put the environment's `bin` on the `PATH` and call the program itself";
        if syncs {
            findings.add(span, format!("`{} run` installs or updates the project at every start", call.program)).help(help);
        } else if call.program != "uv" {
            let message = format!("`{} run` looks for the environment at every start", call.program);
            findings.add(span, message).help(help).at_most(Severity::Info);
        }
    }
}
