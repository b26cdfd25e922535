//! The simulated build: every stage, instruction by instruction.

use std::collections::BTreeSet;

use super::context::Context;
use super::image::{Eyes, Image, Openness, Presence};
use super::variables::{self, Variables};
use crate::dockerfile::{Dockerfile, Instruction, Keyword, Stage, StageBase};
use crate::knowledge::{image_facts, simulated_build};
use crate::lint::{Diagnostic, Severity, build as rules};
use crate::manifest::Manifests;
use crate::model::{Location, RelPath};

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

    /// A word of an instruction with its variables filled in; `None` if one of them is not known.
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

    /// Whether the user exists, as far as it can be told.
    pub fn knows_user(&self, image: &Image, name: &str) -> bool {
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
            || simulated_build().has_user(name)
            || image.users.contains(name)
    }

    /// The problem that a path of the project does not reach the builder; `None` if it is not in the project at all.
    pub fn left_out(&self, path: &RelPath, at: &Location, needs: &str) -> Option<Diagnostic> {
        self.context.tree.kind(path)?;
        let pattern = self.context.left_out_by(path)?;
        let ignore = &self.context.ignore_path;
        let message = format!("{needs}, which `{}` in {ignore}:{} leaves out", pattern.written, pattern.line);
        let hint = format!("add `!{path}` at the end of {ignore}, or remove the pattern");
        Some(Diagnostic::at(rules::COPY_IGNORED_FILE, at.clone(), message, hint))
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

    /// The instruction at an index of the file. `None` if there is no such instruction.
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
