//! `pip-user`

use super::{Document, Findings, install, rule};
use crate::dockerfile::{Instruction, Keyword};

rule! {
    /// ## What it does
    /// Checks for `pip install --user`.
    ///
    /// ## Why is this bad
    /// The packages are installed into the home of the building user, which is root: an image that runs as another
    /// user does not find them.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN pip install --no-cache-dir --user flask==3.1.0
    /// USER 10001:10001
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN python -m venv /opt/venv && /opt/venv/bin/pip install --no-cache-dir flask==3.1.0
    /// USER 10001:10001
    /// ```
    "pip-user", Warning, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let Some(last) = document.last_stage() else { return };
    // Who stays root finds them.
    if document.effective(last.index, Keyword::User).is_none_or(is_root) {
        return;
    }
    // What another stage installs is copied, to a home or elsewhere.
    for stage in document.lineage(last.index) {
        let parent = document.lineage(stage.index).get(1).map(|parent| parent.index);
        let mut user = parent.and_then(|parent| document.effective(parent, Keyword::User));
        for index in stage.range.clone() {
            let instruction = &document.instructions()[index];
            if instruction.keyword == Keyword::User {
                user = Some(instruction);
            }
            for call in document.calls(index).iter().filter(|_| user.is_none_or(is_root)) {
                let flag = install::pip(call).and_then(|_| call.arguments.iter().find(|argument| argument.text == "--user"));
                let Some(flag) = flag else { continue };
                findings
                    .add(flag.span.clone(), "`--user` installs into root's home, where other users do not find the packages")
                    .help("install into a virtual environment such as `/opt/venv`");
            }
        }
    }
}

fn is_root(user: &Instruction) -> bool {
    let name = user.arguments.as_shell().unwrap_or_default().split(':').next().unwrap_or_default();
    matches!(name, "root" | "0")
}
