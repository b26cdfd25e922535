//! `pip-cache`

use super::{Call, Document, Edit, Findings, install, rule};
use crate::dockerfile::Instruction;

rule! {
    /// ## What it does
    /// Checks for `pip install` that leaves its cache in the image.
    ///
    /// ## Why is this bad
    /// Downloads stay in `/root/.cache/pip`, where they are not used again.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN pip install flask==3.1.0
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN pip install --no-cache-dir flask==3.1.0
    /// ```
    "pip-cache", Info, Safe, ["DL3042"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        let sets = |instruction: &&Instruction| instruction.pairs().iter().any(|pair| pair.name == "PIP_NO_CACHE_DIR");
        let by_variable =
            document.lineage(stage.index).iter().any(|stage| stage.instructions.iter().any(|instruction| sets(&instruction)));
        if by_variable {
            continue;
        }
        for (instruction, call) in document.run_calls(stage) {
            let Some(found) = install::pip(call).filter(|found| !found.is_uv) else { continue };
            let is_mounted =
                instruction.mounts().iter().any(|mount| mount.target().is_some_and(|target| target.contains("cache")));
            let here = call.assignments.iter().any(|(name, _)| name == "PIP_NO_CACHE_DIR");
            let is_empty = found.packages.is_empty() && found.requirements.is_empty() && found.editables.is_empty();
            let removes = |call: &Call| (call.program == "rm" && call.line().contains(".cache")) || call.is("pip", "cache");
            let index = document.instructions().iter().position(|known| std::ptr::eq(known, instruction)).unwrap_or_default();
            if is_mounted || here || is_empty || call.has(&["--no-cache-dir"]) || document.calls(index).iter().any(removes) {
                continue;
            }
            let finding = findings.add(call.span.clone(), "what is downloaded stays in the image");
            finding.help("add `--no-cache-dir`, or mount a cache: `RUN --mount=type=cache,target=/root/.cache/pip`");
            if let Some(end) = call.end_of("install") {
                finding.edits(vec![Edit::insert(end, " --no-cache-dir")]);
            }
        }
    }
}
