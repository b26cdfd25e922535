//! `pydock completions`

use clap_complete::Shell;

use crate::cli;
use crate::error::Error;
use crate::report::{ExitStatus, Report};

pub fn run(shell: Shell, report: &Report) -> Result<ExitStatus, Error> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut cli::completed(), "pydock", &mut script);
    report.result(&String::from_utf8_lossy(&script));
    Ok(ExitStatus::Done)
}
