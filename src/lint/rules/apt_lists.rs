//! `apt-lists`

use super::{Argument, Call, Document, Edit, Findings, install, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks for apt's package lists that stay in the image.
    ///
    /// ## Why is this bad
    /// The lists take 20 MB and are out of date by the time somebody uses them. Deleting them in a later instruction
    /// does not help: the layer that holds them stays.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install -y --no-install-recommends libpq5
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN apt-get update && apt-get install -y --no-install-recommends libpq5 && rm -rf /var/lib/apt/lists/*
    /// ```
    "apt-lists", Info, Safe, ["DL3009"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let Some(last) = document.last_stage() else { return };
    for stage in document.lineage(last.index) {
        for index in stage.range.clone() {
            let instruction = &document.instructions()[index];
            let calls = document.calls(index);
            let updates = |call: &&Call| install::apt(call).is_some_and(|(subcommand, _)| subcommand == "update");
            let Some(update) = calls.iter().find(updates).filter(|_| instruction.keyword == Keyword::Run) else { continue };
            let is_mounted =
                instruction.mounts().iter().any(|mount| mount.target().is_some_and(|target| target.starts_with("/var/")));
            let removes = |call: &Call| {
                let is_named =
                    |argument: &Argument| argument.text.contains("/var/lib/apt") || argument.text.starts_with("/var/lib/");
                (matches!(call.program.as_str(), "rm" | "find") && call.arguments.iter().any(is_named))
                    || install::apt(call).is_some_and(|(subcommand, _)| subcommand == "dist-clean" || subcommand == "distclean")
            };
            if is_mounted || calls.iter().any(removes) {
                continue;
            }
            let finding = findings.add(update.span.clone(), "the lists that this fetches stay in the image");
            finding.help("end the `RUN` with `&& rm -rf /var/lib/apt/lists/*`");
            let text = document.text.get(instruction.span.clone()).unwrap_or_default();
            let is_plain = instruction.heredocs.is_empty() && instruction.arguments.as_exec().is_none();
            let has_comment = text.lines().last().is_some_and(|line| line.contains('#'));
            if is_plain && !has_comment && text.ends_with(|c: char| c.is_ascii_alphanumeric() || "*\"'/)}+".contains(c)) {
                finding.edits(vec![Edit::insert(instruction.span.end, " && rm -rf /var/lib/apt/lists/*")]);
            }
        }
    }
}
