//! The process that a container starts with, as far as a Dockerfile tells.

use super::call::Call;
use super::document::Document;
use crate::dockerfile::{Instruction, Keyword};
use crate::knowledge::{Listener, listener_of, wrapped_words};

/// How a stage starts: its `ENTRYPOINT` and `CMD`, and the commands in them.
pub struct Start<'d> {
    /// The instruction that names the program.
    pub instruction: &'d Instruction,
    pub calls: Vec<&'d Call>,
    pub has_entrypoint: bool,
}

/// The start of the last stage; `None` if only the base image knows it.
pub fn start<'d>(document: &'d Document<'_>) -> Option<Start<'d>> {
    let stage = document.last_stage()?;
    let instructions = document.instructions();
    let place = |instruction: &Instruction| instructions.iter().position(|known| std::ptr::eq(known, instruction));
    let entrypoint = document.effective(stage.index, Keyword::Entrypoint);
    let cmd = document.effective(stage.index, Keyword::Cmd);
    let calls = |instruction: Option<&Instruction>| {
        instruction.and_then(place).map_or(&[][..], |index| document.calls(index)).iter().collect::<Vec<&Call>>()
    };
    let from_entrypoint = calls(entrypoint);
    let instruction = entrypoint.or(cmd)?;
    // An entrypoint such as `["/entrypoint.sh"]` starts what `CMD` names.
    let is_launcher = entrypoint.is_some()
        && from_entrypoint.iter().all(|call| call.program.ends_with(".sh") || call.program.contains("entrypoint"));
    match (entrypoint, cmd) {
        (Some(_), Some(cmd)) if is_launcher => Some(Start { instruction: cmd, calls: calls(Some(cmd)), has_entrypoint: true }),
        (Some(_), _) => Some(Start { instruction, calls: from_entrypoint, has_entrypoint: true }),
        (None, _) => Some(Start { instruction, calls: calls(Some(instruction)), has_entrypoint: false }),
    }
}

/// The program that serves, behind the tools that only run it. Ex) `uvicorn` for `uv run uvicorn app:app`
pub fn served(call: &Call) -> Call {
    let mut inner = call.clone();
    loop {
        let words: Vec<&str> = std::iter::once(inner.program.as_str()).chain(inner.words_of_all()).collect();
        let found = wrapped_words(&words).filter(|found| found.count < words.len());
        let Some(found) = found.filter(|found| found.wrapper.kind.is_runner() || found.wrapper.kind.is_transparent()) else {
            return inner;
        };
        let name = inner.arguments[found.count - 1].clone();
        inner.wrappers.push(found.wrapper.name.clone());
        inner.program = name.text.rsplit('/').next().unwrap_or_default().to_owned();
        inner.written.clone_from(&name.text);
        inner.program_span = name.span;
        inner.arguments.drain(..found.count);
        if inner.program.starts_with("python")
            && inner.arguments.first().is_some_and(|argument| argument.text == "-m")
            && inner.arguments.len() > 1
        {
            inner.program.clone_from(&inner.arguments[1].text);
            inner.arguments.drain(..2);
        }
    }
}

/// What is known about the program that a call comes to, with the arguments that it gets. `None` if nothing is known of it.
pub fn listener(served: &Call) -> Option<(&'static Listener, Vec<&str>)> {
    let words: Vec<&str> = std::iter::once(served.program.as_str()).chain(served.words_of_all()).collect();
    let (row, arguments) = listener_of(&words)?;
    Some((row, arguments.to_vec()))
}
