//! `pydock presets`

use crate::error::Error;
use crate::preset;
use crate::report::{ExitStatus, Report};

pub fn run(report: &Report) -> Result<ExitStatus, Error> {
    report.presets(&preset::built_in()?);
    Ok(ExitStatus::Done)
}
