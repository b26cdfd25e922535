//! `pydock man`

use crate::cli::ManArgs;
use crate::error::Error;
use crate::report::{ExitStatus, Report};

pub fn run(args: &ManArgs, report: &Report) -> Result<ExitStatus, Error> {
    if args.list {
        ManArgs::names().iter().for_each(|name| report.result(&format!("{name}\n")));
    } else {
        report.result(&args.page().map_err(|error| Error::NoPage(error.to_string()))?);
    }
    Ok(ExitStatus::Done)
}
