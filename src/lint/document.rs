//! A Dockerfile as rules see it: parsed once, with its stages resolved and its shell commands read.

use std::ops::Range;

use super::call::{self, Call};
use super::context::Context;
use super::image::ImageName;
use super::place::Lines;
use super::purpose::Purpose;
use super::stage::{BaseView, StageView};
use crate::dockerfile::{self, Dockerfile, Instruction, Keyword, ParseError, StageBase, Value};

/// The names that BuildKit gives a value before anybody else, wherever they are declared.
pub(super) const PREDEFINED: [&str; 8] =
    ["BUILDPLATFORM", "BUILDOS", "BUILDARCH", "BUILDVARIANT", "TARGETPLATFORM", "TARGETOS", "TARGETARCH", "TARGETVARIANT"];

/// More stages on top of one another than any file has; a file that is made to take long stops here.
const MOST_GENERATIONS: usize = 40;

/// Everything that a rule may look at.
pub struct Document<'a> {
    pub text: &'a str,
    pub dockerfile: &'a Dockerfile,
    /// Why BuildKit would refuse the file.
    pub errors: Vec<ParseError>,
    pub stages: Vec<StageView<'a>>,
    pub context: &'a Context<'a>,
    lines: Lines<'a>,
    /// The `ARG`s in front of the first `FROM`, variables put in.
    globals: Vec<(String, Option<String>)>,
    /// The commands of each instruction, by its place in the file's list.
    calls: Vec<Vec<Call>>,
}

impl<'a> Document<'a> {
    pub fn new(text: &'a str, dockerfile: &'a Dockerfile, errors: Vec<ParseError>, context: &'a Context<'a>) -> Self {
        let mut document = Self {
            text,
            dockerfile,
            errors,
            stages: Vec::new(),
            context,
            lines: Lines::new(text),
            globals: Vec::new(),
            calls: Vec::new(),
        };
        document.read_globals();
        document.stages = document.resolved_stages();
        document.calls = call::read_all(&document);
        document
    }

    pub fn lines(&self) -> &Lines<'a> {
        &self.lines
    }

    pub fn instructions(&self) -> &'a [Instruction] {
        &self.dockerfile.instructions
    }

    /// The instructions of one kind, wherever they stand.
    pub fn of(&self, keyword: Keyword) -> impl Iterator<Item = &'a Instruction> + use<'a> {
        self.dockerfile.instructions.iter().filter(move |instruction| instruction.keyword == keyword)
    }

    /// The stage that a build without `--target` gives. `None` if the file has no stage.
    pub fn last_stage(&self) -> Option<&StageView<'a>> {
        self.stages.last()
    }

    /// The stage, then the one that it is built on, and so on.
    pub fn lineage(&self, stage: usize) -> Vec<&StageView<'a>> {
        let mut found: Vec<&StageView<'a>> = Vec::new();
        let mut next = self.stages.get(stage);
        while let Some(stage) = next.filter(|_| found.len() < MOST_GENERATIONS) {
            found.push(stage);
            // A stage is built on an earlier one only, so this ends.
            next = if let BaseView::Stage(base) = stage.base { self.stages.get(base) } else { None };
        }
        found
    }

    /// What the image is for.
    pub fn purpose(&self) -> Purpose {
        Purpose::of(self)
    }

    /// The image at the bottom of a stage, where its name is known. `None` if its name is not known.
    pub fn root_image(&self, stage: usize) -> Option<&ImageName> {
        self.lineage(stage).last().and_then(|stage| stage.image())
    }

    /// The last instruction of a kind that counts for the stage, looked for in what it is built on, too. `None` if there is none.
    pub fn effective(&self, stage: usize, keyword: Keyword) -> Option<&'a Instruction> {
        self.lineage(stage).iter().find_map(|stage| stage.of(keyword).next_back())
    }

    /// The stage that a name or a number means, for an instruction of the stage `before`. `None` if no stage before is called so.
    pub fn stage_called(&self, name: &str, before: usize) -> Option<&StageView<'a>> {
        let earlier = self.stages.get(..before.min(self.stages.len()))?;
        let lower = name.to_lowercase();
        let named = earlier.iter().rev().find(|stage| stage.name.as_deref() == Some(&lower));
        named.or_else(|| earlier.get(name.parse::<usize>().ok()?))
    }

    /// The commands that the instruction with this place in the file's list runs.
    pub fn calls(&self, index: usize) -> &[Call] {
        self.calls.get(index).map_or(&[], Vec::as_slice)
    }

    /// All commands of the `RUN`s of a stage and of those behind `ONBUILD`, with the `RUN` that holds each.
    pub fn run_calls<'d>(&'d self, stage: &'d StageView<'a>) -> impl DoubleEndedIterator<Item = (&'a Instruction, &'d Call)> {
        let instructions = self.instructions();
        let run = |index: usize| {
            let instruction = &instructions[index];
            let run = instruction.trigger.as_deref().unwrap_or(instruction);
            (run.keyword == Keyword::Run).then_some((index, run))
        };
        stage.range.clone().filter_map(run).flat_map(|(index, run)| self.calls(index).iter().map(move |call| (run, call)))
    }

    /// All commands of all `RUN`s.
    pub fn all_run_calls(&self) -> impl Iterator<Item = (&'a Instruction, &Call)> {
        self.stages.iter().flat_map(|stage| self.run_calls(stage))
    }

    /// The value of a variable where the instruction stands; `None` if it is unknown.
    pub fn value(&self, index: usize, name: &str) -> Option<String> {
        self.value_deep(index, name, 0)
    }

    fn value_deep(&self, index: usize, name: &str, depth: usize) -> Option<String> {
        // A chain of variables that is longer is not worth the time that it takes.
        if depth > 6 {
            return None;
        }
        let stage = self.stages.iter().find(|stage| stage.range.contains(&index));
        let lineage = stage.map(|stage| self.lineage(stage.index)).unwrap_or_default();
        let end = |generation: usize, stage: &StageView<'_>| if generation == 0 { index } else { stage.range.end };
        // A stage inherits both from what it is built on, and of both the later one counts.
        let places = lineage.iter().enumerate().flat_map(|(generation, stage)| (stage.range.start..end(generation, stage)).rev());
        for place in places {
            let instruction = &self.instructions()[place];
            if !matches!(instruction.keyword, Keyword::Env | Keyword::Arg) {
                continue;
            }
            let Some(pair) = instruction.pairs().into_iter().rev().find(|pair| pair.name == name) else { continue };
            match (pair.raw_value, self.global(name)) {
                (Some(value), _) => return self.expand_deep(place, &value, depth + 1),
                (None, Some(value)) => return Some(value),
                // An `ARG` without a value takes nothing away.
                (None, None) => {}
            }
        }
        None
    }

    /// The text with its variables put in, as they are where the instruction stands. `None` if one of them is unknown.
    pub fn expand(&self, index: usize, text: &str) -> Option<String> {
        self.expand_deep(index, text, 0)
    }

    fn expand_deep(&self, index: usize, text: &str, depth: usize) -> Option<String> {
        self.fill(text, &|name| self.value_deep(index, name, depth))
    }

    /// What has no value counts as not given, as in a build without options.
    fn fill(&self, text: &str, lookup: &dyn Fn(&str) -> Option<String>) -> Option<String> {
        let value = |name: &str| lookup(name).map_or(Value::Unset, Value::Known);
        dockerfile::expand(text, self.dockerfile.escape, &value).known().map(str::to_owned)
    }

    /// The default of an `ARG` in front of the first `FROM`. `None` if it has no default.
    pub fn global(&self, name: &str) -> Option<String> {
        self.globals.iter().rev().find(|(known, _)| known == name).and_then(|(_, value)| value.clone())
    }

    fn read_globals(&mut self) {
        for pair in self.global_args() {
            let value = pair.raw_value.as_deref().and_then(|value| self.fill(value, &|name| self.global(name)));
            self.globals.push((pair.name, value));
        }
    }

    /// The `ARG`s in front of the first `FROM`.
    pub fn global_args(&self) -> Vec<crate::dockerfile::Pair> {
        let before = self.instructions().iter().take_while(|instruction| instruction.keyword != Keyword::From);
        before.filter(|instruction| instruction.keyword == Keyword::Arg).flat_map(Instruction::pairs).collect()
    }

    /// The bytes of an instruction's keyword.
    pub fn keyword_span(&self, instruction: &Instruction) -> Range<usize> {
        instruction.span.start..instruction.span.start + instruction.written_keyword.len()
    }

    /// The bytes of an instruction's first line, without a line break or a continuation.
    pub fn head_span(&self, instruction: &Instruction) -> Range<usize> {
        let end = self.lines.range(instruction.line).end.min(instruction.span.end).max(instruction.span.start);
        let text = self.text.get(instruction.span.start..end).unwrap_or_default();
        let text = text.trim_end().trim_end_matches(self.dockerfile.escape).trim_end();
        instruction.span.start..instruction.span.start + text.len()
    }

    /// Whether the bytes are exactly this text, so that it may be replaced.
    pub fn is(&self, span: &Range<usize>, text: &str) -> bool {
        self.text.get(span.clone()) == Some(text)
    }

    /// The line break that the file uses.
    pub fn newline(&self) -> &'static str {
        if self.text.contains("\r\n") { "\r\n" } else { "\n" }
    }

    /// The bytes of what a comment on this line is about: the instruction around it, or else the next one.
    pub(super) fn below(&self, line: usize) -> Range<usize> {
        let start = self.lines.range(line).start;
        let after = self.instructions().iter().find(|instruction| instruction.span.end > start);
        let error = self.errors.iter().map(|error| error.line).find(|error| *error > line);
        let error = error.map(|line| self.lines.range(line));
        let instruction = after.map(|instruction| instruction.span.clone());
        match (instruction, error) {
            (Some(span), Some(error)) if error.start < span.start => error,
            (Some(span), _) => span,
            (None, Some(error)) => error,
            (None, None) => start..start,
        }
    }

    fn resolved_stages(&self) -> Vec<StageView<'a>> {
        let mut views: Vec<StageView<'a>> = Vec::new();
        let mut position = self.instructions().iter().take_while(|instruction| instruction.keyword != Keyword::From).count();
        for stage in self.dockerfile.stages() {
            let base = match stage.base {
                StageBase::Scratch => BaseView::Scratch,
                StageBase::Stage(index) => BaseView::Stage(index),
                StageBase::Image(written) => match self.fill(written, &|name| self.global(name)) {
                    None => BaseView::Unknown,
                    Some(full) if full.is_empty() => BaseView::Unknown,
                    Some(full) if full == "scratch" => BaseView::Scratch,
                    Some(full) => {
                        let lower = full.to_lowercase();
                        let earlier = views.iter().rev().find(|view| view.name.as_deref() == Some(&lower));
                        earlier.map_or_else(|| BaseView::Image(ImageName::parse(&full)), |view| BaseView::Stage(view.index))
                    }
                },
            };
            let count = stage.instructions.len();
            views.push(StageView::new(stage, base, position + 1));
            position += count + 1;
        }
        views
    }
}
