//! `run-time-tool`

use super::{Document, Findings, rule, server};

rule! {
    /// ## What it does
    /// Checks for `uv run`, `poetry run` and their like as the start of the container.
    ///
    /// ## Why is this bad
    /// They look at the project and its lock at every start: it takes longer, wants to write a cache where the user
    /// may not, and may try to install what is missing, from the network.
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
    if super::dev_deps_in_production::is_for_development(document) {
        return;
    }
    let Some(start) = server::start(document) else { return };
    for call in &start.calls {
        let is_tool =
            matches!(call.program.as_str(), "uv" | "poetry" | "pipenv" | "pdm" | "hatch") && call.words().first() == Some(&"run");
        if is_tool {
            let span = if call.is_placed { call.span.clone() } else { document.head_span(start.instruction) };
            findings
                .add(span, format!("`{} run` works on the project at every start", call.program))
                .help("put the environment's `bin` on the `PATH` and call the program itself");
        }
    }
}
