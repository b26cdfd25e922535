//! `shell-form-command`

use super::{Document, Findings, Severity, rule};
use crate::dockerfile::{Arguments, Keyword};

rule! {
    /// ## What it does
    /// Checks for `CMD` and `ENTRYPOINT` in the shell form.
    ///
    /// ## Why is this bad
    /// The shell form runs the program below `/bin/sh -c`. The shell is process 1 then and does not pass signals on,
    /// so `docker stop` waits for ten seconds and kills. Whatever `CMD` or the command line add to an `ENTRYPOINT` in
    /// shell form is lost.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// CMD python -m shop --port 8000
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// CMD ["python", "-m", "shop", "--port", "8000"]
    /// ```
    "shell-form-command", Warning, Unsafe, ["JSONArgsRecommended", "DL3025"], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for stage in &document.stages {
        // Who has chosen a shell means to have one.
        if document.lineage(stage.index).iter().any(|stage| stage.of(Keyword::Shell).next().is_some()) {
            continue;
        }
        for index in stage.range.clone() {
            let instruction = &document.instructions()[index];
            if !matches!(instruction.keyword, Keyword::Cmd | Keyword::Entrypoint) {
                continue;
            }
            let Arguments::Shell(text) = &instruction.arguments else { continue };
            if text.is_empty() {
                continue;
            }
            let span = document.head_span(instruction);
            let passes_on = document.calls(index).last().is_some_and(|call| call.wrappers.iter().any(|name| name == "exec"));
            let message =
                if passes_on { "runs under `/bin/sh -c`" } else { "runs under `/bin/sh -c`, which does not forward SIGTERM" };
            let finding = findings.add(span, format!("shell-form `{}` {message}", instruction.keyword));
            if passes_on {
                finding.at_most(Severity::Info);
            }
            let Some(words) = plain_words(document, index) else {
                finding.help("use exec form (a JSON array); if a shell is needed, `[\"sh\", \"-c\", \"exec …\"]`");
                continue;
            };
            let array = serde_json::Value::from(words).to_string().replace("\",\"", "\", \"");
            let whole = instruction.source_range(&(0..text.len()));
            finding.help(format!("write `{} {array}`", instruction.written_keyword)).edit(whole, array);
        }
    }
}

/// The words, if the command is one program with nothing that a shell would have to do.
fn plain_words(document: &Document<'_>, index: usize) -> Option<Vec<String>> {
    let [call] = document.calls(index) else { return None };
    let instruction = &document.instructions()[index];
    let text = instruction.arguments.as_shell()?;
    let needs_shell = |c: char| matches!(c, '$' | '*' | '?' | '[' | '{' | '~' | '`' | ';' | '&' | '|' | '<' | '>' | '(' | '#');
    if text.contains(needs_shell) || !call.assignments.is_empty() || !call.redirects.is_empty() {
        return None;
    }
    let list = crate::shell::parse(text).ok()?;
    let [found] = crate::shell::simple_commands(&list).try_into().ok()?;
    let words: Option<Vec<String>> = found.command.words.iter().map(crate::shell::Word::literal).collect();
    words.map(|words| if words.first().is_some_and(|word| word == "exec") { words[1..].to_vec() } else { words })
}
