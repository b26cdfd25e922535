//! `inline-comment`

use super::{Document, Findings, rule};
use crate::dockerfile::{Instruction, Keyword, ParseProblem};

rule! {
    /// ## What it does
    /// Checks for a `#` behind the arguments of an instruction.
    ///
    /// ## Why is this bad
    /// A comment needs a line of its own. Behind arguments it is one more argument: `COPY . . # source` looks for a
    /// file called `#`, and a word of a `RUN` list that is followed by a comment and a continuation ends the list.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM scratch
    /// WORKDIR /app # where the application lives
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM scratch
    /// # where the application lives
    /// WORKDIR /app
    /// ```
    "inline-comment", Error, Unsafe, [], Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    for error in &document.errors {
        if let Some(span) = in_broken_line(document, error) {
            report(document, findings, span);
        }
    }
    for instruction in document.instructions() {
        match instruction.keyword {
            Keyword::Run => in_run(document, instruction, findings),
            // Words behind the name of a build argument declare further arguments, which are never asked for.
            Keyword::Arg => {}
            Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck | Keyword::Onbuild | Keyword::Maintainer => {}
            _ if !instruction.heredocs.is_empty() => {}
            _ => {
                let text = instruction.arguments.as_shell().unwrap_or_default();
                let Some(at) = outside_quotes(text) else { continue };
                let span = instruction.source_range(&(at..text.len()));
                report(document, findings, span);
            }
        }
    }
}

/// The comment that makes a line unreadable for BuildKit. `None` if something else does.
pub(super) fn in_broken_line(document: &Document<'_>, error: &crate::dockerfile::ParseError) -> Option<std::ops::Range<usize>> {
    let is_about_words = matches!(
        error.problem,
        ParseProblem::FromArity | ParseProblem::MissingEquals(_) | ParseProblem::InvalidStageName(_) | ParseProblem::BadWord(_)
    );
    let range = document.lines().range(error.line);
    let at = outside_quotes(document.lines().text(error.line)).filter(|_| is_about_words)?;
    Some(range.start + at..range.end)
}

fn report(document: &Document<'_>, findings: &mut Findings, span: std::ops::Range<usize>) {
    let finding = findings.add(span.clone(), "a comment after arguments is one more argument");
    finding.help("put the comment on the line above");
    let line = document.lines().line_of(span.start);
    let (start, end) = (document.lines().range(line).start, document.lines().range(line).end);
    let is_one_line = span.end == end && !document.text[start..end].trim_end().ends_with(document.dockerfile.escape);
    // A line in the middle of an instruction cannot get a comment above it without a look at what is around.
    let continues = line > 1 && document.lines().text(line - 1).trim_end().ends_with(document.dockerfile.escape);
    let is_trimmed = document.text.get(span.clone()).is_some_and(|text| text.starts_with('#'));
    if is_one_line && !continues && is_trimmed {
        let comment = document.text[span.clone()].trim_end();
        let before = document.text[start..span.start].trim_end();
        let indent = &before[..before.len() - before.trim_start().len()];
        let text = format!("{indent}{comment}{}{before}", document.newline());
        finding.edit(start..end, text);
    }
}

/// The place of a `#` that opens a word outside quotes.
fn outside_quotes(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = ' ';
    for (index, c) in text.char_indices() {
        match c {
            '\'' | '"' if quote.is_none() => quote = Some(c),
            c if quote == Some(c) => quote = None,
            '#' if quote.is_none() && before.is_whitespace() && index > 0 => return Some(index),
            _ => {}
        }
        before = c;
    }
    None
}

/// A comment of the shell that eats what the next lines hold, since the line breaks are gone.
fn in_run(document: &Document<'_>, instruction: &Instruction, findings: &mut Findings) {
    let Some(text) = instruction.arguments.as_shell().filter(|_| instruction.heredocs.is_empty()) else { return };
    let Some(at) = outside_quotes(text) else { return };
    let start = instruction.source_offset(at);
    let line = document.lines().range(document.lines().line_of(start));
    // On the last line it harms nobody.
    if line.end < instruction.span.end {
        findings
            .add(start..line.end.max(start), "everything after this is a comment: the shell gets one line")
            .help("put the comment on a separate line");
    }
}
