//! `port-mismatch`

use super::{Document, Findings, rule, server};
use crate::dockerfile::{Instruction, Keyword};

rule! {
    /// ## What it does
    /// Checks that the port the server listens on is among those that `EXPOSE` names.
    ///
    /// ## Why is this bad
    /// `docker run --publish-all`, Compose and many platforms use `EXPOSE`, and send their requests to a port on which
    /// no program listens.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// EXPOSE 5000
    /// CMD ["uvicorn", "shop:app", "--host", "0.0.0.0", "--port", "8000"]
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// EXPOSE 8000
    /// CMD ["uvicorn", "shop:app", "--host", "0.0.0.0", "--port", "8000"]
    /// ```
    "port-mismatch", Warning, None, [], Dockerfile(check), also Build as []
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let Some(start) = server::start(document) else { return };
    let Some(last) = document.last_stage() else { return };
    let lineage = document.lineage(last.index);
    let exposed: Vec<&Instruction> = lineage.iter().flat_map(|stage| stage.of(Keyword::Expose)).collect();
    let Some(expose) = exposed.first() else { return };
    let words: Vec<&str> = exposed.iter().flat_map(|expose| expose.words()).collect();
    let ports: Vec<u16> = words.iter().filter_map(|word| word.split('/').next()?.parse().ok()).collect();
    // A variable or a range may stand for any port.
    if ports.len() != words.len() {
        return;
    }
    for call in &start.calls {
        let served = server::served(call);
        let port = match served.program.as_str() {
            "gunicorn" | "hypercorn" => {
                served.value(&["-b", "--bind"]).and_then(|bind| bind.rsplit_once(':')).map(|(_, port)| port)
            }
            "uvicorn" | "granian" | "fastapi" | "litestar" => served.value(&["--port"]),
            "flask" | "daphne" | "sanic" => served.value(&["-p", "--port"]),
            "streamlit" => served.value(&["--server.port"]),
            _ => None,
        };
        let Some(port) = port.and_then(|port| port.parse::<u16>().ok()) else { continue };
        if !ports.contains(&port) {
            findings
                .add(
                    document.head_span(expose),
                    format!("`{}` listens on {port}, on line {}", served.program, start.instruction.line),
                )
                .help(format!("write `EXPOSE {port}`"));
        }
    }
}
