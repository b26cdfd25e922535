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
        let Some((row, arguments)) = server::listener(&served) else { continue };
        let Some(found) = row.development_of(&arguments) else { continue };
        let span = if call.is_placed { call.span.clone() } else { document.head_span(start.instruction) };
        findings.add(span, format!("`{}` is made for development", found.named)).help(found.instead.clone());
    }
}
