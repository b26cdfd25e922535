//! What can be typed.

mod docker_plugin;
mod explain;
mod fact_args;
mod known_values;
mod lint;
mod man;
mod preset_args;
mod variables;

pub use docker_plugin::{DockerPluginArgs, DockerPluginVerb};
pub use explain::{ExplainArgs, GraphArgs, GraphFormat};
pub use fact_args::FactArgs;
pub use lint::{LintArgs, RuleArgs};
pub use man::{ManArgs, UnknownPage};
pub use preset_args::{PresetArgs, PresetVerb};

use std::path::PathBuf;

use clap::builder::FalseyValueParser;
use clap::builder::styling::{AnsiColor, Styles};
use clap::error::ErrorKind;
use clap::{ArgAction, Args, Command, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::error::Error;
use crate::facts::ResolveError;
use crate::knowledge::python_releases;
use crate::model::{PackageName, product};
use crate::record::ConflictStyle;
use crate::wheel::ImageTarget;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default());

/// Write a Dockerfile and a .dockerignore for a Python repository that build and run, first time.
#[derive(Debug, Parser)]
#[command(name = "pydock", version = product::LONG_VERSION, styles = STYLES, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "Examples:
  pydock init                      look at this folder, ask what is open, write the files
  pydock init --yes services/api   ask nothing
  pydock detect --json             every fact, with the file and line it came from
  pydock render --preset two-stage print the files and write nothing
  pydock check                     whether the files are still what the project asks for
  pydock update                    render anew, and keep what was edited by hand
  pydock wheels                    which dependencies have wheels, and where
  pydock explain Dockerfile:12     why this line is there, and how to change it
  pydock lint                      what is wrong with the Dockerfile, whoever wrote it

Every verb has examples and exit statuses of its own: pydock init --help")]
pub struct Cli {
    #[command(subcommand)]
    pub verb: Verb,
}

impl Cli {
    /// What was typed. For every flag a variable may speak: `PYDOCK_PORT` for `--port`, and the flag counts if both do.
    pub fn read() -> Self {
        let command = with_variables(Self::command());
        if let Some(problem) = variables::unknown(&command, std::env::vars_os().map(|(name, _)| name)) {
            Self::command().error(ErrorKind::UnknownArgument, problem).exit();
        }
        let (command, arguments) = docker_plugin::called(command, std::env::args_os());
        let matches = command.get_matches_from(arguments);
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }
}

/// The commands with the values that a shell can offer, which are more than what is allowed: a preset may be a folder, too.
pub fn completed() -> Command {
    known_values::offered(Cli::command())
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
    /// List the stage layouts that are part of pydock
    Presets,
    Preset(PresetArgs),
    /// Print the JSON Schema of pydock.toml, or of pydock.lock
    Schema {
        #[arg(value_enum, default_value_t)]
        of: SchemaOf,
    },
    /// Print a completion script for a shell
    ///
    /// For bash: pydock completions bash > ~/.local/share/bash-completion/completions/pydock
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
/// Reads the project's own files, asks what they leave open, shows the result and writes it. Without a terminal, or with
/// --yes, nothing is asked.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 done, 1 --diff found a difference, 2 could not.

Examples:
  pydock init --yes
  pydock init --python 3.13 --base alpine
  pydock init --entrypoint 'shop.api:create_app()' --port 9000
  pydock init --yes --diff")]
pub struct InitArgs {
    /// The repository
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// Ask nothing: take what was detected, and the defaults
    #[arg(long, short)]
    pub yes: bool,
    /// List the changes and write nothing
    #[arg(long, group = "outcome")]
    pub dry_run: bool,
    /// Show the difference to the files that are there and write nothing; exit status 1 if there is one
    #[arg(long, group = "outcome")]
    pub diff: bool,
    /// Print the Dockerfile and write nothing
    #[arg(long, group = "outcome")]
    pub stdout: bool,
    /// Replace files that are there
    #[arg(long, conflicts_with = "skip_existing")]
    pub force: bool,
    /// Keep files that are there and write the others
    #[arg(long)]
    pub skip_existing: bool,
    /// Write neither pydock.toml nor pydock.lock, which `pydock update` and `pydock check` go by
    #[arg(long)]
    pub no_record: bool,
    /// Say only what went wrong
    #[arg(long, short)]
    pub quiet: bool,
    #[command(flatten)]
    pub facts: FactArgs,
}

/// Render the files anew and merge them with what was edited by hand
///
/// Goes by pydock.lock, which `pydock init` wrote: lines that only you changed stay, lines that only pydock changes are
/// replaced, and where both did, a conflict is left for you to decide.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 done, 1 a conflict is left or --diff found a difference, 2 could not.

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
    /// Show the difference to the files that are there and write nothing; exit status 1 if there is one
    #[arg(long, group = "outcome")]
    pub diff: bool,
    /// What becomes of lines that both sides changed
    #[arg(long, value_enum, default_value_t, value_name = "HOW")]
    pub conflict: ConflictArg,
    /// Take the preset at another tag, branch or commit of its repository
    #[arg(long, value_name = "TAG")]
    pub preset_version: Option<String>,
    /// Write files again that were deleted
    #[arg(long)]
    pub restore: bool,
    /// Say only what went wrong
    #[arg(long, short)]
    pub quiet: bool,
    #[command(flatten)]
    pub facts: FactArgs,
}

/// Take back what the last run of pydock wrote here
///
/// Restores the files that it replaced and removes those that it created. A file that was edited since is left alone, and
/// nothing is changed then.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 done or nothing to undo, 2 could not.")]
pub struct UndoArgs {
    /// The folder that pydock wrote into
    #[arg(default_value = ".")]
    pub path: PathBuf,
}

/// Tell whether the files are still what the project and its pydock.toml ask for, and whether they will build
///
/// Writes nothing and, without --online, fetches nothing. Edits by hand are allowed and are told. With --build, the
/// Dockerfile is carried out against the project's files, without Docker; it may be one that pydock did not write.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 in step, 1 something has moved, 2 could not.

Examples:
  pydock check
  pydock check --online                whether pinned digests are old, too
  pydock check --build                 whether the image will build and run
  pydock check --build --file docker/Dockerfile
  pydock check --json | jq '.facts'")]
pub struct CheckArgs {
    /// The repository
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// Tell what will keep the image from building or running
    #[arg(long)]
    pub build: bool,
    /// The Dockerfile to look at, as a path below the repository
    #[arg(long, value_name = "DOCKERFILE", requires = "build", default_value = "Dockerfile")]
    pub file: PathBuf,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// Say only what went wrong
    #[arg(long, short)]
    pub quiet: bool,
    #[command(flatten)]
    pub facts: FactArgs,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum ConflictArg {
    /// Leave both between markers, as git does
    #[default]
    Markers,
    /// Keep your lines
    Ours,
    /// Take pydock's lines
    Theirs,
    /// Keep your lines and write pydock's into a .rej file
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
    /// pydock.toml, which holds what was chosen
    #[default]
    Choices,
    /// pydock.lock, which holds what became of it
    Lock,
}

/// Print every fact about the project, with the file and line it came from
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 every fact is known, 1 something is open (how the project starts, say), 2 could not.")]
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

/// Print the files, or write them to another folder, without asking anything
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 done, 2 could not.

Examples:
  pydock render                        print both files
  pydock render --output build/docker  write them elsewhere")]
pub struct RenderArgs {
    /// The repository
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// Write the files into this folder instead of printing them; files of the same name there are replaced
    #[arg(long, short, value_name = "DIR")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub facts: FactArgs,
}

/// Show for every dependency whether it installs from a wheel, on this image and on others
///
/// Reads what production installs from the lock, judges the files that the lock lists for every target, and tells what must
/// be compiled, what cannot be installed, what it takes from the system, and how much is downloaded.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 everything can be installed on the image of the facts, or on every named target,
1 something cannot, 2 could not tell.

Words: wheel, pure (a wheel without compiled code), build (compiled from source), source (built from source, which looks
like pure Python), impossible (neither a wheel nor a source archive fits), unknown, - (not installed there).

Examples:
  pydock wheels
  pydock wheels --target cp314-slim-trixie/amd64 --target cp314-alpine/amd64,arm64
  pydock wheels --package numpy
  pydock wheels --json | jq '.summary'")]
pub struct WheelsArgs {
    /// The repository
    #[arg(default_value = ".")]
    pub path: PathBuf,
    /// Image and machines to judge for, such as cp313-slim-trixie/amd64,arm64, cp314t or cp313-alpine; may be repeated.
    /// Without it: the image of the facts and Alpine
    #[arg(long, value_name = "TARGET")]
    target: Vec<String>,
    /// Show this dependency alone, with the names of its files; may be repeated
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
            let parsed = ImageTarget::parse_list(text).map_err(|source| Error::Flag { flag: "target", source })?;
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
