//! `pydock preset show`

use std::path::Path;

use super::super::layout::shelf;
use crate::error::Error;
use crate::report::{ExitStatus, Report};
use crate::source::Consent;

pub fn run(source: &str, report: &Report) -> Result<ExitStatus, Error> {
    report.preset(&shelf(Path::new("."), Vec::new(), false, Consent::Given).load(source)?);
    Ok(ExitStatus::Done)
}
