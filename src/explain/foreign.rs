//! A file by itself: what each instruction does, and what each pattern matches.

use crate::dockerfile::{Dockerfile, IgnoreFile, Instruction, Keyword, ParseError};
use crate::model::{RelPath, is_ignore_name};

use super::line::{Author, ExplainedLine};
use super::{ExplainedFile, StageGraph, instruction};

/// Explains a Dockerfile that pydock did not write, or a `.dockerignore`.
pub fn explain_foreign(path: &RelPath, text: &str) -> Result<ExplainedFile, ParseError> {
    let is_ignore = is_ignore_name(path.file_name());
    let parsed = if is_ignore { None } else { Some(Dockerfile::parse(text)?) };
    let mut lines: Vec<ExplainedLine> = Vec::new();
    let mut previous = None;
    let all: Vec<&str> = text.lines().collect();
    for (index, line) in all.iter().copied().enumerate() {
        let at = |number: usize| parsed.as_ref().and_then(|parsed| instruction_at(parsed, text, number));
        // A comment is about the instruction right below.
        let comments = all[index..].iter().take_while(|line| line.trim_start().starts_with('#')).count();
        let is_directive = parsed.as_ref().is_some_and(|parsed| parsed.directives.iter().any(|known| known.line == index + 1));
        let found = at(index + 1).or_else(|| at(index + 1 + comments).filter(|_| comments > 0 && !is_directive));
        let key = found.map(|instruction| instruction.line);
        // A pattern, an empty line, and a comment above one stand alone.
        let is_new = key.is_none() || previous != Some(key);
        let group = lines.last().map_or(0, |last| last.group + usize::from(is_new));
        previous = Some(key);
        let mut explained = ExplainedLine::new(index + 1, line, Author::Other, group);
        match &parsed {
            Some(parsed) => tell(&mut explained, parsed, found),
            None => tell_pattern(&mut explained),
        }
        lines.push(explained);
    }
    let graph = parsed.as_ref().map(StageGraph::of);
    Ok(ExplainedFile { path: path.to_string(), preset: None, lines, graph, download: None })
}

/// The instruction that the line belongs to. `None` if it belongs to none.
pub(super) fn instruction_at<'d>(dockerfile: &'d Dockerfile, text: &str, number: usize) -> Option<&'d Instruction> {
    let before = dockerfile.instructions.partition_point(|instruction| instruction.line <= number);
    let instruction = dockerfile.instructions.get(before.checked_sub(1)?)?;
    let last = instruction.line + text[instruction.span.clone()].matches('\n').count();
    (number <= last).then_some(instruction)
}

/// Adds what the line's instruction does, and the stage that it belongs to.
pub(super) fn tell(line: &mut ExplainedLine, dockerfile: &Dockerfile, instruction: Option<&Instruction>) {
    let Some(instruction) = instruction else {
        let directive = dockerfile.directives.iter().find(|directive| directive.line == line.number);
        if directive.is_some() {
            line.does.push("A directive for the builder on how to read this file.".to_owned());
        }
        return;
    };
    let stages = dockerfile.stages();
    let stage = stages.iter().rev().find(|stage| stage.from.line <= instruction.line);
    line.stage = stage.and_then(|stage| stage.name.clone());
    let of_from = stage.filter(|_| instruction.keyword == Keyword::From);
    line.does.extend(instruction::sentences_at(&line.text, instruction, of_from));
    line.reference = instruction::reference(instruction.keyword);
}

/// Adds what a line of a `.dockerignore` matches.
pub(super) fn tell_pattern(line: &mut ExplainedLine) {
    let Ok(file) = IgnoreFile::parse(&line.text) else { return };
    let Some(pattern) = file.patterns.first() else { return };
    let (verb, name) = (if pattern.is_exception { "Re-includes" } else { "Excludes" }, &pattern.pattern);
    line.does.push(match name.strip_prefix("**/") {
        Some(name) => format!("{verb} `{name}` at any depth."),
        None => format!("{verb} `{name}` at the root of the build context."),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn explained(text: &str) -> ExplainedFile {
        explain_foreign(&RelPath::parse("Dockerfile").unwrap(), text).unwrap()
    }

    #[test]
    fn lines_of_one_instruction_belong_together() {
        let file =
            explained("FROM alpine AS a\n# end\n\n# why\nRUN one \\\n    # in between\n    && two\nRUN <<EOF\nthree\nEOF\n");
        let groups: Vec<usize> = file.lines.iter().map(|line| line.group).collect();
        assert_eq!(groups, [0, 1, 2, 3, 3, 3, 3, 4, 4, 4]);
        assert_eq!((file.lines[1].does.len(), file.lines[3].does.len()), (0, 1));
        assert!([3, 5, 6].iter().all(|index| file.lines[*index].does == file.lines[4].does));
        assert!(file.lines.iter().filter(|line| line.text.len() > 6).all(|line| line.author == Author::Other));
        assert_eq!(file.lines[8].stage.as_deref(), Some("a"));
    }

    #[test]
    fn findings_go_to_their_lines() {
        let mut file = explained("FROM alpine\nRUN true\n");
        file.add_findings([(2, "nothing happens".to_owned()), (9, "no such line".to_owned())]);
        let found: Vec<&[String]> = file.lines.iter().map(|line| line.findings.as_slice()).collect();
        assert_eq!(found, [&[][..], &["nothing happens".to_owned()]]);
    }

    #[test]
    fn a_pattern_is_told_with_its_depth() {
        for (text, expected) in [
            ("**/.env", &["Excludes `.env` at any depth."][..]),
            ("/dist/", &["Excludes `dist` at the root of the build context."]),
            ("!**/.env.example", &["Re-includes `.env.example` at any depth."]),
            ("# Secrets", &[]),
            ("", &[]),
        ] {
            let mut line = ExplainedLine::new(1, text, Author::Other, 0);
            tell_pattern(&mut line);
            assert_eq!(line.does, expected, "{text}");
        }
    }
}
