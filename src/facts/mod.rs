//! The facts that a plan is made from, settled from their sources in the order of [`Source`](crate::model::Source).

mod answers;
mod asked_parts;
mod dependencies;
mod error;
mod files;
mod installer;
mod listed_packages;
mod listening;
mod member;
mod outside;
mod port;
mod prepare;
mod prepared;
mod processes;
mod programs;
mod python_patch;
mod questions;
mod reload;
mod resolve;
mod resolver;
mod runtime;
mod secrets;
mod server;
mod settings;
mod start;
mod system_packages;
mod unlisted;
mod user_options;
mod wheel_choices;

pub use answers::{Answers, OrNone, Recorded, RuledOut, Said};
pub use dependencies::DependencyFacts;
pub use error::ResolveError;
pub use prepared::Prepared;
pub use questions::{QUESTIONS, Question, Shown, Takes};
pub use resolver::Resolver;
pub use settings::{SETTINGS, Settings};

use crate::detect::Service;
use crate::detect::native::NativePackages;
use crate::detect::outside_files::OutsideFile;
use crate::knowledge::HardenedPair;
use crate::model::{
    AddedServer, Base, Bytecode, Command, Distribution, Entrypoint, EnvName, EnvVar, ExtraFile, ExtraName, Fact, FactId,
    GroupName, HealthCheck, ImageName, InstallTool, Label, LinkedFile, Location, ModulePath, Note, PackageManager, PackageName,
    Port, PresetAnswer, Process, ProcessName, PythonVersion, RelPath, RunArguments, Runtime, Selection, Signal, Source,
    SourcePath, Suite, SystemPackage, Torch, UserId, WritablePath,
};
use crate::wheel::Machine;

impl ProjectFacts {
    /// Whether the source is heard about the fact: nothing stronger says it.
    pub fn hear(&self, source: Source, fact: FactId) -> bool {
        Question::of(fact).values(self).iter().all(|(_, origin)| source.is_above(origin.source(), fact))
    }
}

/// Every fact, settled, with its origin.
#[derive(Debug)]
pub struct ProjectFacts {
    pub name: Fact<ImageName>,
    pub preset: Fact<String>,
    pub python: Fact<PythonVersion>,
    /// The patch release that the image has to have, where the project does not admit the newest one.
    /// `None` if the newest one will do.
    pub python_patch: Option<u64>,
    pub base: Fact<Base>,
    pub suite: Fact<Suite>,
    /// How much of a system the image that runs has.
    pub runtime: Fact<Runtime>,
    /// The images of `--runtime hardened`. `None` if the runtime is another.
    pub hardened: Option<&'static HardenedPair>,
    /// The code asks the system where a shared library is.
    pub finds_libraries: bool,
    pub manager: Fact<PackageManager>,
    pub manifest: Fact<Option<RelPath>>,
    /// What installs a requirements file; `None` if there is none to install.
    pub installer: Fact<Option<InstallTool>>,
    pub groups: Vec<Fact<GroupName>>,
    pub extras: Vec<Fact<ExtraName>>,
    pub framework: Fact<String>,
    pub entrypoint: Fact<Option<Entrypoint>>,
    pub command: Fact<Command>,
    /// The process that a person chose for the image to start.
    pub process: Fact<Option<ProcessName>>,
    /// Everything that the application runs, this image's start among it.
    pub processes: Vec<Process>,
    /// The services that it talks to.
    pub services: Vec<Service>,
    /// The variables without which the program stops, and which neither the image nor the address of a service gives.
    pub required_variables: Vec<EnvName>,
    pub arguments: RunArguments,
    pub working_dir: Option<SourcePath>,
    /// The command as it was found, before another port was put into it.
    pub found_command: Command,
    /// The file that holds the application object, or is run as a script. `None` if no file of the project does.
    pub start_file: Option<RelPath>,
    pub port: Fact<Option<Port>>,
    /// The variable that says the port when the container starts; `port` is the default.
    pub port_env: Fact<Option<EnvName>>,
    pub health: Fact<Option<HealthCheck>>,
    pub stop_signal: Fact<Signal>,
    /// For the stage that installs: computed ones first, then those that a person added.
    pub build_packages: Vec<Fact<SystemPackage>>,
    pub run_packages: Vec<Fact<SystemPackage>>,
    /// Commands that the image runs once while it is built.
    pub prepare: Vec<Fact<Command>>,
    /// The steps for them.
    pub preparations: Vec<Prepared>,
    pub native: NativePackages,
    /// The machines that the image is for.
    pub platforms: Vec<Fact<Machine>>,
    /// What of the project is installed.
    pub selection: Selection,
    /// The member of a uv workspace that holds the application, where that is not the root.
    pub member: Fact<Option<PackageName>>,
    /// The build of PyTorch, where a person chose one.
    pub torch: Fact<Option<Torch>>,
    /// Production installs `setuptools<81` too.
    pub adds_setuptools: bool,
    /// Requirements that a pinned dependency was written for, where the project leaves the version open.
    pub held_back: Vec<String>,
    /// What the environments are held to in which dependencies without wheels are built. Ex) `setuptools<58`
    pub build_constraints: Vec<String>,
    /// The production server that is installed although the project does not declare it.
    pub added_server: Fact<Option<AddedServer>>,
    pub user: Fact<UserId>,
    pub sources: Vec<Fact<SourcePath>>,
    pub writable: Vec<Fact<WritablePath>>,
    /// Folders of those whose files should outlast the container.
    pub kept_folders: Vec<WritablePath>,
    /// Files that a person writes, and that the container gets by a mount.
    pub outside_files: Vec<OutsideFile>,
    /// Files beside the code that are links into a writable folder.
    pub linked_files: Vec<LinkedFile>,
    pub labels: Vec<Fact<Label>>,
    pub env: Vec<Fact<EnvVar>>,
    pub dev: Fact<bool>,
    pub test: Fact<bool>,
    pub test_command: Fact<Option<Command>>,
    /// Base images are named with their digests.
    pub pin_digests: Fact<bool>,
    /// The distribution that the test command comes from. `None` if the project's own code runs the tests.
    pub test_runner: Option<PackageName>,
    /// Django: the shell line that collects static files at build time. `None` if nothing is collected.
    pub static_command: Option<String>,
    /// Folders that this command may write to, of which nothing is kept.
    pub static_folders: Vec<WritablePath>,
    pub distribution: Option<Fact<Distribution>>,
    /// Whether the preset lays out a Python project.
    pub is_python: bool,
    /// Files that are written besides the Dockerfile and the `.dockerignore`.
    pub with: Vec<Fact<ExtraFile>>,
    /// The answers to the preset's own questions.
    pub preset_answers: Vec<PresetAnswer>,
    /// Patterns for the `.dockerignore` besides the default list.
    pub ignored: Vec<String>,
    /// Which modules become bytecode in the build.
    pub bytecode: Bytecode,
    /// Modules from outside of the project that the start imports.
    pub imported: Vec<ModulePath>,
    /// Package folders whose test suites the image does without.
    pub test_trees: Vec<&'static str>,
    /// Where the application installs packages itself, or makes environments. `None` if it does neither.
    pub installers_used: Option<Location>,
    /// The variables that name the user which the application runs as.
    pub identity: Vec<EnvVar>,
    pub settings: Settings,
    /// What a person should know, in the order in which it came up.
    pub notes: Vec<Note>,
}
