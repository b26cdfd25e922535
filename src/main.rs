//! Parse, run, report, exit.

use std::process::ExitCode;

use pydock::cli::Cli;
use pydock::commands;
use pydock::report::Report;

fn main() -> ExitCode {
    let cli = Cli::read();
    let report = Report::new();
    let status = commands::run(cli.verb, &report).unwrap_or_else(|error| report.error(&error));
    report.finished(status).into()
}
