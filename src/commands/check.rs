//! `pydock check`

use super::layout::Taking;
use super::{layout, recording};
use crate::cli::CheckArgs;
use crate::error::Error;
use crate::pipeline;
use crate::record::{Drift, RecordError, RecordLock};
use crate::report::{ExitStatus, Report};

pub fn run(args: &CheckArgs, report: &Report) -> Result<ExitStatus, Error> {
    let mut answers = args.facts.answers()?;
    let taking = if args.facts.online { Taking::Newest } else { Taking::Cached };
    let survey = super::survey(&args.path, &args.facts, &mut answers, taking, report)?;
    let lock = RecordLock::read(&survey.tree)?.ok_or(RecordError::Missing)?;
    let generated = pipeline::generate(&survey, &answers)?;
    let presets = recording::presets(&survey.preset);
    let mut drift = Drift::between(&lock, &generated.facts, &presets, &generated.files, &survey.tree)?;
    if args.facts.online {
        drift.newer_preset = layout::newer(&answers)?;
    }
    if args.json {
        report.drift_json(&drift);
    } else if !args.quiet {
        report.drift(&drift);
    }
    Ok(if drift.is_in_step() { ExitStatus::Done } else { ExitStatus::Found })
}
