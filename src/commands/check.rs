//! `pydock check`

use super::layout::Taking;
use super::pins::{self, Ask};
use super::{layout, policy, recording};
use crate::cli::CheckArgs;
use crate::error::Error;
use crate::record::{Drift, RecordError};
use crate::report::{ExitStatus, Report};

pub fn run(args: &CheckArgs, report: &Report) -> Result<ExitStatus, Error> {
    let mut answers = args.facts.answers()?;
    let taking = if args.facts.online { Taking::Newest } else { Taking::Cached };
    let mut survey = super::survey(&args.path, &args.facts, &mut answers, taking, report)?;
    let lock = pins::record(&survey)?.ok_or(RecordError::Missing)?;
    let generated = pins::generate(&mut survey, &answers, Ask::Nothing, report)?;
    let presets = recording::presets(&survey.preset);
    let mut drift = Drift::between(&lock, &generated.facts, &presets, &generated.files, &survey.tree)?;
    drift.images = pins::drift(&survey, &generated, args.facts.online, report)?;
    drift.broken = policy::broken(&survey)?;
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
