//! `editable-in-multistage`

use super::{Document, Findings, StageView, install, rule};
use crate::dockerfile::{Instruction, Keyword};

rule! {
    /// ## What it does
    /// Checks for editable installations in a stage from which only the environment is copied.
    ///
    /// ## Why is this bad
    /// An editable installation is a pointer to the source's folder. Where the folder is not copied along, the import
    /// fails in the final image: "No module named".
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie AS builder
    /// WORKDIR /src
    /// COPY . .
    /// RUN python -m venv /opt/venv && /opt/venv/bin/pip install -e .
    /// FROM python:3.14-slim-trixie
    /// COPY --from=builder /opt/venv /opt/venv
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie AS builder
    /// WORKDIR /src
    /// COPY . .
    /// RUN python -m venv /opt/venv && /opt/venv/bin/pip install .
    /// FROM python:3.14-slim-trixie
    /// COPY --from=builder /opt/venv /opt/venv
    /// ```
    "editable-in-multistage", Error, None, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let Some(last) = document.last_stage() else { return };
    let shipped: Vec<usize> = document.lineage(last.index).iter().map(|stage| stage.index).collect();
    let is_package = document.context.text("pyproject.toml").is_some_and(|text| text.contains("[build-system]"));
    for stage in document.stages.iter().filter(|stage| !shipped.contains(&stage.index)) {
        let Some(workdir) = workdir(document, stage.index) else { continue };
        let is_there = document.lineage(last.index).iter().any(|shipped| has_folder(document, shipped, stage.index, &workdir));
        let copies = document.lineage(last.index).iter().any(|shipped| copies_from(document, shipped, stage.index));
        if is_there || !copies {
            continue;
        }
        for (_, call) in document.run_calls(stage) {
            let by_pip = install::pip(call).is_some_and(|found| found.editables.iter().any(|path| path.starts_with('.')));
            let by_uv = call.is("uv", "sync")
                && is_package
                && !call.has(&["--no-editable", "--no-install-project", "--no-install-workspace"]);
            if by_pip || by_uv {
                findings
                    .add(call.span.clone(), format!("this points to `{workdir}`, which the last stage does not have"))
                    .help(if by_uv { "add `--no-editable`" } else { "install without `-e`" });
            }
        }
    }
}

fn workdir(document: &Document<'_>, stage: usize) -> Option<String> {
    let instruction = document.effective(stage, Keyword::Workdir)?;
    let text = instruction.arguments.as_shell()?;
    text.starts_with('/').then(|| text.trim_end_matches('/').to_owned())
}

fn copies_from(document: &Document<'_>, stage: &StageView<'_>, source: usize) -> bool {
    let names = |instruction: &&Instruction| {
        instruction
            .flag("from")
            .and_then(|name| document.stage_called(name, stage.index))
            .is_some_and(|from| from.index == source)
    };
    stage.of(Keyword::Copy).any(|instruction| names(&instruction))
}

/// Whether the stage gets the folder, from the other stage or from the build context.
fn has_folder(document: &Document<'_>, stage: &StageView<'_>, source: usize, folder: &str) -> bool {
    let own = workdir(document, stage.index).unwrap_or_default();
    stage.of(Keyword::Copy).any(|instruction| {
        let Some(paths) = instruction.copy_paths() else { return false };
        let from = instruction.flag("from").and_then(|name| document.stage_called(name, stage.index));
        let destination = paths.destination.trim_end_matches('/').trim_end_matches("/.");
        let destination = if destination.starts_with('/') { destination } else { own.as_str() };
        let is_whole = |path: &String| {
            let path = path.trim_end_matches('/').trim_end_matches("/.");
            path == folder || path.is_empty() || path == "."
        };
        let fits = from.is_none_or(|from| from.index == source) && paths.sources.iter().any(is_whole);
        // Copied from the context into the same place, the source is where the pointer looks.
        let is_source =
            instruction.flag("from").is_none() && (destination == folder || destination.starts_with(&format!("{folder}/")));
        fits && (destination == folder || from.is_some()) || is_source
    })
}
