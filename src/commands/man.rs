//! `pydock man`

use crate::cli::{ManArgs, UnknownPage};
use crate::error::Error;
use crate::report::{ExitStatus, Report};

pub fn run(args: &ManArgs, report: &Report) -> Result<ExitStatus, Error> {
    if args.list {
        ManArgs::names().iter().for_each(|name| report.result(&format!("{name}\n")));
    } else {
        let unknown = |error: UnknownPage| Error::NoPage { nearest: error.nearest(), problem: error.to_string() };
        report.result(&args.page().map_err(unknown)?);
    }
    Ok(ExitStatus::Done)
}
