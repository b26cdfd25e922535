//! What each stage is when it is built: whatever it starts from comes first, triggers included.

use std::collections::{BTreeMap, BTreeSet};

use crate::dockerfile::{Dockerfile, Expanded, Instruction, Keyword, Stage, Value, expand};

/// The file, as the rules look at it.
pub(super) struct Reading<'a> {
    pub last: Last<'a>,
    pub images: Vec<NamedImage>,
    pub ports: Vec<Setting>,
}

/// The stage that a build gives, with those that it starts from.
#[derive(Default)]
pub(super) struct Last<'a> {
    /// The line of its FROM.
    pub line: usize,
    pub labels: BTreeMap<String, Setting>,
    /// The last one. `None` if the stage has none.
    pub user: Option<Setting>,
    /// Those that it holds back for who starts from it are among them.
    pub runs: Vec<&'a Instruction>,
}

/// An image that the file names.
pub(super) struct NamedImage {
    pub setting: Setting,
    pub usage: Usage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Usage {
    /// Something is built on it.
    Base,
    /// A stage is this image and nothing else, to be copied out of. Ex) `FROM ghcr.io/astral-sh/uv:0.13.8 AS uv`
    Named,
    /// It stands in a `--from`.
    Copied,
}

/// A value, as written and filled in.
#[derive(Clone)]
pub(super) struct Setting {
    pub written: String,
    pub value: Expanded,
    pub line: usize,
}

/// What BuildKit gives every FROM, on the machine that most images are for.
const PLATFORM: &[(&str, &str)] = &[
    ("BUILDARCH", "amd64"),
    ("BUILDOS", "linux"),
    ("BUILDPLATFORM", "linux/amd64"),
    ("BUILDVARIANT", ""),
    ("TARGETARCH", "amd64"),
    ("TARGETOS", "linux"),
    ("TARGETPLATFORM", "linux/amd64"),
    ("TARGETVARIANT", ""),
];

pub(super) fn read(dockerfile: &Dockerfile) -> Reading<'_> {
    let stages = dockerfile.stages();
    let names = stages.iter().filter_map(|stage| stage.name.clone()).collect();
    let (escape, images, ports, built) = (dockerfile.escape, Vec::new(), Vec::new(), Vec::with_capacity(stages.len()));
    let mut reader = Reader { escape, names, global: BTreeMap::new(), built, images, ports };
    reader.read_global(&dockerfile.instructions);
    let mut earlier = BTreeMap::new();
    for stage in &stages {
        reader.read_stage(stage, &earlier);
        // Of two stages with one name, the later one is meant.
        earlier.extend(stage.name.clone().map(|name| (name, stage.index)));
    }
    let last = reader.last();
    Reading { last, images: reader.images, ports: reader.ports }
}

struct Reader<'a> {
    escape: char,
    /// Of all stages.
    names: BTreeSet<String>,
    /// The arguments before the first stage.
    global: BTreeMap<String, Value>,
    built: Vec<Built<'a>>,
    images: Vec<NamedImage>,
    ports: Vec<Setting>,
}

/// What a stage adds to the one that it starts from.
#[derive(Default)]
struct Built<'a> {
    line: usize,
    parent: Option<usize>,
    /// The image that it starts from, by its place among all images.
    image: Option<usize>,
    labels: BTreeMap<String, Setting>,
    user: Option<Setting>,
    runs: Vec<&'a Instruction>,
    /// Those of `ENV` and of `ARG`: of both the later one counts.
    variables: BTreeMap<String, Value>,
    triggers: Vec<&'a Instruction>,
}

impl<'a> Reader<'a> {
    fn read_global(&mut self, instructions: &[Instruction]) {
        let known = PLATFORM.iter().map(|(name, value)| ((*name).to_owned(), Value::Known((*value).to_owned())));
        let mut state = Built { variables: known.collect(), ..Built::default() };
        for argument in instructions.iter().take_while(|instruction| instruction.keyword == Keyword::Arg) {
            self.declare(argument, &mut state);
        }
        self.global = state.variables;
    }

    fn read_stage(&mut self, stage: &Stage<'a>, earlier: &BTreeMap<String, usize>) {
        let written = stage.from.words().first().copied().unwrap_or_default();
        let value = expand(written, self.escape, &|name| self.global.get(name).cloned().unwrap_or(Value::Unset));
        let name = value.known().map(str::to_lowercase);
        let parent = name.as_ref().and_then(|name| earlier.get(name)).copied();
        let mut state = Built { line: stage.from.line, parent, ..Built::default() };
        if let Some(image) = parent.and_then(|parent| self.built[parent].image) {
            self.images[image].usage = Usage::Base;
        } else if parent.is_none() && name.as_deref() != Some("scratch") {
            let setting = Setting { written: written.to_owned(), value, line: stage.from.line };
            let usage = if stage.instructions.is_empty() { Usage::Named } else { Usage::Base };
            state.image = Some(self.images.len());
            self.images.push(NamedImage { setting, usage });
        }
        for trigger in parent.map(|parent| self.built[parent].triggers.clone()).unwrap_or_default() {
            self.apply(trigger, &mut state);
        }
        for instruction in stage.instructions {
            self.name_images(instruction.trigger.as_deref().unwrap_or(instruction));
            match &instruction.trigger {
                Some(trigger) => state.triggers.push(trigger),
                None => self.apply(instruction, &mut state),
            }
        }
        self.built.push(state);
    }

    /// The last stage as a whole; what it holds back is to hold for who starts from it.
    fn last(&mut self) -> Last<'a> {
        let Some(index) = self.built.len().checked_sub(1) else { return Last::default() };
        if let Some(image) = self.built[index].image {
            self.images[image].usage = Usage::Base;
        }
        let triggers = std::mem::take(&mut self.built[index].triggers);
        let mut last = Last { line: self.built[index].line, ..Last::default() };
        for stage in self.lineage(Some(index)) {
            for (name, setting) in &stage.labels {
                last.labels.entry(name.clone()).or_insert_with(|| setting.clone());
            }
            last.user = last.user.take().or_else(|| stage.user.clone());
            last.runs.extend(&stage.runs);
        }
        let heir = Built { parent: Some(index), ..Built::default() };
        for trigger in triggers {
            match trigger.keyword {
                Keyword::Run => last.runs.push(trigger),
                Keyword::Expose => self.expose(trigger, &heir),
                _ => {}
            }
        }
        last
    }

    /// The stage, the one that it starts from, and so on.
    fn lineage(&self, index: Option<usize>) -> impl Iterator<Item = &Built<'a>> {
        std::iter::successors(index.map(|index| &self.built[index]), |stage| stage.parent.map(|parent| &self.built[parent]))
    }

    fn apply(&mut self, instruction: &'a Instruction, state: &mut Built<'a>) {
        match instruction.keyword {
            Keyword::Arg => self.declare(instruction, state),
            Keyword::Env => {
                // All values are taken before the first one is set.
                let pairs = instruction.pairs().into_iter();
                let values: Vec<_> = pairs.map(|pair| (pair.name, self.value(pair.raw_value.as_deref(), state))).collect();
                state.variables.extend(values);
            }
            Keyword::Label => {
                for pair in instruction.pairs() {
                    let written = pair.raw_value.unwrap_or_default();
                    state.labels.insert(pair.name, self.setting(&written, instruction, state));
                }
            }
            Keyword::User => {
                let written = instruction.arguments.as_shell().unwrap_or_default();
                state.user = Some(self.setting(written, instruction, state));
            }
            Keyword::Run => state.runs.push(instruction),
            Keyword::Expose => self.expose(instruction, state),
            _ => {}
        }
    }

    /// An argument without a default has the one that the same argument has before the first stage.
    fn declare(&self, instruction: &Instruction, state: &mut Built<'_>) {
        let is_global = state.line == 0;
        let mut values = Vec::new();
        for pair in instruction.pairs() {
            let default = pair.raw_value.map(|raw| self.value(Some(&raw), state));
            let Some(value) = default.or_else(|| self.global.get(&pair.name).cloned()) else { continue };
            // In a stage all values are taken before the first one is set; in front of the first stage one after another.
            match is_global {
                true => drop(state.variables.insert(pair.name, value)),
                false => values.push((pair.name, value)),
            }
        }
        state.variables.extend(values);
    }

    fn expose(&mut self, instruction: &Instruction, state: &Built<'_>) {
        for word in instruction.words() {
            self.ports.push(self.setting(word, instruction, state));
        }
    }

    fn setting(&self, written: &str, instruction: &Instruction, state: &Built<'_>) -> Setting {
        let value = expand(written, self.escape, &|name| self.lookup(name, state));
        Setting { written: written.to_owned(), value, line: instruction.line }
    }

    fn value(&self, written: Option<&str>, state: &Built<'_>) -> Value {
        let expanded = expand(written.unwrap_or_default(), self.escape, &|name| self.lookup(name, state));
        expanded.known().map_or(Value::Unknown, |text| Value::Known(text.to_owned()))
    }

    /// What is near comes before what is far.
    fn lookup(&self, name: &str, state: &Built<'_>) -> Value {
        let inherited = || self.lineage(state.parent).find_map(|stage| stage.variables.get(name));
        state.variables.get(name).or_else(inherited).cloned().unwrap_or(Value::Unset)
    }

    /// Images that something is copied out of: neither a stage's name nor its place. BuildKit fills in no variables there.
    fn name_images(&mut self, instruction: &Instruction) {
        let mounts = instruction.mounts();
        let mounted = mounts.iter().filter_map(|mount| mount.from());
        let copied = instruction.flag("from").filter(|_| matches!(instruction.keyword, Keyword::Copy | Keyword::Add));
        for written in copied.into_iter().chain(mounted) {
            let is_stage = written.parse::<usize>().is_ok() || self.names.contains(&written.to_lowercase());
            if !is_stage && written != "scratch" {
                let value = expand(written, self.escape, &|_| Value::Unknown);
                let setting = Setting { written: written.to_owned(), value, line: instruction.line };
                self.images.push(NamedImage { setting, usage: Usage::Copied });
            }
        }
    }
}
