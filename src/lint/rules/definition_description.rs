//! `definition-description`

use super::{Document, Findings, rule};
use crate::dockerfile::Keyword;

rule! {
    /// ## What it does
    /// Checks that the comment right above a stage or an `ARG` describes it: that it opens with its name.
    ///
    /// ## Why is this bad
    /// `docker build --call=outline` shows these comments as descriptions of the targets and arguments; a comment
    /// that is about something else should have an empty line below it. BuildKit has the check switched off as well.
    ///
    /// ## Example
    /// ```dockerfile
    /// # the image to run
    /// FROM scratch AS production
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// # production is the image to run
    /// FROM scratch AS production
    /// ```
    "definition-description", Info, Safe, ["InvalidDefinitionDescription"], optional Dockerfile(check)
}

fn check(document: &Document<'_>, findings: &mut Findings) {
    let mut after = 0;
    for instruction in document.instructions() {
        let name = match instruction.keyword {
            Keyword::From => instruction.words().get(2).map(|&name| name.to_owned()),
            Keyword::Arg => instruction.pairs().into_iter().next().map(|pair| pair.name),
            _ => None,
        };
        // The last comment in front of the instruction is the description; empty lines between them do not count.
        let is_between = |line: usize| line > after && line < instruction.line;
        let comment = document.dockerfile.comments.iter().rev().find(|comment| is_between(comment.line));
        after = document.lines().line_of(instruction.span.end.saturating_sub(1));
        let (Some(name), Some(comment)) = (name, comment) else { continue };
        let opens = comment.text.strip_prefix(&name).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        if !opens && !comment.text.is_empty() {
            let start = document.lines().range(instruction.line).start;
            findings
                .add(document.head_span(instruction), format!("the comment above does not describe `{name}`"))
                .help(format!("begin it with `{name}`, or put a line with nothing but `#` below it"))
                .edit(start..start, format!("#{}", document.newline()));
        }
    }
}
