//! `exec-missing`

use super::{Document, Edit, Findings, rule};
use crate::dockerfile::{Instruction, Keyword};
use crate::shell::Joint;

rule! {
    /// ## What it does
    /// Checks for a shell that starts the server and stays.
    ///
    /// ## Why is this bad
    /// The shell is process 1 and passes no signals on, so `docker stop` waits for ten seconds and kills. With
    /// `exec`, the server takes the shell's place.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// CMD ["sh", "-c", "gunicorn --bind 0.0.0.0:$PORT shop:app"]
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// CMD ["sh", "-c", "exec gunicorn --bind 0.0.0.0:$PORT shop:app"]
    /// ```
    "exec-missing", Warning, Safe, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    // What runs to its end is not stopped from outside.
    if !document.purpose().is_shipped() {
        return;
    }
    for (index, instruction) in document.instructions().iter().enumerate() {
        if !matches!(instruction.keyword, Keyword::Cmd | Keyword::Entrypoint) {
            continue;
        }
        in_script(document, instruction, findings);
        let Some([shell, flag, script]) = instruction.arguments.as_exec() else { continue };
        // bash becomes the last command of its own accord; dash and the others stay.
        let is_shell = matches!(shell.rsplit('/').next(), Some("sh" | "ash" | "dash"));
        let calls = document.calls(index);
        let Some(last) = calls.last().filter(|_| is_shell && flag.starts_with('-') && flag.ends_with('c')) else { continue };
        let is_plain = last.place.depth == 0 && last.place.in_pipeline.1 == 1 && last.place.joint != Some(Joint::Or);
        let does_exec = calls.iter().any(|call| call.wrappers.iter().any(|wrapper| wrapper == "exec"));
        if does_exec || !is_plain || matches!(last.program.as_str(), "wait" | "exit") {
            continue;
        }
        let finding = findings.add(
            document.head_span(instruction),
            format!("the shell stays PID 1 and does not forward signals to `{}`", last.program),
        );
        finding.help(format!("write `exec {} …`", last.written));
        let text = document.text.get(instruction.span.clone()).unwrap_or_default();
        let whole = format!("\"{script}\"");
        if let (1, Some(at)) = (calls.len(), text.find(&whole)) {
            let start = instruction.span.start + at + 1;
            if last.assignments.is_empty() {
                finding.edits(vec![Edit::insert(start, "exec ")]);
            }
        }
    }
}

/// An entrypoint script of the build context that never says `exec`.
fn in_script(document: &Document<'_>, instruction: &Instruction, findings: &mut Findings) {
    let Some(program) = instruction.arguments.as_exec().and_then(|words| words.first()) else { return };
    let name = program.rsplit('/').next().unwrap_or_default();
    let Some(text) = document.context.text(name).filter(|_| name.ends_with(".sh")) else { return };
    let execs =
        text.lines().any(|line| line.trim_start().starts_with("exec ") || line.contains("&& exec ") || line.contains("; exec "));
    if !execs {
        findings
            .add(document.head_span(instruction), format!("`{name}` does not use `exec`, so its shell stays PID 1"))
            .help("end the script with `exec \"$@\"`, or with `exec` in front of the server");
    }
}
