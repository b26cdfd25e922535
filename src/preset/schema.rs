//! A preset's TOML, read strictly.

use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};

use crate::facts::ProjectFacts;
use crate::model::{Note, StageName};

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/presets");

/// A stage layout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    pub name: String,
    /// One line for `pydock presets`.
    pub summary: String,
    /// The classic recipe that this layout takes the place of.
    pub replaces: String,
    /// Why it is not written the same way.
    pub differs: String,
    /// The layout keeps what it installs with, so it refuses a project that needs compilers.
    #[serde(default)]
    pub pure_only: bool,
    #[serde(rename = "stage")]
    pub stages: Vec<PresetStage>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PresetStage {
    pub name: StageName,
    pub from: StageFrom,
    /// The stage is left out where this does not hold.
    #[serde(default)]
    pub when: When,
    /// The comment above the FROM.
    pub about: String,
    pub steps: Vec<StepName>,
}

/// What a stage starts from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub enum StageFrom {
    /// The image that the application runs on.
    Runtime,
    /// The image that compiles; where one image does both, the first stage of the layout that starts from it.
    Builder,
    /// An earlier stage.
    Stage(StageName),
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

/// The steps that a layout can name, in the order in which a usual image has them. A step with nothing to do is left out.
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
    /// The whole source, and the project itself in editable form where it is a package.
    DevSource,
    /// The same command as in production, for a person at work.
    DevRun,
    Test,
    /// System packages for running.
    RunPackages,
    User,
    /// `/opt/venv` out of the stage that made it.
    Venv,
    Source,
    Compile,
    Static,
    Writable,
    Labels,
    Run,
}

/// A preset that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PresetError {
    #[error("`{name}` is not a preset")]
    Unknown { name: String, known: String },
}

impl PresetError {
    pub fn hint(&self) -> String {
        match self {
            Self::Unknown { known, .. } => format!("known are {known}; `pydock presets` says what each is for"),
        }
    }
}

impl Preset {
    /// The preset with this name.
    pub fn find(name: &str) -> Result<Self, PresetError> {
        let presets = built_in();
        let known = presets.iter().map(|preset| preset.name.as_str()).collect::<Vec<_>>().join(", ");
        presets.into_iter().find(|preset| preset.name == name).ok_or(PresetError::Unknown { name: name.to_owned(), known })
    }
}

impl Preset {
    /// What was asked for by a flag and has no place in this layout.
    pub fn unheard(&self, facts: &ProjectFacts) -> Vec<Note> {
        let has = |when| self.stages.iter().any(|stage| stage.when == when);
        [("test", &facts.test, When::Test), ("dev", &facts.dev, When::Dev)]
            .into_iter()
            .filter(|(_, fact, when)| fact.value && fact.origin.is_stated() && !has(*when))
            .map(|(flag, ..)| {
                Note::warning(format!("`--{flag}` changes nothing: the preset `{}` has no such stage", self.name))
                    .hint("choose `--preset production` or `--preset named-stages`")
            })
            .collect()
    }
}

/// Every preset that is part of pydock, the default first, the others by name.
pub fn built_in() -> Vec<Preset> {
    let mut presets: Vec<Preset> = BUILT_IN
        .files()
        .map(|file| {
            let text = file.contents_utf8().unwrap_or_default();
            // The files are part of the program; a test reads each of them.
            toml::from_str(text).unwrap_or_else(|error| panic!("{}: {error}", file.path().display()))
        })
        .collect();
    presets.sort_by(|a: &Preset, b: &Preset| (a.name != "production", &a.name).cmp(&(b.name != "production", &b.name)));
    presets
}

impl From<StageFrom> for String {
    fn from(from: StageFrom) -> Self {
        match from {
            StageFrom::Runtime => "runtime".to_owned(),
            StageFrom::Builder => "builder".to_owned(),
            StageFrom::Stage(name) => name.to_string(),
        }
    }
}

impl TryFrom<String> for StageFrom {
    type Error = crate::model::InvalidValue;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Ok(match text.as_str() {
            "runtime" => Self::Runtime,
            "builder" => Self::Builder,
            _ => Self::Stage(text.try_into()?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_a_preset_of_its_own_name() {
        let names: Vec<String> = built_in().into_iter().map(|preset| preset.name).collect();
        assert_eq!(names, ["production", "named-stages", "single-stage", "two-stage"]);
        for file in BUILT_IN.files() {
            let stem = file.path().file_stem().and_then(|stem| stem.to_str()).unwrap();
            assert!(names.iter().any(|name| name == stem), "{stem}");
        }
    }

    #[test]
    fn a_stage_starts_from_an_earlier_one_and_the_last_one_runs() {
        for preset in built_in() {
            for (index, stage) in preset.stages.iter().enumerate() {
                if let StageFrom::Stage(parent) = &stage.from {
                    assert!(preset.stages[..index].iter().any(|earlier| earlier.name == *parent), "{}: {parent}", preset.name);
                }
            }
            let last = preset.stages.last().unwrap();
            assert!(last.steps.last() == Some(&StepName::Run) && last.when == When::Always, "{}", preset.name);
        }
    }

    #[test]
    fn an_unknown_key_is_refused() {
        let text = "name='x'\nsummary='x'\nreplaces='x'\ndiffers='x'\nstages=[]\n";
        assert!(toml::from_str::<Preset>(text).is_err());
    }
}
