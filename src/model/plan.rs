//! The Dockerfile before it is text: stages of steps, every decision made.

use serde::{Deserialize, Serialize};

use super::{AddedServer, ImageRef, ModulePath, Port, SourcePath, StageName, SystemPackage, UserId};

/// A program that imports each of its arguments and goes on where one fails.
pub const IMPORT_EACH: &str =
    "import sys; [exec(f'try: import {name}\\nexcept Exception as error: print(error)') for name in sys.argv[1:]]";

/// Where the constraints of the build environments lie in the stage that installs.
pub const BUILD_CONSTRAINTS: &str = "/opt/build-constraints.txt";

/// What is rendered. Templates see these fields and nothing else, so their names carry weight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BuildPlan {
    pub preset: String,
    /// A frontend for the `# syntax=` line: none or one.
    pub syntax: Vec<ImageRef>,
    pub stages: Vec<Stage>,
    /// Sections of the `.dockerignore`.
    pub ignore: Vec<IgnoreList>,
}

/// One FROM and what follows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stage {
    pub name: StageName,
    /// A comment above the FROM: what the stage is for.
    pub about: String,
    pub from: StageBase,
    /// Where it runs, if not on the platform that the image is for. `None` if it runs there.
    pub platform: Option<StagePlatform>,
    pub steps: Vec<Step>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StagePlatform {
    /// That of the machine which builds: for a stage whose results are the same on every platform, such as web pages.
    Build,
}

impl StagePlatform {
    /// The flag of FROM.
    pub fn flag(self) -> &'static str {
        match self {
            Self::Build => "--platform=$BUILDPLATFORM",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum StageBase {
    Image(ImageRef),
    Stage(StageName),
    /// Nothing at all: the stage copies everything that it holds.
    #[serde(serialize_with = "scratch")]
    Scratch,
}

/// The name that FROM has for nothing.
fn scratch<S: serde::Serializer>(serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str("scratch")
}

/// A group of instructions with one purpose; each variant is a template of the same name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Step {
    /// Variables that every later stage inherits, in the form that ENV takes.
    Env {
        env: Vec<String>,
    },
    Workdir {
        path: String,
    },
    /// What installs packages goes from the base.
    WithoutInstallers {
        /// Folders that the stage made.
        folders: Vec<String>,
    },
    /// The system and Python out of the stage that prepared them, into an empty one.
    System {
        from: StageName,
    },
    /// The list of what the base has, before packages are added to it.
    Packages {
        /// Programs that are installed for their shell.
        shells: Vec<String>,
    },
    /// The files of the system that Python, the dependencies and the added packages load, in a folder of their own.
    Closure {
        /// Folders that everybody may write to.
        open: Vec<String>,
        /// Programs that are taken along.
        programs: Vec<String>,
        shells: Vec<String>,
    },
    /// One path out of an earlier stage, and where it goes.
    Take {
        from: StageName,
        paths: String,
    },
    /// The environment is turned to the interpreter of another image.
    Relink {
        link: String,
    },
    /// A build argument. Ex) `TARGETARCH`, for the ids of cache mounts; `VERSION=0.0.0`
    Arg {
        arg: String,
    },
    /// Debian packages, with a line of reason for each dependency that asked for some.
    Apt {
        packages: Vec<SystemPackage>,
        reasons: Vec<String>,
    },
    /// The same on Alpine.
    Apk {
        packages: Vec<SystemPackage>,
        reasons: Vec<String>,
    },
    /// One of the blocks of `install/<manager>.tera`.
    Install {
        block: InstallBlock,
        install: Box<Install>,
    },
    /// setuptools with `pkg_resources`, for releases that import it without bringing it.
    Setuptools,
    /// What the environments are held to in which dependencies are built.
    BuildConstraints {
        constraints: String,
        file: &'static str,
    },
    /// Releases that a pinned dependency was written for.
    HeldBack {
        requirements: String,
    },
    /// A production server that the project does not declare.
    Server {
        server: AddedServer,
        mounts: Vec<String>,
    },
    /// Folders named `tests` of these packages go.
    TestTrees {
        packages: Vec<&'static str>,
    },
    /// Bytecode of these modules, which are imported for it.
    Bytecode {
        script: &'static str,
        modules: Vec<ModulePath>,
    },
    /// Bytecode of the whole virtual environment, for a manager that makes none.
    CompileEnvironment,
    /// The whole build context.
    CopyAll,
    /// The user of a development stage, who may write the folder of the source.
    DevUser {
        user: UserId,
    },
    DevUserAlpine {
        user: UserId,
    },
    /// The whole build context, for that user.
    DevSource {
        user: UserId,
    },
    /// A step that a preset brought, with its instructions.
    Own {
        name: String,
        #[serde(skip)]
        text: String,
    },
    Test {
        command: String,
    },
    User {
        user: UserId,
    },
    UserAlpine {
        user: UserId,
    },
    /// The virtual environment out of the stage that made it.
    Venv {
        from: StageName,
    },
    /// Each entry is one COPY: its sources and its destination.
    Source {
        copies: Vec<CopyPaths>,
    },
    /// Ahead-of-time bytecode for the copied source.
    Compile {
        paths: String,
    },
    /// Something that is prepared once. The command stands between what it needs and what is removed again.
    Prepare {
        about: String,
        /// Options of `RUN --mount=`.
        mounts: Vec<String>,
        before: Vec<String>,
        command: String,
        after: Vec<String>,
    },
    /// Django's static files; `command` is a shell line with the variables that the settings ask for.
    Static {
        /// Options of `RUN --mount=`.
        mounts: Vec<String>,
        command: String,
    },
    /// Folders that the application writes to.
    Writable {
        commands: Vec<String>,
    },
    Labels {
        labels: Vec<String>,
    },
    /// The last instructions of an image that runs: whom as, where, on which port, how it is stopped and known to be well.
    Run(Box<Run>),
}

/// A COPY instruction's paths, in the form that the instruction takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CopyPaths {
    pub paths: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum InstallBlock {
    /// Installs the manager itself, in a stage of its own.
    Tool,
    /// An empty virtual environment, where the dependencies are only known together with the project.
    Environment,
    /// Production dependencies, without the project.
    Dependencies,
    /// The rest of them, where some had to come first.
    MoreDependencies,
    /// The project itself.
    Project,
    /// The project itself, whose packages stay in its source.
    ProjectInPlace,
    /// Development dependencies on top of the production ones.
    DevDependencies,
    /// The project itself for development.
    DevProject,
}

/// What one block of an installation template may use. Every list may be empty, and every text is quoted for a shell where
/// it needs to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Install {
    /// The file under `templates/install/`. Ex) `uv-pip`
    #[serde(skip)]
    pub template: &'static str,
    /// Options of `RUN --mount=`. Ex) `type=cache,id=uv-py314-trixie-$TARGETARCH,target=/root/.cache/uv`
    pub mounts: Vec<String>,
    /// `NAME=value` in front of the command, for versions that otherwise come from git.
    pub variables: Vec<String>,
    /// The manager's arguments. Ex) `--locked`, `-r`, `requirements.txt`
    pub words: Vec<String>,
}

/// The end of the final stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Run {
    /// Where the command runs, when that is not the usual folder: none or one.
    pub workdir: Vec<String>,
    /// None in a development stage, which runs as root.
    pub user: Vec<UserId>,
    pub expose: Vec<Port>,
    /// Exec form of the health check: none or one.
    pub health: Vec<String>,
    pub stop_signal: Vec<String>,
    /// Exec forms: none or one.
    pub entrypoint: Vec<String>,
    pub cmd: Vec<String>,
}

/// A titled group of patterns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IgnoreList {
    pub title: String,
    pub patterns: Vec<String>,
}

impl BuildPlan {
    /// The stage that `docker build` builds when none is named.
    pub fn last(&self) -> &Stage {
        self.stages.last().expect("a preset has at least one stage")
    }

    pub fn stage(&self, name: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.name.as_str() == name)
    }
}

impl CopyPaths {
    pub fn new(sources: &[&SourcePath], destination: &str) -> Self {
        let words: Vec<&str> = sources.iter().map(|path| path.as_str()).chain([destination]).collect();
        Self::of(&words)
    }

    /// Quotes the paths as a JSON array where one of them holds a blank, which the plain form would split at.
    pub fn of(words: &[&str]) -> Self {
        let paths = if words.iter().any(|word| word.contains(char::is_whitespace)) {
            let words: Vec<String> = words.iter().map(|word| serde_json::Value::from(*word).to_string()).collect();
            format!("[{}]", words.join(", "))
        } else {
            words.join(" ")
        };
        Self { paths }
    }
}

impl Step {
    /// The stage that an empty one takes its system from. `None` if the last stage is not empty.
    pub fn system_from(&self) -> Option<&StageName> {
        match self {
            Self::System { from } => Some(from),
            _ => None,
        }
    }

    /// The template that writes this step; installation steps name their manager's file. `None` if no template of pydock's does.
    pub fn template(&self) -> Option<&'static str> {
        Some(match self {
            Self::Env { .. } => "step/env.tera",
            Self::Workdir { .. } => "step/workdir.tera",
            Self::WithoutInstallers { .. } => "step/without-installers.tera",
            Self::System { .. } => "step/rootfs.tera",
            Self::Packages { .. } => "step/closure-packages.tera",
            Self::Closure { .. } => "step/closure.tera",
            Self::Take { .. } => "step/from-stage.tera",
            Self::Relink { .. } => "step/closure-relink.tera",
            Self::Arg { .. } => "step/arg.tera",
            Self::Apt { .. } => "step/apt.tera",
            Self::Apk { .. } => "step/apk.tera",
            Self::Install { .. } | Self::Own { .. } => return None,
            Self::Setuptools => "step/setuptools.tera",
            Self::BuildConstraints { .. } => "step/build-constraints.tera",
            Self::HeldBack { .. } => "step/held-back.tera",
            Self::Server { .. } => "step/server.tera",
            Self::TestTrees { .. } => "step/test-trees.tera",
            Self::Bytecode { .. } => "step/bytecode.tera",
            Self::CompileEnvironment => "step/compile-environment.tera",
            Self::CopyAll => "step/copy-all.tera",
            Self::DevUser { .. } => "step/dev-user.tera",
            Self::DevUserAlpine { .. } => "step/dev-user-alpine.tera",
            Self::DevSource { .. } => "step/dev-source.tera",
            Self::Test { .. } => "step/test.tera",
            Self::User { .. } => "step/user.tera",
            Self::UserAlpine { .. } => "step/user-alpine.tera",
            Self::Venv { .. } => "step/venv.tera",
            Self::Source { .. } => "step/source.tera",
            Self::Compile { .. } => "step/compile.tera",
            Self::Prepare { .. } => "step/prepare.tera",
            Self::Static { .. } => "step/static.tera",
            Self::Writable { .. } => "step/writable.tera",
            Self::Labels { .. } => "step/labels.tera",
            Self::Run(_) => "step/run.tera",
        })
    }
}

impl InstallBlock {
    pub const ALL: [Self; 7] = [
        Self::Tool,
        Self::Environment,
        Self::Dependencies,
        Self::MoreDependencies,
        Self::Project,
        Self::DevDependencies,
        Self::DevProject,
    ];

    /// The block's name in `install/<manager>.tera`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tool => "tool",
            Self::Environment => "environment",
            Self::Dependencies => "dependencies",
            Self::MoreDependencies => "more_dependencies",
            Self::Project => "project",
            Self::DevDependencies => "dev_dependencies",
            Self::ProjectInPlace | Self::DevProject => "dev_project",
        }
    }
}
