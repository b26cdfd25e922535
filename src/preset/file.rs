//! `preset.toml` as it is written.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::stage::When;
use crate::model::StagePlatform;
use crate::policy::Policy;

/// Text with its place in the file.
pub type Spot = Spanned<String>;

/// One layer of a preset.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct PresetFile {
    pub name: Spot,
    /// One line for `pydock presets`.
    pub description: String,
    /// The classic recipe that this layout takes the place of.
    #[serde(default)]
    pub replaces: String,
    /// Why it is not written the same way.
    #[serde(default)]
    pub differs: String,
    /// The versions of pydock that it is for. `None` if it is for all of them. Ex) `>=0.1,<2`
    pub pydock: Option<Spot>,
    /// The preset that this one changes. `None` if it changes none.
    pub extends: Option<Spot>,
    /// Whether it lays out a Python project; where it does not, nothing about Python is detected or asked.
    /// `None` if the parent decides.
    pub python: Option<bool>,
    /// The layout keeps what it installs with, so it refuses a project that needs compilers. `None` if the parent decides.
    pub pure_only: Option<bool>,
    /// What asks the application whether it is well, in place of pydock's own check, as shell words or as a JSON array. May be
    /// a template. `None` if pydock's own check asks. Ex) `wget -q -O /dev/null http://127.0.0.1:{{ port }}{{ health }}`
    pub health_command: Option<Spot>,
    /// Stages of the parent that are left out.
    #[serde(default)]
    pub remove: Vec<Spot>,
    /// Answers for what neither a person nor the project says, by the flags' names.
    #[serde(default)]
    pub defaults: BTreeMap<String, Spanned<toml::Value>>,
    /// Patterns for the `.dockerignore`; they may be templates. One with `!` names one file, and counts more than pydock's own.
    #[serde(default)]
    pub ignore: Vec<Spot>,
    /// Paths that are not copied although the project's source lies there, because a stage of the preset makes something else
    /// of it. They may be templates.
    #[serde(default)]
    pub exclude_sources: Vec<Spot>,
    #[serde(default, rename = "stage")]
    pub stages: Vec<StageFile>,
    #[serde(default, rename = "change")]
    pub changes: Vec<ChangeFile>,
    #[serde(default, rename = "question")]
    pub questions: Vec<QuestionFile>,
    #[serde(default, rename = "file")]
    pub files: Vec<FurtherFile>,
    /// Rules that the Dockerfile must keep, edited by hand or not. `None` if there are none.
    pub policy: Option<Policy>,
}

/// A stage that is new, or that takes the place of the parent's of the same name.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct StageFile {
    pub name: Spot,
    pub from: Spot,
    /// Where the stage runs, if not on the platform that the image is for. `None` if it runs there.
    pub platform: Option<StagePlatform>,
    #[serde(default)]
    pub when: When,
    pub r#if: Option<Spot>,
    pub about: Spot,
    pub steps: Vec<Spot>,
    /// The stage of the parent that it is put in front of, or behind. `None` if another key places it.
    pub before: Option<Spot>,
    pub after: Option<Spot>,
}

/// What becomes of one of the parent's stages.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ChangeFile {
    pub stage: Spot,
    pub from: Option<Spot>,
    pub about: Option<Spot>,
    pub r#if: Option<Spot>,
    #[serde(default)]
    pub remove: Vec<Spot>,
    #[serde(default)]
    pub insert: Vec<InsertFile>,
    /// Steps at the end of the stage.
    #[serde(default)]
    pub append: Vec<Spot>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct InsertFile {
    pub steps: Vec<Spot>,
    pub before: Option<Spot>,
    pub after: Option<Spot>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct QuestionFile {
    pub id: Spot,
    /// The question itself, for prompts and for `pydock presets NAME`.
    pub help: String,
    pub r#type: QuestionType,
    #[serde(default)]
    pub choices: Vec<String>,
    /// Text may be a template over the facts and the answers to earlier questions. `None` if the question has none.
    pub default: Option<Spanned<toml::Value>>,
    /// Where to read the answer from.
    #[serde(default)]
    pub detect: Vec<DetectFile>,
    /// A regular expression that the whole answer must match. `None` if every answer of the type is accepted.
    pub pattern: Option<Spot>,
    pub min: Option<i64>,
    pub max: Option<i64>,
    /// The question is left out where this expression does not hold, and its answer is then the default.
    pub r#if: Option<Spot>,
    /// Never recorded, and not shown.
    #[serde(default)]
    pub secret: bool,
    /// Whether a person is asked at the terminal, or only a flag and the project can say.
    #[serde(default = "yes")]
    pub ask: bool,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum QuestionType {
    Text,
    Bool,
    Int,
    Choice,
    MultiChoice,
    /// Of a file or folder of the project.
    Path,
}

/// A place in the project where an answer may stand. The first that has one counts; for a question with several answers all
/// of them count.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct DetectFile {
    /// May be a template.
    pub file: Spot,
    /// Into a JSON or TOML file, by RFC 6901. `None` if the file is read as text. Ex) `/engines/node`
    pub pointer: Option<Spot>,
    /// A regular expression; its first group is the answer, or all that it matches. `None` if the whole text is the answer.
    pub pattern: Option<Spot>,
    /// The answer, where the file is there and holds what was looked for. `None` if what was found is the answer.
    pub value: Option<Spanned<toml::Value>>,
    /// The place is left out where this expression does not hold.
    pub r#if: Option<Spot>,
}

/// A file besides the Dockerfile and the `.dockerignore`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FurtherFile {
    /// May be a template. Ex) `compose.yaml`
    pub path: Spot,
    /// Below `templates/`. Ex) `compose.yaml.tera`
    pub template: Spot,
    pub r#if: Option<Spot>,
}
