//! `deprecated-uvicorn-worker`

use super::{Document, Findings, rule, server};

rule! {
    /// ## What it does
    /// Checks for gunicorn with the worker class `uvicorn.workers`.
    ///
    /// ## Why is this bad
    /// uvicorn has deprecated the module. It lives on as a package of its own, `uvicorn-worker`, and gunicorn has an
    /// ASGI worker from 24.1 on.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// CMD ["gunicorn", "--bind", "0.0.0.0:8000", "-k", "uvicorn.workers.UvicornWorker", "shop:app"]
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// CMD ["uvicorn", "shop:app", "--host", "0.0.0.0"]
    /// ```
    "deprecated-uvicorn-worker", Warning, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let Some(start) = server::start(document) else { return };
    for call in &start.calls {
        let served = server::served(call);
        if served.program == "gunicorn" && served.arguments.iter().any(|argument| argument.text.contains("uvicorn.workers")) {
            let span = if call.is_placed { call.span.clone() } else { document.head_span(start.instruction) };
            findings
                .add(span, "`uvicorn.workers` is deprecated")
                .help("start uvicorn itself, or use `uvicorn_worker.UvicornWorker`");
        }
    }
}
