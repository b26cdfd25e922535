//! `pydock preset`

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Write, check and test a preset of your own
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 done, 1 the preset has problems, 2 error.

Examples:
  pydock preset new web
  pydock preset check web
  pydock preset test web")]
pub struct PresetArgs {
    #[command(subcommand)]
    pub verb: PresetVerb,
}

#[derive(Debug, Subcommand)]
pub enum PresetVerb {
    /// Create a preset in a new folder
    #[command(after_help = "Exit status: 0 done, 2 error.\n\nExamples:\n  pydock preset new web")]
    New {
        /// The folder; the preset gets its name
        folder: PathBuf,
    },
    /// Show a preset with all layers merged: stages, questions, files
    #[command(
        after_help = "Exit status: 0 done, 2 error.\n\nExamples:\n  pydock preset show production\n  pydock preset show ./presets/web"
    )]
    Show {
        /// A name, a folder or a repository, as `--preset` takes it
        source: String,
    },
    /// Validate a preset: its file, every template, and its output for the example projects
    #[command(
        after_help = "Exit status: 0 the preset is valid, 1 it has problems, 2 error.\n\nExamples:\n  pydock preset check presets/web"
    )]
    Check {
        /// The preset's folder
        #[arg(default_value = ".")]
        folder: PathBuf,
    },
    /// Render the cases of a preset and compare them with what is expected
    ///
    /// A case is a folder below `tests` with the files of a project in `project`, answers in `answers.toml` (the names of
    /// flags, and a table `set`) where some are needed, and in `expected` the files that are rendered.
    #[command(
        after_help = "Exit status: 0 as expected, 1 something differs, 2 error.\n\nExamples:\n  pydock preset test presets/web\n  pydock preset test presets/web --bless"
    )]
    Test {
        /// The preset's folder
        #[arg(default_value = ".")]
        folder: PathBuf,
        /// Update the expected files
        #[arg(long)]
        bless: bool,
    },
}
