//! A stage layout as it is read, all its layers laid on each other.

use super::question::PresetQuestion;
use super::stage::{PresetStage, PresetStep, StepName, When};
use crate::dockerfile::Dockerfile;
use crate::facts::{ProjectFacts, Question};
use crate::model::{Fact, FactId, Note, Runtime, Setting};
use crate::policy::{BrokenRule, Policy};
use crate::source::Commit;
use crate::template::Templates;

/// A stage layout, all its layers laid on each other.
#[derive(Debug, Clone)]
pub struct Preset {
    pub name: String,
    /// One line for `pydock presets`.
    pub description: String,
    /// The classic recipe that this layout takes the place of.
    pub replaces: String,
    /// Why it is not written the same way.
    pub differs: String,
    /// It lays out a Python project; where it does not, nothing about Python is detected.
    pub python: bool,
    /// The layout keeps what it installs with, so it refuses a project that needs compilers.
    pub pure_only: bool,
    /// Why a requirements file must be installed by pip, where a layer brings something of pip's. `None` if nothing requires pip.
    pub for_pip: Option<String>,
    pub stages: Vec<PresetStage>,
    /// Answers to pydock's own questions, where nobody else answers.
    pub defaults: Vec<PresetDefault>,
    pub settings: Vec<Fact<Setting>>,
    pub questions: Vec<PresetQuestion>,
    pub files: Vec<FurtherFile>,
    /// Gives the health check's command. `None` if pydock's own check is used.
    pub health_command: Option<Expression>,
    /// Expressions that give patterns for the `.dockerignore`, or nothing.
    pub ignore: Vec<Expression>,
    /// The names of expressions that give paths which are not copied into the image that runs, or nothing.
    pub exclude_sources: Vec<String>,
    /// The rules of each layer, with its name.
    pub policies: Vec<(String, Policy)>,
    /// The layers that were fetched, the preset itself first.
    pub layers: Vec<PresetLayer>,
    /// Pydock's templates, those of the layers, and the expressions of their `preset.toml` files.
    pub templates: Templates,
}

/// A layer out of a repository, and the commit that it was taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresetLayer {
    /// Ex) `gh:acme/presets//web@v2`
    pub source: String,
    pub commit: Commit,
}

/// An answer to one of pydock's own questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresetDefault {
    pub fact: FactId,
    pub texts: Vec<String>,
    pub place: String,
}

/// A template in one line of `preset.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    pub name: String,
    pub place: String,
}

/// A file besides the Dockerfile and the `.dockerignore`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FurtherFile {
    /// The name of an expression that gives its path.
    pub path: String,
    /// The path as the preset writes it.
    pub written: String,
    pub template: String,
    /// The name of an expression. `None` if there is none.
    pub condition: Option<String>,
    pub place: String,
}

impl PresetDefault {
    /// What a value is known by in such a list. Ex) `TZ` of `TZ=UTC`
    pub fn name(text: &str) -> &str {
        text.split('=').next().unwrap_or_default()
    }

    /// The name of the expression for one of its texts.
    pub fn expression(&self, text: &str) -> String {
        format!("{}: {} = {text}", self.place, Question::of(self.fact).flag)
    }
}

impl Preset {
    pub(super) fn empty() -> Self {
        Self {
            name: String::new(),
            description: String::new(),
            replaces: String::new(),
            differs: String::new(),
            python: true,
            pure_only: false,
            for_pip: None,
            stages: Vec::new(),
            defaults: Vec::new(),
            settings: Vec::new(),
            questions: Vec::new(),
            files: Vec::new(),
            health_command: None,
            ignore: Vec::new(),
            policies: Vec::new(),
            exclude_sources: Vec::new(),
            layers: Vec::new(),
            templates: Templates::built_in(),
        }
    }

    /// Whether a stage of the layout has the step.
    pub(super) fn has_step(&self, name: StepName) -> bool {
        self.stages.iter().any(|stage| stage.steps.contains(&PresetStep::BuiltIn(name)))
    }

    /// The rules that the Dockerfile breaks, by their lines.
    pub fn broken_rules(&self, dockerfile: &Dockerfile) -> Vec<BrokenRule> {
        let broken = |(preset, policy): &(String, Policy)| -> Vec<BrokenRule> {
            policy.check(dockerfile).into_iter().map(|broken| BrokenRule { preset: preset.clone(), broken }).collect()
        };
        let mut all: Vec<BrokenRule> = self.policies.iter().flat_map(broken).collect();
        all.sort_by_key(|rule| rule.broken.line);
        all
    }

    /// What was asked for by a flag and has no place in this layout.
    pub fn ignored_flags(&self, facts: &ProjectFacts) -> Vec<Note> {
        let rung = facts.runtime.value;
        let without = (!self.python && rung != Runtime::Slim)
            .then(|| Note::warning(format!("`--runtime {rung}` changes nothing: the preset `{}` lays out no Python", self.name)));
        let has = |when| self.stages.iter().any(|stage| stage.when == when);
        [("test", &facts.test, When::Test), ("dev", &facts.dev, When::Dev)]
            .into_iter()
            .filter(|(_, fact, when)| fact.value && fact.origin.is_stated() && !has(*when))
            .map(|(flag, ..)| {
                Note::warning(format!("`--{flag}` changes nothing: the preset `{}` has no such stage", self.name))
                    .hint("choose `--preset production` or `--preset named-stages`")
            })
            .chain(without)
            .collect()
    }
}
