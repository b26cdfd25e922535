//! `pydock check`

use std::path::Path;

use super::layout::FetchPolicy;
use super::pins::{self, Ask};
use super::{build, findings, layout, place, policy, recording};
use crate::cli::CheckArgs;
use crate::error::Error;
use crate::facts::Answers;
use crate::lint::{Diagnostic, Severity};
use crate::model::RelPath;
use crate::record::{Drift, RecordError};
use crate::report::{ExitStatus, Report};
use crate::tree::ProjectTree;

pub fn run(args: &CheckArgs, report: &Report) -> Result<ExitStatus, Error> {
    let mut answers = args.facts.answers()?;
    let is_there = |path: &Path| {
        let file = args.file.to_str().and_then(|file| RelPath::parse(file).ok());
        ProjectTree::open(path).is_ok_and(|tree| file.is_some_and(|file| tree.is_file(&file)))
    };
    let path = if is_there(&args.path) { args.path.clone() } else { place::locate(&args.path, &mut answers, report)? };
    let problems = if args.build { Some(build::of_disk(&path, &args.file)?) } else { None };
    // A Dockerfile of one's own has no record to be in step with.
    let drift = match &problems {
        Some(_) if !build::is_recorded(&path, &args.file)? => None,
        _ => Some(drift(args, &path, &mut answers, report)?),
    };
    let fails = |problem: &Diagnostic| problem.severity == Severity::Error;
    if args.json {
        report.check_json(drift.as_ref(), problems.as_deref());
    } else if args.format.is_for_programs() {
        // The findings alone are on standard output; what has moved is told beside them.
        let of_policy = drift.iter().flat_map(|drift| &drift.broken).map(policy::diagnostic).collect::<Result<Vec<_>, _>>()?;
        let found = problems.iter().flatten().cloned().chain(of_policy).collect();
        report.linted(&findings::by_file(&path, &ProjectTree::open(&path)?, found), args.format.into());
        drift.iter().filter(|drift| !drift.is_in_step()).for_each(|drift| report.drift_beside(drift));
    } else {
        // Quiet means nothing about what is right.
        let has_problem = |problems: &&Vec<Diagnostic>| !args.quiet || problems.iter().any(fails);
        problems.iter().filter(has_problem).for_each(|problems| report.build(problems));
        let has_drift = |drift: &&Drift| !args.quiet || !drift.is_in_step();
        drift.iter().filter(has_drift).for_each(|drift| report.drift(drift));
    }
    let is_sound = !problems.iter().flatten().any(fails);
    Ok(if is_sound && drift.is_none_or(|drift| drift.is_in_step()) { ExitStatus::Done } else { ExitStatus::Found })
}

fn drift(args: &CheckArgs, path: &Path, answers: &mut Answers, report: &Report) -> Result<Drift, Error> {
    let taking = if args.facts.online { FetchPolicy::Newest } else { FetchPolicy::Cached };
    let mut survey = super::survey(path, &args.facts, answers, taking, report)?;
    let lock = pins::record(&survey)?.ok_or(RecordError::Missing)?;
    let generated = pins::generate(&mut survey, answers, Ask::Nothing, report)?;
    let presets = recording::presets(&survey.preset);
    let mut drift = Drift::between(&lock, &generated.facts, &presets, &generated.files, &survey.tree)?;
    drift.images = pins::drift(&survey, &generated, args.facts.online, report)?;
    drift.broken = policy::broken(&survey)?;
    if args.facts.online {
        drift.newer_preset = layout::newer(answers)?;
    }
    Ok(drift)
}
