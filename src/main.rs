//! Parse, run, report, exit.

use std::process::ExitCode;

use clap::Parser;
use pydock::cli::Cli;
use pydock::commands;
use pydock::report::Report;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let report = Report::new();
    commands::run(cli.verb, &report).unwrap_or_else(|error| report.error(&error)).into()
}
