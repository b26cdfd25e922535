//! `pydock check`

use super::pins::{self, Ask};
use crate::cli::CheckArgs;
use crate::error::Error;
use crate::record::{Drift, RecordError};
use crate::report::{ExitStatus, Report};

pub fn run(args: &CheckArgs, report: &Report) -> Result<ExitStatus, Error> {
    let mut answers = args.facts.answers()?;
    let mut survey = super::survey(&args.path, &args.facts, &mut answers, report)?;
    let lock = pins::record(&survey)?.ok_or(RecordError::Missing)?;
    let generated = pins::generate(&mut survey, &answers, Ask::Nothing, report)?;
    let images = pins::drift(&survey, &generated, args.facts.online, report)?;
    let drift = Drift::between(&lock, &generated.facts, &generated.files, &survey.tree, images)?;
    if args.json {
        report.drift_json(&drift);
    } else if !args.quiet {
        report.drift(&drift);
    }
    Ok(if drift.is_in_step() { ExitStatus::Done } else { ExitStatus::Found })
}
