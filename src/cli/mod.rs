//! What can be typed.

mod docker_plugin;
mod explain;
mod fact_args;
mod help;
mod known_values;
mod lint;
mod man;
mod one_verb;
mod preset_args;
mod typos;
mod variables;

pub use docker_plugin::{DockerPluginArgs, DockerPluginVerb};
pub use explain::{ExplainArgs, GraphArgs, GraphFormat};
pub use fact_args::FactArgs;
pub use lint::{FormatArg, LintArgs, RuleArgs};
pub use man::{ManArgs, UnknownPage};
pub use preset_args::{PresetArgs, PresetVerb};
pub use variables::VARIABLES;

use std::path::PathBuf;

use clap::builder::FalseyValueParser;
use clap::builder::styling::{AnsiColor, Styles};
use clap::error::ErrorKind;
use clap::{ArgAction, Args, Command, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::error::Error;
use crate::facts::ResolveError;
use crate::knowledge::python_releases;
use crate::model::{DOCKERFILE, PackageName, product};
use crate::record::ConflictStyle;
use crate::wheel::ImageTarget;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default());

/// Write a Dockerfile and a .dockerignore for a Python repository that build and run the first time
#[derive(Debug, Parser)]
#[command(name = "pydock", version = product::LONG_VERSION, styles = STYLES, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "Examples:
  pydock init                       write the files for this folder
  pydock init --yes services/api    the same for another folder, without prompts
  pydock detect --json              every fact, with the file and line it came from
  pydock render --preset two-stage  print the files, write nothing
  pydock check                      check that the files still match the project
  pydock update                     regenerate the files and keep your edits
  pydock wheels                     which dependencies have wheels
  pydock explain Dockerfile:12      why this line is there, and how to change it
  pydock lint                       lint any Dockerfile

Exit status: 0 done, 1 found something, 2 error, 130 cancelled.
`pydock <COMMAND> --help` has examples and the meaning of each status.")]
pub struct Cli {
    #[command(subcommand)]
    pub verb: Verb,
}

impl Cli {
    /// What was typed. Every flag has a variable: `PYDOCK_PORT` for `--port`, and the flag counts if both do.
    pub fn read() -> Self {
        if let Some(read) = Self::read_verb(std::env::args_os()) {
            return read;
        }
        let command = with_variables(help::laid_out(Self::command()));
        if let Some(problem) = variables::unknown(&command, std::env::vars_os().map(|(name, _)| name)) {
            Self::command().error(ErrorKind::UnknownArgument, problem).exit();
        }
        let (command, arguments) = docker_plugin::called(command, std::env::args_os());
        let matches =
            command.clone().try_get_matches_from(arguments).unwrap_or_else(|error| typos::with_nearest(error, &command).exit());
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

/// The commands with the values that a shell can offer, which are more than what is allowed: a preset may be a folder, too.
pub fn completed() -> Command {
    known_values::offered(help::laid_out(Cli::command()))
}

fn with_variables(command: Command) -> Command {
    let command = command.mut_args(|arg| match arg.get_long().map(variable) {
        // Lines separate the values of a flag that may be repeated: no value has a line break.
        Some(name) if matches!(arg.get_action(), ArgAction::Append) => arg.env(name).hide_env(true).value_delimiter('\n'),
        Some(name) if matches!(arg.get_action(), ArgAction::Set) => arg.env(name).hide_env(true),
        Some(name) if matches!(arg.get_action(), ArgAction::SetTrue) => {
            arg.env(name).hide_env(true).value_parser(FalseyValueParser::new())
        }
        _ => arg,
    });
    command.mut_subcommands(with_variables)
}

/// Ex) `PYDOCK_BUILD_PACKAGE`
fn variable(flag: &str) -> String {
    format!("PYDOCK_{}", flag.replace('-', "_").to_uppercase())
}

#[derive(Debug, Subcommand)]
pub enum Verb {
    Init(InitArgs),
    Update(UpdateArgs),
    Undo(UndoArgs),
    Check(CheckArgs),
    Detect(DetectArgs),
    Render(RenderArgs),
    Wheels(WheelsArgs),
    Explain(ExplainArgs),
    Graph(GraphArgs),
    Lint(LintArgs),
    Rule(RuleArgs),
    /// List the built-in stage layouts
    #[command(after_help = "Exit status: 0 done.\n\nExamples:\n  pydock presets")]
    Presets,
    Preset(PresetArgs),
    /// Print the JSON Schema of pydock.toml, pydock.lock or `render --json`
    #[command(
        after_help = "Exit status: 0 done, 2 error.\n\nExamples:\n  pydock schema > pydock.schema.json\n  pydock schema lock\n  pydock schema render"
    )]
    Schema {
        #[arg(value_enum, default_value_t)]
        of: SchemaOf,
    },
    /// Print a completion script for a shell
    #[command(
        after_help = "Exit status: 0 done, 2 error.\n\nExamples:\n  pydock completions bash > ~/.local/share/bash-completion/completions/pydock"
    )]
    Completions {
        /// bash, zsh, fish, elvish or powershell
        shell: clap_complete::Shell,
    },
    DockerPlugin(DockerPluginArgs),
    #[command(hide = true)]
    Man(ManArgs),
    /// Print what the Docker CLI wants to know of a plugin
    #[command(hide = true, name = docker_plugin::METADATA)]
    DockerPluginMetadata,
}

/// Write a Dockerfile and a .dockerignore for the project
///
/// Reads the project's files, prints a summary, asks what they leave open, and writes the files after you agree. Without a
/// terminal, or with --yes, it asks nothing.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 done, 1 --diff found a difference or the image will not build, 2 error, 130 cancelled.

Examples:
  pydock init --yes
  pydock init --python 3.13 --base alpine
  pydock init --entrypoint 'shop.api:create_app()' --port 9000
  pydock init --yes --diff")]
pub struct InitArgs {
    /// The repository
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// Skip prompts: use what was detected, and the defaults
    #[arg(long, short)]
    pub yes: bool,
    /// List the changes and write nothing
    #[arg(long, group = "outcome")]
    pub dry_run: bool,
    /// Print a diff against the existing files; write nothing; exit 1 if they differ
    #[arg(long, group = "outcome")]
    pub diff: bool,
    /// Print the Dockerfile and write nothing
    #[arg(long, group = "outcome")]
    pub stdout: bool,
    /// Overwrite files; exit 0 even if the image will not build
    #[arg(long, conflicts_with = "skip_existing")]
    pub force: bool,
    /// Keep existing files and write the others
    #[arg(long)]
    pub skip_existing: bool,
    /// Print every fact with its source, as `pydock detect` does
    #[arg(long, short, conflicts_with = "quiet")]
    pub verbose: bool,
    /// Do not write pydock.toml and pydock.lock, which `pydock update` and `pydock check` use
    #[arg(long)]
    pub no_record: bool,
    /// Only print warnings and errors
    #[arg(long, short)]
    pub quiet: bool,
    #[command(flatten)]
    pub facts: FactArgs,
}

/// Regenerate the files and keep your edits
///
/// Uses pydock.lock, which `pydock init` wrote: lines that only you changed stay, lines that only pydock changes are
/// replaced, and where both did, conflict markers are written.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 done, 1 conflicts remain, --diff found a difference or the image will not build, 2 error.

Examples:
  pydock update
  pydock update --python 3.14 --diff
  pydock update --conflict=theirs")]
pub struct UpdateArgs {
    /// The repository
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// List the changes and write nothing
    #[arg(long, group = "outcome")]
    pub dry_run: bool,
    /// Print a diff against the existing files; write nothing; exit 1 if they differ
    #[arg(long, group = "outcome")]
    pub diff: bool,
    /// How to resolve lines that both sides changed
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub conflict: ConflictArg,
    /// Use another tag, branch or commit of the preset's repository
    #[arg(long, value_name = "TAG")]
    pub preset_version: Option<String>,
    /// Restore files that were deleted
    #[arg(long)]
    pub restore: bool,
    /// Only print warnings and errors
    #[arg(long, short)]
    pub quiet: bool,
    #[command(flatten)]
    pub facts: FactArgs,
}

/// Undo the last run of pydock in this folder
///
/// Restores the files that it replaced and removes those that it created. If one of them was edited since, nothing is
/// changed.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 done or nothing to undo, 2 error.

Examples:
  pydock undo
  pydock undo services/api")]
pub struct UndoArgs {
    /// The folder that pydock wrote into
    #[arg(default_value = ".")]
    pub path: PathBuf,
}

/// Check that the Dockerfile still matches the project, and with --build that it will build
///
/// Writes nothing and, without --online, fetches nothing. Manual edits are allowed and reported. --build simulates the
/// build against the project's files; Docker is not needed, and the Dockerfile need not be pydock's.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 up to date, 1 out of date or the image will not build, 2 error.

Examples:
  pydock check
  pydock check --online                also check pinned digests
  pydock check --build                 check that the image will build and run
  pydock check --build --file docker/Dockerfile
  pydock check --json | jq '.facts'")]
pub struct CheckArgs {
    /// The repository
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// Simulate the build: report what keeps the image from building or running
    #[arg(long)]
    pub build: bool,
    /// The Dockerfile to check, as a path below the repository
    #[arg(long, value_name = "DOCKERFILE", requires = "build", default_value = DOCKERFILE)]
    pub file: PathBuf,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Output format of the findings, as in `pydock lint`
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT", requires = "build", conflicts_with = "json")]
    pub format: FormatArg,
    /// Only print warnings and errors
    #[arg(long, short)]
    pub quiet: bool,
    #[command(flatten)]
    pub facts: FactArgs,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum ConflictArg {
    /// Write conflict markers, as git does
    #[default]
    Markers,
    /// Keep your lines
    Ours,
    /// Use pydock's lines
    Theirs,
    /// Keep your lines and write pydock's to a .rej file
    RejectFiles,
}

impl From<ConflictArg> for ConflictStyle {
    fn from(argument: ConflictArg) -> Self {
        match argument {
            ConflictArg::Markers => Self::Markers,
            ConflictArg::Ours => Self::Ours,
            ConflictArg::Theirs => Self::Theirs,
            ConflictArg::RejectFiles => Self::RejectFiles,
        }
    }
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum SchemaOf {
    /// pydock.toml, your choices
    #[default]
    Choices,
    /// pydock.lock, the facts and files as rendered
    Lock,
    /// The output of `pydock render --json`
    Render,
}

/// Print every fact about the project, with its file and line
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 every fact is known, 1 something is open (such as the start), 2 error.

Examples:
  pydock detect
  pydock detect --json | jq .facts.python")]
pub struct DetectArgs {
    /// The repository
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub facts: FactArgs,
}

/// Print the files, or write them to another folder
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 done, 2 error.

Examples:
  pydock render
  pydock render --output build/docker
  pydock render --json | jq -r '.files[0].contents'")]
pub struct RenderArgs {
    /// The repository
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// Write the files to this folder instead of printing them, replacing files of the same name
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// Print the plan, the files and the reason of each line as JSON; `pydock schema render` is its schema
    #[arg(long, conflicts_with = "output")]
    pub json: bool,
    #[command(flatten)]
    pub facts: FactArgs,
}

/// Show for every dependency whether it installs from a wheel
///
/// Reads what production installs from the lock, selects among the files that the lock lists for every target, and prints
/// what must be compiled, what cannot be installed, which system packages are needed, and the download size.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 everything can be installed on the image, or on every named target, 1 something cannot, 2 error.

Verdicts: wheel, pure (a wheel without compiled code), build (compiled from source), source (source that appears to be \
pure Python), impossible (neither a wheel nor a source archive fits), unknown, - (not installed).

Examples:
  pydock wheels
  pydock wheels --target cp314-slim-trixie/amd64 --target cp314-alpine
  pydock wheels --package numpy
  pydock wheels --json | jq '.summary'"
)]
pub struct WheelsArgs {
    /// The repository
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// Image and machines, such as cp313-slim-trixie/amd64,arm64 or cp314t; repeatable [default: this image and Alpine]
    #[arg(long, value_name = "TARGET")]
    target: Vec<String>,
    /// Show only this dependency, with the names of its files; repeatable
    #[arg(long = "package", value_name = "NAME")]
    pub only: Vec<PackageName>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub facts: FactArgs,
}

impl WheelsArgs {
    /// The targets that were typed.
    pub fn targets(&self) -> Result<Vec<ImageTarget>, Error> {
        let mut targets = Vec::new();
        for text in &self.target {
            let parsed =
                ImageTarget::parse_list(text).map_err(|source| Error::Target { source, nearest: ImageTarget::nearest(text) })?;
            if let Some(unknown) = parsed.iter().find(|target| python_releases().get(target.python).is_none()) {
                let known: Vec<String> = python_releases().by_preference().map(|release| release.version.to_string()).collect();
                return Err(ResolveError::UnknownPython { python: unknown.python, known: known.join(", ") }.into());
            }
            targets.extend(parsed);
        }
        targets.dedup();
        Ok(targets)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_flags_are_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_question_is_a_flag() {
        let arguments = ["pydock", "init", "--python", "3.13", "--port", "9000", "--no-test", "--label", "a=b", "--label", "c=d"];
        let Verb::Init(init) = Cli::parse_from(arguments).verb else { panic!("init was typed") };
        let answers = init.facts.answers().unwrap();
        assert_eq!(answers.python.unwrap().value.to_string(), "3.13");
        assert!(!answers.test.unwrap().value);
        assert_eq!(answers.labels.len(), 2);
    }

    #[test]
    fn every_flag_has_a_variable_of_its_own() {
        for verb in with_variables(Cli::command()).get_subcommands() {
            for arg in verb.get_arguments().filter(|arg| arg.get_long().is_some()) {
                let expected = arg.get_long().map(variable);
                assert_eq!(arg.get_env().map(|name| name.to_string_lossy().into_owned()), expected, "{} {arg}", verb.get_name());
            }
        }
    }

    #[test]
    fn a_refused_value_names_its_flag() {
        for (flag, value, expected) in [
            ("--port", "99999", "--port: `99999` is not a valid port: expected a number from 1 to 65535"),
            ("--set", "uv-version=x y", "--set: `x y` is not a valid version: expected a PEP 440 version such as 2.5.1"),
        ] {
            let Verb::Init(init) = Cli::parse_from(["pydock", "init", flag, value]).verb else { panic!("init was typed") };
            assert_eq!(init.facts.answers().unwrap_err().to_string(), expected);
        }
    }
}
