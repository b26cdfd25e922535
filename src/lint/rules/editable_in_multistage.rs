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
    // A page or a document that the stage has built needs no Python.
    const BUILT: [&str; 6] = ["build", "dist", "html", "public", "site", "static"];
    let is_built = |path: &String| path.trim_end_matches('/').rsplit('/').next().is_some_and(|name| BUILT.contains(&name));
    stage
        .of(Keyword::Copy)
        .filter(names)
        .any(|instruction| instruction.copy_paths().is_none_or(|paths| paths.sources.iter().any(|source| !is_built(source))))
}

/// Whether the stage gets the folder or the code in it, from the other stage or from the build context.
fn has_folder(document: &Document<'_>, stage: &StageView<'_>, source: usize, folder: &str) -> bool {
    let own = workdir(document, stage.index).unwrap_or_default();
    let from_workdir = workdir(document, source).unwrap_or_default();
    stage.of(Keyword::Copy).any(|instruction| {
        let Some(paths) = instruction.copy_paths() else { return false };
        let is_from_context = instruction.flag("from").is_none();
        let from = instruction.flag("from").and_then(|name| document.stage_called(name, stage.index));
        let destination = absolute(&paths.destination, &own);
        // Copied from the context into the same place, the source is where the pointer looks.
        if is_from_context {
            return is_within(&destination, folder);
        }
        let fits = from.is_some_and(|from| from.index == source);
        let is_whole = |path: &str| path == folder || path.is_empty();
        let is_code = |path: &str| is_within(path, folder) && !is_environment(path);
        let sources = || paths.sources.iter().map(|path| absolute(path, &from_workdir));
        fits && (sources().any(|path| is_whole(&path)) || is_within(&destination, folder) && sources().any(|path| is_code(&path)))
    })
}

/// The path without the marks of a folder. The root is an empty text.
fn absolute(path: &str, workdir: &str) -> String {
    let plain = path.trim_matches(['"', '\'']).trim_end_matches("/.").trim_end_matches('/');
    match plain.trim_start_matches("./") {
        _ if plain.starts_with('/') || path == "/" => plain.to_owned(),
        "" | "." => workdir.to_owned(),
        rest => format!("{workdir}/{rest}"),
    }
}

fn is_within(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// A folder of installed packages and programs, or what belongs to one.
fn is_environment(path: &str) -> bool {
    const NAMES: [&str; 6] = [".venv", "venv", "env", "virtualenv", "site-packages", "wheels"];
    path.split('/').any(|part| NAMES.contains(&part))
}
