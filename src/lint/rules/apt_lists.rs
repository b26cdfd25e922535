//! `apt-lists`

use super::{Argument, Call, Document, Edit, Findings, install, rule};
use crate::dockerfile::Keyword;
use crate::shell::Joint;

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

const INSTALLS: [&str; 6] = ["install", "upgrade", "dist-upgrade", "full-upgrade", "build-dep", "source"];

/// Whether a step below, in this stage or in one that is built on it, installs without lists of its own.
fn is_used_later(document: &Document<'_>, index: usize) -> bool {
    let later = document.instructions().iter().enumerate().skip(index + 1);
    later.filter(|(_, instruction)| matches!(instruction.keyword, Keyword::Run | Keyword::Onbuild)).any(|(place, _)| {
        let calls = document.calls(place);
        let is = |call: &Call, wanted: &[&str]| install::apt(call).is_some_and(|(subcommand, _)| wanted.contains(&subcommand));
        let own = calls.iter().position(|call| is(call, &["update"]));
        calls.iter().position(|call| is(call, &INSTALLS)).is_some_and(|first| own.is_none_or(|own| own > first))
    })
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
            let installs = |call: &&Call| install::apt(call).is_some_and(|(subcommand, _)| INSTALLS.contains(&subcommand));
            let finding = findings.add(update.span.clone(), "the package lists stay in the image");
            finding.help("end the `RUN` with `&& rm -rf /var/lib/apt/lists/*`");
            let text = document.text.get(instruction.span.clone()).unwrap_or_default();
            let is_plain = instruction.heredocs.is_empty() && instruction.arguments.as_exec().is_none();
            let has_comment = text.lines().last().is_some_and(|line| line.contains('#'));
            // A later step may go by these lists, and `sudo` says that the step is not root.
            let is_whole = calls.iter().any(|call| installs(&call)) && !is_used_later(document, index);
            let wrapped = calls.iter().any(|call| !call.wrappers.is_empty());
            let is_root = !calls.iter().any(|call| call.program == "sudo") && !wrapped;
            // In a list with `||`, a loop or a group what is added would belong to the last part alone.
            let is_straight =
                calls.iter().all(|call| call.place.depth == 0 && call.place.joint != Some(Joint::Or) && call.place.item == 0);
            if is_plain
                && !has_comment
                && is_whole
                && is_root
                && is_straight
                && text.ends_with(|c: char| c.is_ascii_alphanumeric() || "*\"'/)}+".contains(c))
            {
                finding.edits(vec![Edit::insert(instruction.span.end, " && rm -rf /var/lib/apt/lists/*")]);
            }
        }
    }
}
