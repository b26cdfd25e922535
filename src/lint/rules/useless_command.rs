//! `useless-command`

use super::{Document, Findings, rule};

rule! {
    /// ## What it does
    /// Checks for commands that make no sense in a build.
    ///
    /// ## Why is this bad
    /// A build has no services, no terminal and no users: what such a command does is gone when the instruction ends.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN service postgresql start
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// CMD ["python", "main.py"]
    /// ```
    "useless-command", Info, None, ["DL3001"], Dockerfile(check)
}

const PROGRAMS: [&str; 12] =
    ["free", "ifconfig", "kill", "mount", "ps", "reboot", "service", "shutdown", "ssh", "systemctl", "top", "vim"];

fn check(document: &Document<'_>, findings: &mut Findings) {
    for (_, call) in document.all_run_calls() {
        if PROGRAMS.contains(&call.program.as_str()) {
            findings.add(call.span.clone(), format!("`{}` has no lasting effect in a build", call.program)).help("remove it");
        }
    }
}
