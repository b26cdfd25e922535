//! The programs that an instruction starts, with their arguments.

use std::ops::Range;

use super::document::Document;
use crate::dockerfile::{Arguments, Healthcheck, Heredoc, Instruction, Keyword};
use crate::knowledge::{Wrapped, shell_script, wrapped_words};
use crate::shell::{self, Part, Place, Redirect, Simple, Word};

/// One program with its arguments, and where they stand in the file.
#[derive(Debug, Clone)]
pub struct Call {
    /// The program's name without its folder and its version: `pip` for `/opt/venv/bin/pip3.14` and `python -m pip`.
    pub program: String,
    /// The program as written. Ex) `/opt/venv/bin/pip3.14`
    pub written: String,
    /// The program's bytes of the file.
    pub program_span: Range<usize>,
    pub arguments: Vec<Argument>,
    /// Variables that are set for this program alone.
    pub assignments: Vec<(String, String)>,
    pub redirects: Vec<(String, String)>,
    /// The whole command, with what is in front of the program.
    pub span: Range<usize>,
    pub place: Place,
    /// Programs in front that only start it. Ex) `sudo`, `exec`, `python` for `python -m`
    pub wrappers: Vec<String>,
    /// Whether the words have places of their own; those of the exec form share the instruction's.
    pub is_placed: bool,
}

/// One argument, quotes taken out and variables left as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Argument {
    pub text: String,
    pub span: Range<usize>,
    pub is_literal: bool,
}

impl AsRef<str> for Argument {
    fn as_ref(&self) -> &str {
        &self.text
    }
}

impl Call {
    /// Whether one of these flags is given: whole, with a value behind `=`, or a letter among others. Ex) `-qy` has `-y`
    pub fn has(&self, flags: &[&str]) -> bool {
        self.flag(flags).is_some()
    }

    pub fn flag(&self, flags: &[&str]) -> Option<&Argument> {
        self.arguments.iter().take_while(|argument| argument.text != "--").find(|argument| {
            let text = argument.text.as_str();
            flags.iter().any(|flag| match flag.strip_prefix("--") {
                Some(_) => text.strip_prefix(flag).is_some_and(|rest| rest.is_empty() || rest.starts_with('=')),
                None => {
                    let letter = flag.trim_start_matches('-');
                    text == *flag || (letter.len() == 1 && is_cluster(text) && text[1..].contains(letter))
                }
            })
        })
    }

    /// The value of one of these flags, behind `=` or as the next word. `None` if the call has none of them.
    pub fn value(&self, flags: &[&str]) -> Option<&str> {
        self.values(flags).into_iter().next_back().map(|argument| argument.1)
    }

    /// The values of these flags, each with the argument that holds it.
    pub fn values(&self, flags: &[&str]) -> Vec<(&Argument, &str)> {
        let mut found = Vec::new();
        for (index, argument) in self.arguments.iter().enumerate() {
            for flag in flags {
                let Some(rest) = argument.text.strip_prefix(flag) else { continue };
                if rest.is_empty() {
                    found.extend(self.arguments.get(index + 1).map(|next| (next, next.text.as_str())));
                } else if let Some(value) = rest.strip_prefix('=') {
                    found.push((argument, value));
                } else if flag.len() == 2 && !flag.starts_with("--") {
                    found.push((argument, rest));
                }
            }
        }
        found
    }

    /// The arguments that are no flags; the words behind the flags of `with_value` are left out.
    pub fn operands(&self, with_value: &[&str]) -> Vec<&Argument> {
        let mut found = Vec::new();
        let mut skips = false;
        let mut only_operands = false;
        for argument in &self.arguments {
            if std::mem::take(&mut skips) {
                continue;
            }
            let text = argument.text.as_str();
            if only_operands || !text.starts_with('-') || text == "-" {
                found.push(argument);
            } else if text == "--" {
                only_operands = true;
            } else {
                skips = with_value.contains(&text);
            }
        }
        found
    }

    /// The words that are no flags at the front. Ex) `uv pip install`: `pip`, `install`
    pub fn words(&self) -> Vec<&str> {
        self.arguments.iter().map(|argument| argument.text.as_str()).filter(|text| !text.starts_with('-')).collect()
    }

    /// Every word behind the program.
    pub fn words_of_all(&self) -> impl Iterator<Item = &str> {
        self.arguments.iter().map(|argument| argument.text.as_str())
    }

    /// Whether the program is called with this word as its first operand.
    pub fn is(&self, program: &str, subcommand: &str) -> bool {
        self.program == program && self.words().first() == Some(&subcommand)
    }

    /// The command with single blanks, as far as it can be told.
    pub fn line(&self) -> String {
        let words: Vec<&str> =
            std::iter::once(self.written.as_str()).chain(self.arguments.iter().map(|argument| argument.text.as_str())).collect();
        words.join(" ")
    }

    /// The byte at which something may be added behind the first operand that is this word. `None` if no operand is.
    pub fn end_of(&self, word: &str) -> Option<usize> {
        let argument = self.arguments.iter().find(|argument| argument.text == word);
        argument.map(|argument| argument.span.end).filter(|_| self.is_placed)
    }
}

fn is_cluster(text: &str) -> bool {
    text.len() > 1 && text.starts_with('-') && text[1..].chars().all(|c| c.is_ascii_alphabetic())
}

/// The calls of every instruction, in the order of the file.
pub(super) fn read_all(document: &Document<'_>) -> Vec<Vec<Call>> {
    let mut is_posix = true;
    let mut calls = Vec::with_capacity(document.instructions().len());
    for instruction in document.instructions() {
        match instruction.keyword {
            Keyword::From => is_posix = true,
            Keyword::Shell => {
                let program = instruction.arguments.as_exec().and_then(|words| words.first().cloned()).unwrap_or_default();
                is_posix = base_name(&program).ends_with("sh") && !program.contains("pwsh") && !program.contains("powershell");
            }
            _ => {}
        }
        calls.push(if is_posix { read(instruction) } else { Vec::new() });
    }
    calls
}

fn read(instruction: &Instruction) -> Vec<Call> {
    match instruction.keyword {
        Keyword::Run if !instruction.heredocs.is_empty() => heredoc_calls(instruction),
        Keyword::Run | Keyword::Cmd | Keyword::Entrypoint => match &instruction.arguments {
            Arguments::Exec(words) => exec_calls(instruction, words),
            Arguments::Shell(text) => shell_calls(text, &|range| instruction.source_range(&range)),
        },
        Keyword::Healthcheck => match (instruction.healthcheck(), &instruction.arguments) {
            (Some(Healthcheck::Command(Arguments::Exec(words))), _) => exec_calls(instruction, &words),
            (Some(Healthcheck::Command(Arguments::Shell(text))), Arguments::Shell(whole)) => {
                let shift = whole.len() - text.len();
                shell_calls(&text, &|range| instruction.source_range(&(range.start + shift..range.end + shift)))
            }
            _ => Vec::new(),
        },
        // What a trigger runs is a matter for rules as much as what the file itself runs.
        Keyword::Onbuild => match instruction.trigger.as_deref() {
            Some(trigger) if trigger.keyword == Keyword::Run => read(trigger),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// The script of `RUN <<EOF` or `RUN <<EOF bash`; with another program, as in `RUN python <<EOF`, that program alone.
fn heredoc_calls(instruction: &Instruction) -> Vec<Call> {
    let text = instruction.arguments.as_shell().unwrap_or_default();
    let Some(heredoc) = instruction.heredocs.first() else { return Vec::new() };
    if !text.starts_with("<<") {
        let line = text.split("<<").next().unwrap_or_default();
        return shell_calls(line, &|range| instruction.source_range(&range));
    }
    let behind = text.split_once(heredoc.name.as_str()).map_or("", |(_, rest)| rest.trim_start_matches(['"', '\'']).trim_start());
    match behind.split_whitespace().next() {
        Some(program) if !program.ends_with("sh") => {
            let shift = text.len() - behind.len();
            shell_calls(behind, &|range| instruction.source_range(&(range.start + shift..range.end + shift)))
        }
        _ => script_calls(heredoc),
    }
}

fn script_calls(heredoc: &Heredoc) -> Vec<Call> {
    let first = heredoc.content.lines().next().unwrap_or_default();
    if first.starts_with("#!") && !first.trim_end().ends_with("sh") {
        return Vec::new();
    }
    shell_calls(&heredoc.content, &|range| range.start + heredoc.start..range.end + heredoc.start)
}

/// The calls of a line of shell that stands in no Dockerfile; their places are those of the text.
pub fn of_line(text: &str) -> Vec<Call> {
    shell_calls(text, &|range| range)
}

fn shell_calls(text: &str, source: &dyn Fn(Range<usize>) -> Range<usize>) -> Vec<Call> {
    let Ok(list) = shell::parse(text) else { return Vec::new() };
    let mut calls = Vec::new();
    for found in shell::simple_commands(&list) {
        calls.extend(call(found.command, found.place, source));
    }
    calls
}

fn exec_calls(instruction: &Instruction, words: &[String]) -> Vec<Call> {
    let span = instruction.span.clone();
    let argument = |text: &String| Argument { text: text.clone(), span: span.clone(), is_literal: true };
    let names: Vec<Argument> = words.iter().map(argument).collect();
    let mut rest = names.as_slice();
    let mut wrappers = Vec::new();
    while let Some(found) = peeled(rest) {
        wrappers.push(found.wrapper.name.clone());
        rest = &rest[found.count..];
    }
    // `sh -c` in the exec form is a script after all.
    if let Some(script) = shell_script(rest) {
        let mut calls = shell_calls(script, &|_| span.clone());
        for call in &mut calls {
            call.is_placed = false;
            call.wrappers.splice(0..0, wrappers.iter().cloned());
        }
        return calls;
    }
    let simple = Simple { span: span.clone(), ..Simple::default() };
    unwrap(names, &simple, Place { in_pipeline: (0, 1), ..Place::default() }, span, false).into_iter().collect()
}

fn call(command: &Simple, place: Place, source: &dyn Fn(Range<usize>) -> Range<usize>) -> Option<Call> {
    let argument = |word: &Word| Argument {
        text: word.text(),
        span: source(word.span.clone()),
        is_literal: word.parts.iter().all(|part| matches!(part, Part::Literal(_))),
    };
    unwrap(command.words.iter().map(argument).collect(), command, place, source(command.span.clone()), true)
}

/// Finds the program behind those that only start another one.
fn unwrap(words: Vec<Argument>, command: &Simple, place: Place, span: Range<usize>, is_placed: bool) -> Option<Call> {
    let mut assignments: Vec<(String, String)> =
        command.assignments.iter().map(|assignment| (assignment.name.clone(), assignment.value.text())).collect();
    let redirect = |redirect: &Redirect| (redirect.operator.clone(), redirect.target.text());
    let redirects = command.redirects.iter().map(redirect).collect();
    let mut wrappers = Vec::new();
    let mut rest = words.as_slice();
    while let Some(found) = peeled(rest) {
        assignments.extend(found.assignments);
        wrappers.push(found.wrapper.name.clone());
        rest = &rest[found.count..];
    }
    let (first, after) = rest.split_first()?;
    let mut program = plain_name(&first.text);
    let mut written = first.text.clone();
    let mut program_span = first.span.clone();
    let mut arguments = after;
    if program == "python"
        && let Some(flag) = after.iter().position(|argument| argument.text == "-m")
        && after[..flag].iter().all(|argument| argument.text.starts_with('-') && !argument.text.contains('c'))
        && let Some(module) = after.get(flag + 1)
    {
        wrappers.push("python".to_owned());
        program = plain_name(&module.text);
        written.clone_from(&module.text);
        program_span = module.span.clone();
        arguments = &after[flag + 2..];
    }
    let arguments = arguments.to_vec();
    Some(Call { program, written, program_span, arguments, assignments, redirects, span, place, wrappers, is_placed })
}

/// The wrapper in front, if a program follows that is found and runs as it would without it.
fn peeled(words: &[Argument]) -> Option<Wrapped> {
    wrapped_words(words).filter(|found| found.wrapper.kind.is_transparent() && found.count < words.len())
}

fn base_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Without the folder, and for Python and pip without the version.
fn plain_name(path: &str) -> String {
    let name = base_name(path);
    for known in ["python", "pip", "pypy"] {
        let rest = name.strip_prefix(known);
        if rest.is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '.')) {
            return known.to_owned();
        }
    }
    name.to_owned()
}
