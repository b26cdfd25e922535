//! The stages of a layout, as data.

use serde::{Deserialize, Serialize};

use crate::model::{StageName, StagePlatform};

/// One FROM and the steps that follow it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresetStage {
    pub name: StageName,
    pub from: StageFrom,
    /// Where it runs, if not on the platform that the image is for. `None` if it runs there.
    pub platform: Option<StagePlatform>,
    /// The stage is left out where this does not hold.
    pub when: When,
    /// The name of an expression that says the same with the preset's own questions. `None` if there is none.
    pub condition: Option<String>,
    /// The comment above the FROM: what it is, or the name of an expression that gives it.
    pub about: About,
    pub steps: Vec<PresetStep>,
}

/// A comment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    Text(String),
    /// The name of an expression.
    Expression(String),
}

/// What a stage starts from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StageFrom {
    /// The image that the application runs on.
    Runtime,
    /// The image that compiles; where one image does both, the first stage of the layout that starts from it.
    Builder,
    /// An earlier stage.
    Stage(StageName),
    /// The name of an expression that gives an image. Ex) `node:{{ node }}-trixie-slim`
    Image(String),
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    #[default]
    Always,
    /// A development stage is wanted.
    Dev,
    /// A test stage is wanted.
    Test,
    /// The project itself is installed as a package.
    Package,
}

/// A step of a stage. A step with nothing to do is left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PresetStep {
    BuiltIn(StepName),
    /// The name of a step whose template the preset brings, `templates/step/<name>.tera`.
    Own(String),
}

/// The steps that every layout can name, in the order in which a usual image has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StepName {
    /// ENV and WORKDIR that every stage shares.
    Environment,
    /// System packages for compiling.
    BuildPackages,
    /// Production dependencies.
    Dependencies,
    /// The project itself, where it is a package.
    Project,
    DevDependencies,
    /// The whole source with a user that may write it, and the project itself in editable form where it is a package.
    DevSource,
    /// The command of production that starts anew when the source changes, for a person at work.
    DevRun,
    Test,
    /// System packages for running.
    RunPackages,
    User,
    /// `/opt/venv` out of the stage that made it.
    Venv,
    /// Bytecode of what the start imports, made before the source is there.
    Bytecode,
    Source,
    Compile,
    Static,
    Writable,
    Labels,
    Run,
}

impl StepName {
    pub const ALL: [Self; 18] = [
        Self::Environment,
        Self::BuildPackages,
        Self::Dependencies,
        Self::Project,
        Self::DevDependencies,
        Self::DevSource,
        Self::DevRun,
        Self::Test,
        Self::RunPackages,
        Self::User,
        Self::Venv,
        Self::Bytecode,
        Self::Source,
        Self::Compile,
        Self::Static,
        Self::Writable,
        Self::Labels,
        Self::Run,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::BuildPackages => "build-packages",
            Self::Dependencies => "dependencies",
            Self::Project => "project",
            Self::DevDependencies => "dev-dependencies",
            Self::DevSource => "dev-source",
            Self::DevRun => "dev-run",
            Self::Test => "test",
            Self::RunPackages => "run-packages",
            Self::User => "user",
            Self::Venv => "venv",
            Self::Bytecode => "bytecode",
            Self::Source => "source",
            Self::Compile => "compile",
            Self::Static => "static",
            Self::Writable => "writable",
            Self::Labels => "labels",
            Self::Run => "run",
        }
    }

    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.as_str() == name)
    }
}

impl PresetStep {
    pub fn name(&self) -> &str {
        match self {
            Self::BuiltIn(step) => step.as_str(),
            Self::Own(name) => name,
        }
    }
}
