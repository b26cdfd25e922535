//! What a person said: by flag or at a prompt.

use std::str::FromStr;

use super::Question;
use crate::model::{
    BaseChoice, Command, Entrypoint, EnvName, EnvVar, ExtraFile, ExtraName, Fact, FactId, GroupName, HealthCheck, ImageName,
    InstallToolChoice, InvalidValue, Label, Location, Note, Origin, PackageManager, Port, ProcessName, PythonVersion, RelPath,
    Runtime, Setting, Source, SourcePath, Suite, SystemPackage, Torch, UserId, WritablePath,
};
use crate::wheel::Machine;

/// One optional value for each question, parsed into its type at the door.
#[derive(Debug, Clone, Default)]
pub struct Answers {
    pub name: Option<Fact<ImageName>>,
    pub preset: Option<Fact<String>>,
    pub python: Option<Fact<PythonVersion>>,
    pub base: Option<Fact<BaseChoice>>,
    pub suite: Option<Fact<Suite>>,
    pub runtime: Option<Fact<Runtime>>,
    pub manager: Option<Fact<PackageManager>>,
    pub manifest: Option<Fact<RelPath>>,
    /// Requirements files that are installed by the same call as the manifest.
    pub further_manifests: Vec<RelPath>,
    pub installer: Option<Fact<InstallToolChoice>>,
    /// A member of the workspace, by its path or its name. `None` if no member was named.
    pub member: Option<Fact<SourcePath>>,
    pub groups: Vec<Fact<GroupName>>,
    pub extras: Vec<Fact<ExtraName>>,
    pub framework: Option<Fact<String>>,
    pub entrypoint: Option<Fact<Entrypoint>>,
    pub command: Option<Fact<Command>>,
    /// The process that the image starts. `None` if no process was named.
    pub process: Option<Fact<ProcessName>>,
    pub port: Option<Fact<OrNone<Port>>>,
    pub port_env: Option<Fact<OrNone<EnvName>>>,
    pub health: Option<Fact<OrNone<HealthCheck>>>,
    pub build_packages: Vec<Fact<SystemPackage>>,
    pub run_packages: Vec<Fact<SystemPackage>>,
    pub prepare: Vec<Fact<Command>>,
    pub platforms: Vec<Fact<Machine>>,
    pub torch: Option<Fact<Torch>>,
    pub user: Option<Fact<UserId>>,
    pub sources: Vec<Fact<SourcePath>>,
    pub writable: Vec<Fact<WritablePath>>,
    pub labels: Vec<Fact<Label>>,
    pub env: Vec<Fact<EnvVar>>,
    pub dev: Option<Fact<bool>>,
    pub test: Option<Fact<bool>>,
    pub test_command: Option<Fact<Command>>,
    pub pin_digests: Option<Fact<bool>>,
    pub add_server: Option<Fact<bool>>,
    /// Files to write besides the Dockerfile and the `.dockerignore`.
    pub with: Vec<Fact<ExtraFile>>,
    pub settings: Vec<Fact<Setting>>,
    /// Consent to an Alpine image for which dependencies are compiled.
    pub allow_builds: bool,
    /// Starts that the rendered files cannot run: the next one is taken.
    pub ruled_out: Vec<RuledOut>,
    /// The candidate that is tried, whatever its confidence. `None` if none is tried.
    pub assumed: Option<Command>,
    /// Every answer to a question as it was given, which is how it is recorded.
    pub said: Vec<Said>,
}

/// A start that was tried, and why it fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuledOut {
    pub command: Command,
    /// Where the project has it.
    pub at: Location,
    /// One sentence without a full stop.
    pub reason: String,
}

impl RuledOut {
    pub fn note(&self) -> Note {
        Note::info(format!("`{}` cannot be started: {}", self.command, self.reason)).at(self.at.clone())
    }
}

/// An answer in the words that it was given in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub fact: FactId,
    pub text: String,
    pub origin: Origin,
}

impl Answers {
    /// What these flags answer.
    #[cfg(test)]
    pub fn of_flags(said: &[(FactId, &str)]) -> Self {
        let mut answers = Self::default();
        for (fact, text) in said {
            answers.take(*fact, text, Origin::Flag).unwrap_or_else(|error| panic!("{fact}: {error}"));
        }
        answers
    }

    /// Parses an answer to the question about the fact, and remembers its words.
    pub fn take(&mut self, fact: FactId, text: &str, origin: Origin) -> Result<(), InvalidValue> {
        Question::of(fact).take(self, text, origin)
    }

    /// What was said about the fact.
    pub fn said_of(&self, fact: FactId) -> impl Iterator<Item = &Said> {
        self.said.iter().filter(move |said| said.fact == fact)
    }

    /// Whether the source is heard about the fact: no stronger one has said anything.
    pub fn hears(&self, source: Source, fact: FactId) -> bool {
        self.said_of(fact).all(|said| source.is_above(said.origin.source(), fact))
    }

    /// Takes what was chosen before, for every question and setting that nobody answered now.
    pub fn fill(&mut self, recorded: &Recorded) -> Result<(), InvalidValue> {
        // A list is one answer: its first value does not hide the others.
        let heard: Vec<&Said> = recorded.said.iter().filter(|said| self.hears(said.origin.source(), said.fact)).collect();
        for said in heard {
            self.take(said.fact, &said.text, said.origin.clone())?;
        }
        // Of several values for a setting the last one holds.
        self.settings.splice(..0, recorded.settings.iter().cloned());
        self.allow_builds |= recorded.allow_builds;
        Ok(())
    }
}

/// What was chosen before, with the places where it is kept.
#[derive(Debug, Clone, Default)]
pub struct Recorded {
    pub said: Vec<Said>,
    pub settings: Vec<Fact<Setting>>,
    pub allow_builds: bool,
}

/// A value, or the word `none`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrNone<T> {
    Some(T),
    None,
}

impl<T> OrNone<T> {
    pub fn into_option(self) -> Option<T> {
        match self {
            Self::Some(value) => Some(value),
            Self::None => None,
        }
    }
}

impl<T: FromStr> FromStr for OrNone<T> {
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Self, T::Err> {
        if text == "none" { Ok(Self::None) } else { text.parse().map(Self::Some) }
    }
}

/// Parses an answer into its slot.
pub(super) fn put<T>(slot: &mut Option<Fact<T>>, text: &str, origin: Origin) -> Result<(), InvalidValue>
where
    T: FromStr<Err = InvalidValue>,
{
    *slot = Some(Fact::new(text.parse()?, origin));
    Ok(())
}

/// Parses one more answer into a list.
pub(super) fn push<T>(list: &mut Vec<Fact<T>>, text: &str, origin: Origin) -> Result<(), InvalidValue>
where
    T: FromStr<Err = InvalidValue>,
{
    list.push(Fact::new(text.parse()?, origin));
    Ok(())
}
