//! `pydock preset`

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// Write, check and test a preset of your own
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 done, 1 something is wrong with the preset, 2 could not.")]
pub struct PresetArgs {
    #[command(subcommand)]
    pub verb: PresetVerb,
}

#[derive(Debug, Subcommand)]
pub enum PresetVerb {
    /// Write a preset to start from into a new folder
    New {
        /// The folder; the preset gets its name
        folder: PathBuf,
    },
    /// Show a preset with its layers laid on each other: stages, questions, files
    Show {
        /// A name, a folder or a repository, as `--preset` takes it
        source: String,
    },
    /// Tell whether a preset is sound: its file, every template, and what it gives for the example projects
    Check {
        /// The preset's folder
        #[arg(default_value = ".")]
        folder: PathBuf,
    },
    /// Render the cases of a preset and compare them with what is expected
    ///
    /// A case is a folder below `tests` with the files of a project in `project`, answers in `answers.toml` (the names of
    /// flags, and a table `set`) where some are needed, and in `expected` the files that are rendered.
    Test {
        /// The preset's folder
        #[arg(default_value = ".")]
        folder: PathBuf,
        /// Write what is rendered down as what is expected
        #[arg(long)]
        bless: bool,
    },
}
