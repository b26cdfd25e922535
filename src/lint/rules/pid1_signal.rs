//! `pid1-signal`

use super::{Document, Edit, Findings, rule, server};
use crate::dockerfile::Keyword;
use crate::knowledge::{WrapperKind, is_wrapper_of, listener};
use crate::model::Signal;

rule! {
    /// ## What it does
    /// Checks for plain Python scripts and for servers that ignore SIGTERM as process 1.
    ///
    /// ## Why is this bad
    /// The first process of a container gets no default handling of signals. `docker stop` waits for ten seconds and
    /// kills, and nothing is cleaned up. Python turns SIGINT into an exception, so that one works.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// CMD ["python", "bot.py"]
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// STOPSIGNAL SIGINT
    /// CMD ["python", "bot.py"]
    /// ```
    "pid1-signal", Info, Unsafe, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let Some(start) = server::start(document) else { return };
    let Some(last) = document.last_stage() else { return };
    let has_signal = document.effective(last.index, Keyword::Stopsignal).is_some();
    let [call] = start.calls.as_slice() else { return };
    let has_init = call.wrappers.iter().any(|wrapper| is_wrapper_of(wrapper, WrapperKind::Init));
    let shared =
        document.effective(last.index, Keyword::Entrypoint).is_some() && document.effective(last.index, Keyword::Cmd).is_some();
    if has_signal || has_init || shared || start.instruction.arguments.as_exec().is_none() {
        return;
    }
    let script = call.program == "python"
        && call.arguments.first().is_some_and(|argument| argument.text.ends_with(".py") && !argument.text.ends_with("manage.py"));
    let ignores = listener(&call.program).is_some_and(|row| row.stop_signal == Signal::Int);
    if script || ignores {
        let start_of_line = document.lines().range(start.instruction.line).start;
        let is_at_start = start_of_line == start.instruction.span.start;
        let finding =
            findings.add(document.head_span(start.instruction), format!("`{}` as process 1 ignores SIGTERM", call.program));
        finding.help("add `STOPSIGNAL SIGINT`, unless the program handles SIGTERM, or run it below an init");
        if is_at_start {
            finding.edits(vec![Edit::insert(start_of_line, format!("STOPSIGNAL SIGINT{}", document.newline()))]);
        }
    }
}
