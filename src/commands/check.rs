//! `pydock check`

use crate::cli::CheckArgs;
use crate::error::Error;
use crate::pipeline;
use crate::record::{Drift, RecordError, RecordLock};
use crate::report::{ExitStatus, Report};

pub fn run(args: &CheckArgs, report: &Report) -> Result<ExitStatus, Error> {
    let mut answers = args.facts.answers()?;
    let survey = super::survey(&args.path, &args.facts, &mut answers, report)?;
    let lock = RecordLock::read(&survey.tree)?.ok_or(RecordError::Missing)?;
    let generated = pipeline::generate(&survey, &answers)?;
    let drift = Drift::between(&lock, &generated.facts, &generated.files, &survey.tree)?;
    if args.json {
        report.drift_json(&drift);
    } else if !args.quiet {
        report.drift(&drift);
    }
    Ok(if drift.is_in_step() { ExitStatus::Done } else { ExitStatus::Found })
}
