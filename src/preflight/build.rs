//! The simulated build: every stage, instruction by instruction.

use std::collections::BTreeSet;

use super::context::Context;
use super::image::{Eyes, Image, Layer, Openness, Presence};
use super::variables::{self, Variables};
use super::{command, copies, libraries, place, ports, run, secrets};
use crate::dockerfile::{Arguments, Dockerfile, Instruction, Keyword, Pair, Stage, StageBase};
use crate::knowledge::{image_facts, is_shell};
use crate::lint::{Diagnostic, Severity, build as rules};
use crate::manifest::Manifests;
use crate::model::{Location, RelPath};
use crate::tree::EntryKind;

/// Everything that the simulation goes by and what it has found so far.
pub struct Build<'a> {
    pub context: &'a Context<'a>,
    pub manifests: &'a Manifests,
    pub path: &'a RelPath,
    pub dockerfile: &'a Dockerfile,
    /// The file's text, to count lines in.
    pub text: &'a str,
    pub stages: Vec<Stage<'a>>,
    pub finished: Vec<Image>,
    pub problems: Vec<Diagnostic>,
    /// Folders of the container that are filled from the host when it starts.
    pub mounts: &'a [String],
    /// The stages that a plain `docker build` needs.
    reached: BTreeSet<usize>,
}

/// Where `--from` leads.
pub enum Origin {
    Stage(usize),
    Image(String),
    /// Not known, or reported already.
    Nowhere,
}

impl<'a> Build<'a> {
    pub fn new(
        context: &'a Context<'a>,
        manifests: &'a Manifests,
        path: &'a RelPath,
        dockerfile: &'a Dockerfile,
        text: &'a str,
    ) -> Self {
        let stages = dockerfile.stages();
        let reached = reached(&stages);
        Self {
            context,
            manifests,
            path,
            dockerfile,
            text,
            stages,
            finished: Vec::new(),
            problems: Vec::new(),
            mounts: &[],
            reached,
        }
    }

    pub fn eyes(&self) -> Eyes<'_> {
        Eyes { context: self.context, finished: &self.finished }
    }

    /// A word of an instruction with its variables filled in; nothing where one of them is not known.
    pub fn word(&self, text: &str, variables: &Variables) -> Option<String> {
        variables::word(text, self.dockerfile.escape, variables)
    }

    pub fn at(&self, instruction: &Instruction) -> Location {
        Location::line(self.path.clone(), instruction.line)
    }

    /// The place of a byte of the file.
    pub fn at_offset(&self, offset: usize) -> Location {
        Location::at_offset(self.path.clone(), self.text, offset)
    }

    /// Notes a problem of the stage that is being built. One of a stage that a plain build leaves out is a warning.
    pub fn report(&mut self, mut problem: Diagnostic) {
        let stage = self.finished.len().min(self.stages.len() - 1);
        if !self.reached.contains(&stage) {
            problem.severity = problem.severity.min(Severity::Warning);
        }
        if self.stages.len() > 1 && problem.stage.is_none() {
            problem.stage = Some(self.stage_name(stage));
        }
        self.problems.push(problem);
    }

    pub fn stage_name(&self, index: usize) -> String {
        self.stages[index].name.clone().unwrap_or_else(|| index.to_string())
    }

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
            Keyword::Run if image.lacks_shell() && needs_shell(&instruction.arguments) => {
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

    /// Whether the user exists, as far as it can be told.
    pub fn knows_user(&self, image: &Image, name: &str) -> bool {
        const USUAL: &[&str] = &[
            "root",
            "daemon",
            "bin",
            "sys",
            "sync",
            "games",
            "man",
            "lp",
            "mail",
            "news",
            "uucp",
            "proxy",
            "www-data",
            "backup",
            "list",
            "irc",
            "_apt",
            "nobody",
            "adm",
            "halt",
            "shutdown",
            "operator",
            "ftp",
            "sshd",
            "cron",
            "squid",
            "guest",
            "ntp",
            "postmaster",
            "smmsp",
            "vpopmail",
            "svn",
            "at",
            "cyrus",
            "games",
            "xfs",
            "toor",
        ];
        let is_number = !name.is_empty() && name.chars().all(|c| c.is_ascii_digit());
        let is_known_base = (image.base.is_some() || image.is_scratch) && image.open != Openness::Anything;
        let has_file = match self.eyes().look(image, &[], "/etc/passwd") {
            Presence::Present(_) => true,
            Presence::Unknown => image.is_scratch,
            Presence::Absent => !image.is_scratch,
        };
        let packages_make_users = !image.system.is_empty() && image.system.iter().any(|package| package == name);
        name.is_empty()
            || is_number
            || !is_known_base
            || has_file
            || packages_make_users
            || USUAL.contains(&name)
            || image.users.contains(name)
    }

    /// Where `--from` leads, seen from the stage that is being built.
    pub fn origin(&mut self, image: &Image, from: &str, instruction: &Instruction) -> Origin {
        let Some(from) = self.word(from, &image.env) else { return Origin::Nowhere };
        let current = self.finished.len();
        let lower = from.to_lowercase();
        if let Some(stage) = self.stages[..current].iter().rposition(|stage| stage.name.as_ref() == Some(&lower)) {
            return Origin::Stage(stage);
        }
        if let Ok(number) = from.parse::<usize>() {
            if number < current {
                return Origin::Stage(number);
            }
            let message = format!("`--from={from}` names no earlier stage: the first one is 0, this one is {current}");
            let problem = Diagnostic::at(
                rules::COPY_FROM_UNKNOWN,
                self.at(instruction),
                message,
                "name the stage with `AS` and copy from that name",
            );
            self.report(problem);
            return Origin::Nowhere;
        }
        if let Some(later) = self.stages[current..].iter().find(|stage| stage.name.as_ref() == Some(&lower)) {
            let message = format!("the stage `{from}` begins at line {}, after the step that copies from it", later.from.line);
            let problem =
                Diagnostic::at(rules::COPY_FROM_UNKNOWN, self.at(instruction), message, "move that stage above this one");
            self.report(problem);
            return Origin::Nowhere;
        }
        let names = self.stages[..current].iter().filter_map(|stage| stage.name.as_deref());
        let close = names.map(|name| (strsim::damerau_levenshtein(name, &lower), name)).min();
        if let Some((distance, name)) = close
            && is_slip(distance, name, &lower)
            && !from.contains(['/', ':', '.'])
            && image_facts(&from).is_none()
        {
            let message = format!("no stage is called `{from}`, so the build would look for an image of that name");
            let hint = format!("did you mean `{name}`?");
            let problem = Diagnostic::at(rules::COPY_FROM_UNKNOWN, self.at(instruction), message, hint);
            self.report(problem);
            return Origin::Nowhere;
        }
        Origin::Image(from)
    }

    /// The instruction at an index of the file.
    pub fn instruction(&self, index: Option<usize>) -> Option<&'a Instruction> {
        self.dockerfile.instructions.get(index?)
    }
}

/// Whether a name is most likely meant to be that of the stage. Ex) `build` for `builder`
fn is_slip(distance: usize, name: &str, written: &str) -> bool {
    let shorter = name.len().min(written.len());
    let is_part = |long: &str, short: &str| long.strip_prefix(short).is_some_and(|rest| rest.chars().all(char::is_alphabetic));
    let continues = shorter >= 4 && (is_part(name, written) || is_part(written, name));
    (distance <= 2 && distance < shorter / 2) || (distance == 1 && shorter >= 3) || (continues && distance <= 3)
}

/// Whether the command is given to a shell.
pub fn needs_shell(arguments: &Arguments) -> bool {
    match arguments {
        Arguments::Shell(_) => true,
        Arguments::Exec(words) => words.first().is_some_and(|word| is_shell(word)),
    }
}

/// The stages that the last one is made from.
fn reached(stages: &[Stage<'_>]) -> BTreeSet<usize> {
    let find = |name: &str, before: usize| {
        let named = stages[..before].iter().rposition(|stage| stage.name.as_deref() == Some(&name.to_lowercase()));
        named.or_else(|| name.parse::<usize>().ok().filter(|index| *index < before))
    };
    let mut reached = BTreeSet::new();
    let mut open: Vec<usize> = stages.len().checked_sub(1).into_iter().collect();
    while let Some(index) = open.pop() {
        if !reached.insert(index) {
            continue;
        }
        let stage = &stages[index];
        if let StageBase::Stage(base) = stage.base {
            open.push(base);
        }
        if let StageBase::Image(name) = stage.base
            && name.contains('$')
        {
            // A variable that may name any of them.
            open.extend(0..index);
        }
        for instruction in stage.instructions {
            let mounts = instruction.mounts();
            let from = mounts.iter().filter_map(|mount| mount.from());
            let copied = instruction.flag("from").filter(|_| instruction.keyword == Keyword::Copy);
            open.extend(from.chain(copied).filter_map(|name| find(name, index)));
        }
    }
    reached
}

/// What a stage, or one of its folders, gives to an image that copies from it.
pub fn take_over(image: &mut Image, from: &Image) {
    let packages = &from.packages;
    image.packages.names.extend(packages.names.iter().cloned());
    image.packages.with_extras.extend(packages.with_extras.iter().cloned());
    image.packages.is_open |= packages.is_open;
    image.packages.is_direct_only |= packages.is_direct_only;
    image.packages.project |= packages.project;
}

/// A layer of a stage's folder.
pub fn stage_layer(stage: usize, from: &str, to: String) -> Layer {
    Layer::Stage { to, stage, from: from.to_owned() }
}
