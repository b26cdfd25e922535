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
    for instruction in document.instructions() {
        let name = match instruction.keyword {
            Keyword::From => instruction.words().get(2).map(|&name| name.to_owned()),
            Keyword::Arg => instruction.pairs().into_iter().next().map(|pair| pair.name),
            _ => None,
        };
        let Some(name) = name else { continue };
        let Some(comment) = document.dockerfile.comments.iter().rev().find(|comment| comment.line + 1 == instruction.line) else {
            continue;
        };
        // The first line of a block of comments is the one that counts.
        let mut first = comment;
        while let Some(above) = document.dockerfile.comments.iter().find(|above| above.line + 1 == first.line) {
            first = above;
        }
        let opens = first.text.strip_prefix(&name).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
        if !opens && !first.text.is_empty() {
            let start = document.lines().range(instruction.line).start;
            findings
                .add(document.lines().range(first.line), format!("the comment does not describe `{name}`"))
                .help(format!("begin it with `{name}`, or put an empty line below it"))
                .edit(start..start, document.newline());
        }
    }
}
