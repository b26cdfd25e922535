//! What can be typed behind `pydock explain` and `pydock graph`.

use crate::model::DOCKERFILE;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::FactArgs;

/// Explain why each line is there and how to change it
///
/// For a generated line: the step that produced it, the reason, the facts behind it, and the flags. For a Dockerfile that
/// pydock did not write: what each instruction does.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 done, 2 error.

Examples:
  pydock explain                                 both files, step by step
  pydock explain Dockerfile:12                   one line in full
  pydock explain --html --output /tmp/why.html   a page with a picture of the stages
  pydock explain --json | jq '.files[0].lines[11].facts'")]
pub struct ExplainArgs {
    /// The file, with a line after a colon; or the repository, for both of its files
    #[arg(default_value = ".", value_name = "FILE[:LINE]")]
    pub file: String,
    /// Print JSON
    #[arg(long, group = "format")]
    pub json: bool,
    /// Print one self-contained HTML page
    #[arg(long, group = "format")]
    pub html: bool,
    /// Write the result to this file instead of printing it
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub facts: FactArgs,
}

/// Print the stages of a Dockerfile as a graph
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 done, 2 error.

Examples:
  pydock graph                                for a fence ```mermaid in a README
  pydock graph --format dot | dot -Tsvg > stages.svg")]
pub struct GraphArgs {
    /// The Dockerfile
    #[arg(default_value = DOCKERFILE)]
    pub file: PathBuf,
    /// The language that the graph is written in
    #[arg(long, value_enum, default_value_t)]
    pub format: GraphFormat,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// For Markdown on GitHub and GitLab
    #[default]
    Mermaid,
    /// For Graphviz
    Dot,
}
