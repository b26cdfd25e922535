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
    let index = document.instructions().iter().position(|known| std::ptr::eq(known, start.instruction)).unwrap_or_default();
    for call in &start.calls {
        let served = server::served(call);
        let Some((row, arguments)) = server::listener(&served) else { continue };
        let value = |name: &str| document.value(index + 1, name);
        let Some(port) = row.bound_port(&arguments, value) else { continue };
        if !ports.contains(&port) {
            findings
                .add(document.head_span(expose), format!("`{}` listens on {port}, on line {}", row.name, start.instruction.line))
                .help(format!("write `EXPOSE {port}`"));
        }
    }
}
