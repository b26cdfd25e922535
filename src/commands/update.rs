//! `pydock update`

use super::layout::{self, FetchPolicy};
use super::pins::{self, Ask};
use super::{build, cache, place, policy, recording};
use crate::cli::UpdateArgs;
use crate::error::Error;
use crate::model::RenderedFile;
use crate::record::{self, Outcome, RecordError};
use crate::report::{ExitStatus, Report};
use crate::write;

pub fn run(args: &UpdateArgs, report: &Report) -> Result<ExitStatus, Error> {
    let mut answers = args.facts.answers()?;
    let path = place::locate(&args.path, &mut answers, report)?;
    if let Some(version) = &args.preset_version {
        layout::at_version(&path, &mut answers, version)?;
    }
    let mut survey = super::survey(&path, &args.facts, &mut answers, FetchPolicy::Newest, report)?;
    let lock = pins::record(&survey)?.ok_or(RecordError::Missing)?;
    let ask = if args.facts.online { Ask::All } else { Ask::Missing };
    let generated = pins::generate(&mut survey, &answers, ask, report)?;
    if let Some(status) = policy::refusal(&generated, report)? {
        return Ok(status);
    }
    let (merged, updated) = record::update(&lock, &generated.files, &survey.tree, args.conflict.into(), args.restore)?;
    let changes = write::plan(&path, &merged)?.with_secrets(&generated.secret);
    let is_followed =
        |file: &RenderedFile| updated.iter().any(|updated| updated.path == file.path && updated.outcome != Outcome::NotFollowed);
    let record = recording::record(&survey, &answers, &generated, is_followed)?;
    let recorded = write::plan(&path, &record)?;
    report.remarks(&generated.facts.notes, args.quiet);
    let has_conflict = updated.iter().any(|updated| matches!(updated.outcome, Outcome::Conflicts(_)));
    if args.diff {
        report.diff(&changes);
        return Ok(if changes.is_unchanged() { ExitStatus::Done } else { ExitStatus::Found });
    }
    let changes = changes.and(recorded);
    if args.dry_run {
        report.planned(&changes);
    } else {
        let is_kept = write::apply(&path, &changes, cache::replaced().as_deref())?;
        if !args.quiet {
            report.merged(&changes, &updated);
            report.kept(&path, &changes, is_kept);
        }
    }
    if !args.quiet || has_conflict {
        report.updated(&updated, args.conflict.into());
    }
    if !has_conflict && !args.dry_run {
        return build::of_written(&path, &survey, &generated, &changes, report);
    }
    Ok(if has_conflict { ExitStatus::Found } else { ExitStatus::Done })
}
