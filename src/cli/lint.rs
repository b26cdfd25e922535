//! What can be typed behind `pydock lint` and `pydock rule`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::lint::{Confidence, Settings, UnknownRule};
use crate::report::LintFormat;

/// Lint Dockerfiles and .dockerignore files
///
/// Runs nothing and fetches nothing. Rules are selected in the table `lint` of pydock.toml; the comment
/// `# pydock: ignore=RULE` above an instruction suppresses one there.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 no warnings or errors, 1 findings, or --diff found a difference, 2 error.

Examples:
  pydock lint
  pydock lint services/ docker/api.Dockerfile
  pydock lint --fix
  pydock lint --format sarif > lint.sarif
  cat Dockerfile | pydock lint -
  pydock rule apt-no-yes")]
pub struct LintArgs {
    /// Files, folders to search, or - for standard input [default: the Dockerfiles in this folder]
    pub files: Vec<PathBuf>,
    /// Apply safe fixes (shows the diff first)
    #[arg(long)]
    pub fix: bool,
    /// Also apply unsafe fixes
    #[arg(long)]
    pub unsafe_fixes: bool,
    /// Print the diff of --fix and write nothing; exit 1 if there is one
    #[arg(long)]
    pub diff: bool,
    /// Write fixes without a prompt
    #[arg(long, short)]
    pub yes: bool,
    /// Output format
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: FormatArg,
    /// Rules to use instead of the default ones: names, `default` or `all`
    #[arg(long, value_name = "RULE,…")]
    pub select: Vec<String>,
    /// Rules to leave out of the selection
    #[arg(long, value_name = "RULE,…")]
    pub ignore: Vec<String>,
    /// Show findings that are at least this sure; medium where neither this nor pydock.toml says otherwise
    #[arg(long, value_enum, value_name = "CONFIDENCE")]
    pub min_confidence: Option<ConfidenceArg>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum ConfidenceArg {
    /// Also what depends on something that the files do not show
    Low,
    Medium,
    /// What the file itself says
    High,
}

#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub enum FormatArg {
    /// The line with a caret
    #[default]
    Human,
    Json,
    /// For code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
    /// A Code Quality report
    Gitlab,
}

impl FormatArg {
    /// Whether a program reads it, so that nothing else may stand on standard output.
    pub fn is_for_programs(self) -> bool {
        !matches!(self, Self::Human)
    }
}

impl From<FormatArg> for LintFormat {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Human => Self::Human,
            FormatArg::Json => Self::Json,
            FormatArg::Sarif => Self::Sarif,
            FormatArg::Github => Self::Github,
            FormatArg::Gitlab => Self::Gitlab,
        }
    }
}

impl LintArgs {
    /// The settings of a folder after what was typed; a selection by flag replaces the one of the file.
    pub fn settings(&self, recorded: Settings) -> Result<Settings, UnknownRule> {
        let mut settings = recorded;
        if !self.select.is_empty() {
            settings.clear_selection();
        }
        let words = |list: &[String]| -> Vec<String> {
            list.iter()
                .flat_map(|part| part.split(','))
                .map(|word| word.trim().to_owned())
                .filter(|word| !word.is_empty())
                .collect()
        };
        words(&self.select).iter().try_for_each(|word| settings.select(word))?;
        words(&self.ignore).iter().try_for_each(|word| settings.ignore(word))?;
        if let Some(confidence) = self.min_confidence {
            settings.set_min_confidence(match confidence {
                ConfidenceArg::Low => Confidence::Low,
                ConfidenceArg::Medium => Confidence::Medium,
                ConfidenceArg::High => Confidence::High,
            });
        }
        Ok(settings)
    }
}

/// Print what a lint rule does, why, and an example
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 done, 2 error.

Examples:
  pydock rule root-user
  pydock rule DL3008
  pydock rule --all")]
pub struct RuleArgs {
    /// The rule: its name, or that of the equivalent BuildKit or hadolint rule
    #[arg(required_unless_present = "all")]
    pub name: Option<String>,
    /// List all rules
    #[arg(long, conflicts_with = "name")]
    pub all: bool,
}
