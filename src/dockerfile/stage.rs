//! The stages of a Dockerfile.

use super::{Dockerfile, Instruction, Keyword, check};

/// A `FROM` and the instructions up to the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage<'a> {
    /// Its place, counted from 0, by which `COPY --from=0` means it.
    pub index: usize,
    /// The name after `AS`, in lower case, as BuildKit compares it.
    pub name: Option<String>,
    pub base: StageBase<'a>,
    pub platform: Option<&'a str>,
    pub from: &'a Instruction,
    /// The instructions after the `FROM`.
    pub instructions: &'a [Instruction],
}

/// What a stage is built on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StageBase<'a> {
    /// Nothing at all: `FROM scratch`.
    Scratch,
    /// An image as written, variables included. Ex) `python:3.14-slim-trixie`
    Image(&'a str),
    /// An earlier stage, by its index.
    Stage(usize),
}

pub(super) fn stages(dockerfile: &Dockerfile) -> Vec<Stage<'_>> {
    let instructions = &dockerfile.instructions;
    let starts: Vec<usize> = (0..instructions.len()).filter(|index| instructions[*index].keyword == Keyword::From).collect();
    let mut stages: Vec<Stage<'_>> = Vec::with_capacity(starts.len());
    for (index, &start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(instructions.len());
        let from = &instructions[start];
        let words = from.words();
        let written = words.first().copied().unwrap_or_default();
        let base = match stages.iter().rev().find(|stage| stage.name.as_deref() == Some(written.to_lowercase().as_str())) {
            Some(stage) => StageBase::Stage(stage.index),
            None if written == "scratch" => StageBase::Scratch,
            None => StageBase::Image(written),
        };
        stages.push(Stage {
            index,
            name: check::stage_name(&words).ok().flatten(),
            base,
            platform: from.flag("platform"),
            from,
            instructions: &instructions[start + 1..end],
        });
    }
    stages
}
