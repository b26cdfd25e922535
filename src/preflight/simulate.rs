//! Every stage of the build, instruction by instruction.

use super::build::Build;
use super::image::{Image, Layer, Openness};
use super::variables::Variables;
use super::{command, copies, libraries, place, ports, run, secrets, shell};
use crate::dockerfile::{Instruction, Keyword, Pair, StageBase};
use crate::knowledge::image_facts;
use crate::lint::{Diagnostic, build as rules};
use crate::tree::EntryKind;

impl<'a> Build<'a> {
    /// Builds every stage, then looks at how the last one starts.
    pub fn run(&mut self) {
        let globals = self.globals();
        for index in 0..self.stages.len() {
            let mut image = self.first_image(index, &globals);
            for trigger in self.triggers(index, &globals) {
                self.step(&mut image, trigger, &globals);
            }
            let instructions: &'a [Instruction] = self.stages[index].instructions;
            for instruction in instructions {
                self.step(&mut image, instruction, &globals);
            }
            if index + 1 == self.stages.len() {
                let before = self.problems.len();
                let mounted = self.mounted(&image);
                command::check(self, mounted.as_ref().unwrap_or(&image));
                self.problems[before..].iter_mut().for_each(|problem| problem.is_of_start = true);
                ports::check(self, &image);
                libraries::check(self, &image);
                secrets::check(self, &image);
            }
            self.finished.push(image);
        }
    }

    /// The image with the folders that only the host fills. Over one that the image fills itself, a mount is for work on
    /// the source.
    fn mounted(&self, image: &Image) -> Option<Image> {
        let is_filled = |mount: &str| {
            image.layers.iter().any(|layer| match layer {
                Layer::Context { to, from, .. } => {
                    let is_folder = self.context.kind(from) == Some(EntryKind::Folder);
                    is_folder && (place::below(to, mount).is_some() || place::below(mount, to).is_some())
                }
                _ => false,
            })
        };
        let mounts: Vec<Layer> =
            self.mounts.iter().filter(|mount| !is_filled(mount)).map(|mount| Layer::Made(mount.clone())).collect();
        (!mounts.is_empty()).then(|| {
            let mut mounted = image.clone();
            mounted.layers.extend(mounts);
            mounted
        })
    }

    /// The `ARG`s before the first stage.
    fn globals(&self) -> Variables {
        let before = self.dockerfile.instructions.iter().take_while(|instruction| instruction.keyword == Keyword::Arg);
        let mut globals = Variables::new();
        for pair in before.flat_map(Instruction::pairs) {
            let value = pair.raw_value.and_then(|value| self.word(&value, &globals));
            globals.insert(pair.name, value);
        }
        globals
    }

    fn first_image(&self, index: usize, globals: &Variables) -> Image {
        if let Some(image) = self.parent(index, globals).and_then(|earlier| self.finished.get(earlier)) {
            return image.clone();
        }
        match self.stages[index].base {
            StageBase::Scratch => Image::new(None, true),
            StageBase::Stage(_) => Image::new(None, false),
            StageBase::Image(name) => Image::new(self.word(name, globals).and_then(|name| image_facts(&name)), false),
        }
    }

    /// The earlier stage that a stage is built on. A variable may hold its name as well.
    fn parent(&self, index: usize, globals: &Variables) -> Option<usize> {
        match self.stages[index].base {
            StageBase::Scratch => None,
            StageBase::Stage(earlier) => Some(earlier),
            StageBase::Image(name) => {
                let name = self.word(name, globals)?.to_lowercase();
                self.stages[..index].iter().rposition(|stage| stage.name.as_ref() == Some(&name))
            }
        }
    }

    /// What the stage below holds back for those that are built on it.
    fn triggers(&self, index: usize, globals: &Variables) -> Vec<&'a Instruction> {
        let below = self.parent(index, globals).and_then(|parent| self.stages.get(parent));
        below.into_iter().flat_map(|stage| stage.instructions).filter_map(|instruction| instruction.trigger.as_deref()).collect()
    }

    fn step(&mut self, image: &mut Image, instruction: &'a Instruction, globals: &Variables) {
        let index = self.dockerfile.instructions.iter().position(|other| std::ptr::eq(other, instruction));
        match instruction.keyword {
            Keyword::Arg => {
                let given = |pair: &Pair| pair.raw_value.as_ref().map(|value| self.word(value, &image.env));
                let values: Vec<_> = instruction.pairs().into_iter().map(|pair| (given(&pair), pair.name)).collect();
                for (given, name) in values {
                    // Of `ARG` and `ENV` the later one counts; one without a value takes nothing away.
                    match given.or_else(|| globals.get(&name).filter(|value| value.is_some()).cloned()) {
                        Some(value) => drop(image.env.insert(name, value)),
                        None => drop(image.env.entry(name).or_insert(None)),
                    }
                }
            }
            Keyword::Env => {
                // All values are taken before the first one is set.
                let value = |raw: Option<String>| raw.and_then(|value| self.word(&value, &image.env));
                let values: Vec<_> = instruction.pairs().into_iter().map(|pair| (pair.name, value(pair.raw_value))).collect();
                image.env.extend(values);
            }
            Keyword::Workdir => match instruction.arguments.as_shell().and_then(|text| self.word(text.trim(), &image.env)) {
                Some(folder) => {
                    image.workdir = place::absolute(&folder, &image.workdir);
                }
                None => image.opened(Openness::Anything),
            },
            Keyword::User => self.user(image, instruction),
            Keyword::Copy | Keyword::Add => copies::check(self, image, instruction),
            Keyword::Run if image.lacks_shell() && shell::needs_shell(&instruction.arguments) => {
                let message = "RUN starts a shell, and this image has none";
                let hint = "do it in an earlier stage and copy the result, or write the words as a JSON array";
                self.report(Diagnostic::at(&rules::shell_missing::RULE, self.at(instruction), message, hint));
            }
            Keyword::Run => run::check(self, image, instruction),
            Keyword::Shell => image.has_own_shell = true,
            Keyword::Cmd => image.command = index,
            Keyword::Entrypoint => {
                image.entrypoint = index;
                // A new entry point takes the base image's command away, and a stage's own comes later.
            }
            Keyword::Healthcheck => image.health = index,
            Keyword::Expose => {
                let words: Vec<String> = instruction.words().iter().filter_map(|word| self.word(word, &image.env)).collect();
                let ports = words.iter().filter_map(|word| word.split('/').next()?.parse().ok());
                image.exposed.extend(ports.map(|port| (port, instruction.line)));
            }
            _ => {}
        }
    }

    fn user(&mut self, image: &mut Image, instruction: &Instruction) {
        let Some(text) = instruction.arguments.as_shell().and_then(|text| self.word(text.trim(), &image.env)) else {
            image.user = None;
            return;
        };
        let name = text.split(':').next().unwrap_or_default().trim().to_owned();
        if !self.knows_user(image, &name) {
            let message = format!("the user `{name}` does not exist when `USER {text}` takes effect");
            let hint = format!("create it in a `RUN` before: `useradd --create-home {name}`, or give a number");
            self.report(Diagnostic::at(&rules::user_missing::RULE, self.at(instruction), message, hint));
        }
        image.user = Some((name, instruction.line));
    }
}
