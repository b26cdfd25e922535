//! `dev-server`

use super::{Document, Findings, rule, server};

rule! {
    /// ## What it does
    /// Checks for servers that are made for development.
    ///
    /// ## Why is this bad
    /// The servers of Flask and Django take one request after the other and are not audited; with `--reload`, a
    /// process watches all files for changes that never come.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// CMD ["flask", "run", "--host", "0.0.0.0"]
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// CMD ["gunicorn", "--bind", "0.0.0.0:8000", "shop:app"]
    /// ```
    "dev-server", Warning, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    if !document.purpose().is_shipped() {
        return;
    }
    let Some(start) = server::start(document) else { return };
    for call in &start.calls {
        let served = server::served(call);
        let words = served.words();
        let (what, advice) = match served.program.as_str() {
            "flask" if words.contains(&"run") => ("`flask run`", "start it with gunicorn"),
            "fastapi" if words.first() == Some(&"dev") => ("`fastapi dev`", "write `fastapi run`"),
            "python" if words.iter().any(|word| word.ends_with("manage.py")) && words.contains(&"runserver") => {
                ("`runserver`", "start it with gunicorn")
            }
            "manage.py" | "django-admin" if words.contains(&"runserver") => ("`runserver`", "start it with gunicorn"),
            "uvicorn" | "gunicorn" | "hypercorn" | "granian" | "litestar" | "sanic" if served.has(&["--reload"]) => {
                ("`--reload`", "remove it")
            }
            _ => continue,
        };
        let span = if call.is_placed { call.span.clone() } else { document.head_span(start.instruction) };
        findings.add(span, format!("{what} is made for development")).help(advice);
    }
}
