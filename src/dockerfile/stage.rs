//! The stages of a Dockerfile.

use std::collections::HashMap;

use super::{Dockerfile, Instruction, Keyword, check};

/// A `FROM` and the instructions up to the next one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage<'a> {
    /// Its place, counted from 0, by which `COPY --from=0` means it.
    pub index: usize,
    /// The name after `AS`, in lower case, as BuildKit compares it. `None` if the stage has no name.
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
    let mut names: HashMap<String, usize> = HashMap::new();
    let mut stages: Vec<Stage<'_>> = Vec::with_capacity(starts.len());
    for (index, &start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(instructions.len());
        let from = &instructions[start];
        let words = from.words();
        let written = words.first().copied().unwrap_or_default();
        let base = match names.get(&written.to_lowercase()) {
            Some(&earlier) => StageBase::Stage(earlier),
            None if written == "scratch" => StageBase::Scratch,
            None => StageBase::Image(written),
        };
        let name = check::stage_name(&words).ok().flatten();
        // Of two stages with one name, the later one is meant.
        names.extend(name.clone().map(|name| (name, index)));
        stages.push(Stage {
            index,
            name,
            base,
            platform: from.flag("platform"),
            from,
            instructions: &instructions[start + 1..end],
        });
    }
    stages
}
