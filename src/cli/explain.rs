//! What can be typed behind `pydock explain` and `pydock graph`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::FactArgs;

/// Tell why every line is there: the step that wrote it, the facts behind it with their places, and how to change it
///
/// Explains the Dockerfile and the .dockerignore of pydock's, or a file with another name. Of a Dockerfile that pydock did not
/// write, it tells what each instruction does.
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 done, 2 could not.

Examples:
  pydock explain                                 both files, step by step
  pydock explain Dockerfile:12                   one line in full
  pydock explain --html --output /tmp/why.html   a page with a picture of the stages
  pydock explain --json | jq '.files[0].lines[11].facts'")]
pub struct ExplainArgs {
    /// The file and, behind a colon, a line; or the repository, for both of its files
    #[arg(default_value = ".", value_name = "FILE[:LINE]")]
    pub file: String,
    /// Print JSON
    #[arg(long, group = "format")]
    pub json: bool,
    /// Print one self-contained HTML page
    #[arg(long, group = "format")]
    pub html: bool,
    /// Write the result into this file instead of printing it
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[command(flatten)]
    pub facts: FactArgs,
}

/// Print the stages of a Dockerfile as a graph: what starts from what, and what is copied from where
#[derive(Debug, Args)]
#[command(after_help = "Exit status: 0 done, 2 could not.

Examples:
  pydock graph                                for a fence ```mermaid in a README
  pydock graph --format dot | dot -Tsvg > stages.svg")]
pub struct GraphArgs {
    /// The Dockerfile
    #[arg(default_value = "Dockerfile")]
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
