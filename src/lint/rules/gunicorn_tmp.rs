//! `gunicorn-tmp`

use super::{Document, Findings, rule, server};

rule! {
    /// ## What it does
    /// Checks for gunicorn without `--worker-tmp-dir`.
    ///
    /// ## Why is this bad
    /// Workers touch a file as a sign of life. In `/tmp` on the container's file system that can block for long, and
    /// with a read-only file system gunicorn does not start at all.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// CMD ["gunicorn", "--bind", "0.0.0.0:8000", "shop:app"]
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// CMD ["gunicorn", "--bind", "0.0.0.0:8000", "--worker-tmp-dir", "/dev/shm", "shop:app"]
    /// ```
    "gunicorn-tmp", Info, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let Some(start) = server::start(document) else { return };
    for call in &start.calls {
        let served = server::served(call);
        let by_file = served.has(&["-c", "--config"])
            || document.context.has("gunicorn.conf.py")
            || document.text.contains("GUNICORN_CMD_ARGS");
        if served.program == "gunicorn" && !served.has(&["--worker-tmp-dir"]) && !by_file {
            let span = if call.is_placed { call.span.clone() } else { document.head_span(start.instruction) };
            findings
                .add(span, "gunicorn's worker heartbeat file is on the container's disk")
                .help("add `--worker-tmp-dir /dev/shm`");
        }
    }
}
