//! `source-before-deps`

use super::{Document, Findings, install, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks for the whole source being copied before the dependencies are installed.
    ///
    /// ## Why is this bad
    /// Every change of any file makes the installation run again, although no dependency has changed.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// COPY . .
    /// RUN pip install -r requirements.txt
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// COPY requirements.txt .
    /// RUN pip install -r requirements.txt
    /// COPY . .
    /// ```
    "source-before-deps", Warning, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        let before = document.lineage(stage.index);
        let mut has_installed =
            before.iter().skip(1).any(|stage| document.run_calls(stage).any(|(_, call)| install::installs_dependencies(call)));
        let mut copied = None;
        for index in stage.range.clone() {
            let instruction = &document.instructions()[index];
            let is_whole = instruction.copy_paths().is_some_and(|paths| {
                instruction.flag("from").is_none()
                    && paths.sources.iter().any(|source| matches!(source.as_str(), "." | "./" | "/"))
            });
            if is_whole && copied.is_none() {
                copied = Some(instruction);
            }
            if instruction.keyword != Keyword::Run {
                continue;
            }
            let installs = document.calls(index).iter().any(|call| {
                let by_name = install::pip(call).is_some_and(|found| found.requirements.is_empty());
                install::installs_dependencies(call) && !by_name
            });
            if let (true, false, Some(copy)) = (installs, has_installed, copied) {
                findings
                    .add(
                        document.head_span(copy),
                        format!("every change of a file makes the installation on line {} run again", instruction.line),
                    )
                    .help("copy the manifest and the lock first, install, then copy the rest");
                break;
            }
            has_installed |= installs;
        }
    }
}
