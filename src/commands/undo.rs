//! `pydock undo`

use super::cache;
use crate::cli::UndoArgs;
use crate::error::Error;
use crate::report::{ExitStatus, Report};
use crate::write;

pub fn run(args: &UndoArgs, report: &Report) -> Result<ExitStatus, Error> {
    let undone = match cache::replaced() {
        Some(folder) => write::undo(&args.path, &folder)?,
        None => None,
    };
    report.undone(&undone.unwrap_or_default());
    Ok(ExitStatus::Done)
}
