//! `pydock preset show`

use std::path::Path;

use crate::error::Error;
use crate::preset::Shelf;
use crate::report::{ExitStatus, Report};

pub fn run(source: &str, report: &Report) -> Result<ExitStatus, Error> {
    report.preset(&Shelf::new(Path::new(".")).load(source)?);
    Ok(ExitStatus::Done)
}
