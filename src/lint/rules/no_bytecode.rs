//! `no-bytecode`

use super::{Document, Edit, Findings, rule};
use crate::dockerfile::{Instruction, Keyword};

rule! {
    /// ## What it does
    /// Checks for installations by uv that compile no bytecode.
    ///
    /// ## Why is this bad
    /// uv leaves Python to compile every module when it is first imported. A user who is not root cannot keep the
    /// result, so every start of the container compiles everything again.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN uv sync --locked
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN uv sync --locked --compile-bytecode
    /// ```
    "no-bytecode", Info, Safe, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let by_variable = document.of(Keyword::Env).flat_map(Instruction::pairs).any(|pair| pair.name == "UV_COMPILE_BYTECODE");
    let compiles = document.all_run_calls().any(|(_, call)| call.program == "compileall");
    if by_variable || compiles {
        return;
    }
    for (_, call) in document.all_run_calls() {
        let subcommand = match (call.program.as_str(), call.words().as_slice()) {
            ("uv", ["sync", ..]) => "sync",
            ("uv", ["pip", "install", ..]) => "install",
            _ => continue,
        };
        let here = call.assignments.iter().any(|(name, _)| name == "UV_COMPILE_BYTECODE");
        if here || call.has(&["--compile-bytecode", "--compile", "--only-group", "--only-dev"]) {
            continue;
        }
        let finding = findings.add(call.span.clone(), "every start of the container compiles the modules again");
        finding.help("add `--compile-bytecode`, or set `UV_COMPILE_BYTECODE=1`");
        if let Some(end) = call.end_of(subcommand) {
            finding.edits(vec![Edit::insert(end, " --compile-bytecode")]);
        }
    }
}
