//! `unlocked-install`

use super::{Document, Edit, Findings, rule};
use crate::dockerfile::{Instruction, Keyword};
use crate::knowledge::manager_row;
use crate::model::LockingProgram;

rule! {
    /// ## What it does
    /// Checks for uv, pdm and pipenv installing without the check that the lock is up to date.
    ///
    /// ## Why is this bad
    /// With a lock that does not match its manifest they lock again or use the outdated lock, and what is installed is
    /// not what was tested.
    ///
    /// ## Example
    /// ```text uv.lock
    /// version = 1
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// COPY pyproject.toml uv.lock ./
    /// RUN uv sync --no-install-project
    /// ```
    ///
    /// ## Use instead
    /// ```text uv.lock
    /// version = 1
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// COPY pyproject.toml uv.lock ./
    /// RUN uv sync --locked --no-install-project
    /// ```
    "unlocked-install", Warning, Unsafe, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let is_set = |name: &str| document.of(Keyword::Env).flat_map(Instruction::pairs).any(|pair| pair.name == name);
    for (_, call) in document.all_run_calls() {
        let words = call.words();
        let Some(check) = manager_row(&call.program).and_then(|row| row.lock.as_ref()) else { continue };
        let Some(program) = LockingProgram::named(&call.program) else { continue };
        let (lock, flag) = (program.lock, &check.flag);
        let names_packages = check.takes_packages && words.len() > 1;
        if words.first() != Some(&check.verb.as_str()) || names_packages || call.has(&check.options()) {
            continue;
        }
        let is_assigned = |name: &String| call.assignments.iter().any(|(known, _)| known == name);
        let in_environment = check.variables.iter().any(|name| is_set(name) || is_assigned(name));
        let is_named = document.instructions().iter().any(|instruction| {
            instruction.copy_paths().is_some_and(|paths| paths.sources.iter().any(|source| source.ends_with(lock)))
                || instruction.mounts().iter().any(|mount| mount.source().is_some_and(|source| source.ends_with(lock)))
        });
        if in_environment || !(is_named || document.context.has(lock)) {
            continue;
        }
        let finding = findings.add(call.span.clone(), format!("nothing checks that {lock} is up to date"));
        finding.help(format!("add `{flag}`"));
        if let Some(end) = call.end_of(&check.verb) {
            finding.edits(vec![Edit::insert(end, format!(" {flag}"))]);
        }
    }
}
