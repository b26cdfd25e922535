//! `user-home-copy`

use super::{Document, Findings, rule};
use crate::dockerfile::Keyword;

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
    for stage in document.lineage(last.index) {
        for instruction in stage.instructions {
            let is_home = |path: &str| path == "/root" || path.starts_with("/root/");
            let copies = instruction.copy_paths().is_some_and(|paths| is_home(&paths.destination));
            let in_path = instruction
                .pairs()
                .iter()
                .any(|pair| pair.name == "PATH" && pair.value.as_deref().is_some_and(|value| value.split(':').any(is_home)));
            if copies || in_path {
                findings
                    .add(document.head_span(instruction), format!("`{name}` cannot read what is in `/root`"))
                    .help("install into a virtual environment such as `/opt/venv` and copy that");
            }
        }
    }
}
