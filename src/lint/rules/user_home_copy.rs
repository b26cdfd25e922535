//! `user-home-copy`

use super::{Call, Confidence, Document, Findings, rule, server};
use crate::dockerfile::{Instruction, Keyword};

rule! {
    /// ## What it does
    /// Checks for packages below `/root` in an image that runs as another user.
    ///
    /// ## Why is this bad
    /// `/root` can be read by root only, and Python looks for user packages in the home of the running user. So
    /// `pip install --user` as root works until a `USER` comes, and fails then with "No module named" or "Permission
    /// denied".
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie AS builder
    /// RUN pip install --user flask
    /// FROM python:3.14-slim-trixie
    /// COPY --from=builder /root/.local /root/.local
    /// ENV PATH=/root/.local/bin:$PATH
    /// USER 10001
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie AS builder
    /// RUN python -m venv /opt/venv && /opt/venv/bin/pip install flask
    /// FROM python:3.14-slim-trixie
    /// COPY --from=builder /opt/venv /opt/venv
    /// USER 10001
    /// ```
    "user-home-copy", Error, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let Some(last) = document.last_stage() else { return };
    let Some(user) = document.effective(last.index, Keyword::User) else { return };
    let name = user.arguments.as_shell().unwrap_or_default().split(':').next().unwrap_or_default();
    if matches!(name, "root" | "0") {
        return;
    }
    let opens = |call: &Call| call.program == "chmod" && call.arguments.iter().any(|argument| argument.text == "/root");
    let lineage = document.lineage(last.index);
    if lineage.iter().any(|stage| document.run_calls(stage).any(|(_, call)| opens(call))) {
        return;
    }
    let is_home = |path: &str| path == "/root" || path.starts_with("/root/");
    // What only the build needs may stay where only root gets at it.
    let starts_there = server::start(document).is_some_and(|start| start.calls.iter().any(|call| is_home(&call.written)));
    let is_searched = lineage.iter().any(|stage| {
        stage.of(Keyword::Env).flat_map(Instruction::pairs).any(|pair| {
            matches!(pair.name.as_str(), "PATH" | "PYTHONPATH" | "PYTHONUSERBASE")
                && pair.value.as_deref().is_some_and(|value| value.split(':').any(is_home))
        })
    });
    for stage in lineage {
        for instruction in stage.instructions {
            if !instruction.copy_paths().is_some_and(|paths| is_home(&paths.destination)) {
                continue;
            }
            let is_needed = instruction.flag("from").is_some() && (is_searched || starts_there);
            findings
                .add(document.head_span(instruction), format!("`{name}` cannot read what is in `/root`"))
                .help("install into a virtual environment such as `/opt/venv` and copy that")
                .confidence(if is_needed { Confidence::High } else { Confidence::Low });
        }
    }
}
