//! `pydock init`

use std::path::Path;

use super::layout::Taking;
use super::pins::{self, Ask};
use super::{build, cache, existing, place, policy, recording};
use crate::cli::InitArgs;
use crate::error::Error;
use crate::facts::Answers;
use crate::model::{ChangeKind, ChangeSet, RenderedFile};
use crate::pipeline::{Generated, Survey};
use crate::preset::PresetError;
use crate::prompt::{self, Consent};
use crate::report::{ExitStatus, Report};
use crate::source::SourceError;
use crate::write;

pub fn run(args: &InitArgs, report: &Report) -> Result<ExitStatus, Error> {
    let shows_only = args.dry_run || args.diff || args.stdout;
    let asks = !args.yes && !shows_only && prompt::can_ask();
    let mut answers = args.facts.answers()?;
    let mut path = place::locate(&args.path, &mut answers, report)?;
    let mut allowed = None;
    let mut survey = survey(&path, args, &mut answers, asks, &mut allowed, report)?;
    if asks {
        if let Some(folder) = prompt::project(&survey, &mut answers)? {
            path = path.join(folder.as_str());
            survey = self::survey(&path, args, &mut answers, asks, &mut allowed, report)?;
        }
        survey.take_member(&answers)?;
        prompt::open_questions(&survey, &mut answers, report)?;
    }
    let generated = pins::generate(&mut survey, &answers, Ask::Missing, report)?;
    if let Some(status) = policy::refusal(&generated, report)? {
        return Ok(status);
    }
    let Generated { facts, plan, files, secret, .. } = &generated;
    let changes = write::plan(&path, files)?.with_secrets(secret);
    let differences = existing::differences(&survey, &generated, &changes);
    // Files that were kept are not pydock's to follow.
    let record = |changes: &ChangeSet| -> Result<ChangeSet, Error> {
        let is_followed = |file: &RenderedFile| changes.changes.iter().any(|change| change.path == file.path);
        let record = match args.no_record {
            true => Vec::new(),
            false => recording::record(&survey, &answers, &generated, is_followed)?,
        };
        Ok(write::plan(&path, &record)?)
    };
    // Whoever was asked has seen the facts already.
    if !args.quiet && !asks {
        report.facts(facts);
    }
    report.notes(&facts.notes);
    if !args.quiet && !args.skip_existing {
        report.differences(&differences);
    }
    if args.stdout {
        report.dockerfile(files);
        return Ok(build::of_rendered(&generated, report));
    }
    if args.diff {
        report.diff(&changes);
        return Ok(if changes.is_unchanged() { ExitStatus::Done } else { ExitStatus::Found });
    }
    if args.dry_run {
        let recorded = record(&changes)?;
        report.planned(&changes.and(recorded));
        return Ok(build::of_rendered(&generated, report));
    }
    // The record is planned before the question, so that what changes while it is open is seen.
    let shown = record(&changes)?;
    let Some(changes) = consented(changes, args.force, args.skip_existing, asks, report)? else {
        return Err(Error::Stopped);
    };
    let recorded = record(&changes)?.as_seen_in(&shown);
    let changes = changes.and(recorded);
    let is_kept = write::apply(&path, &changes, cache::replaced().as_deref())?;
    if !args.quiet {
        report.written(&changes);
        report.kept(&path, &changes, is_kept);
        report.next_commands(&path, &survey, facts, plan);
    }
    build::of_written(&path, &survey, &generated, &changes, report)
}

/// Surveys the project. At a terminal a repository of presets that nobody has named is asked about before it is connected
/// to; `allowed` is the preset that the answer was yes for.
fn survey(
    path: &Path,
    args: &InitArgs,
    answers: &mut Answers,
    asks: bool,
    allowed: &mut Option<String>,
    report: &Report,
) -> Result<Survey, Error> {
    let before = answers.clone();
    match super::survey(path, &args.facts, answers, Taking::Newest, report) {
        Err(Error::Preset(PresetError::Source(SourceError::Untrusted { preset }))) if asks => {
            if allowed.as_ref() != Some(&preset) && !prompt::may_fetch(&preset)? {
                return Err(Error::Stopped);
            }
            *allowed = Some(preset);
            *answers = before;
            let mut facts = args.facts.clone();
            facts.consents = true;
            super::survey(path, &facts, answers, Taking::Newest, report)
        }
        other => other,
    }
}

/// The changes that may be written, or nothing when the person says no. Files that are there are replaced only with
/// consent: by a flag, or at the terminal after the difference was shown.
fn consented(changes: ChangeSet, force: bool, skip: bool, asks: bool, report: &Report) -> Result<Option<ChangeSet>, Error> {
    let replaced: Vec<String> = changes.updates().map(|change| format!("`{}`", change.path)).collect();
    if skip {
        let kept = changes.changes.into_iter().filter(|change| change.kind != ChangeKind::Update);
        return Ok(Some(ChangeSet { changes: kept.collect() }));
    }
    if changes.is_unchanged() || force {
        return Ok(Some(changes));
    }
    if !asks {
        return if replaced.is_empty() { Ok(Some(changes)) } else { Err(Error::WouldReplace { files: replaced.join(" and ") }) };
    }
    report.changes(&changes);
    match prompt::consent(&replaced)? {
        Consent::Write => Ok(Some(changes)),
        Consent::KeepExisting => {
            let kept = changes.changes.into_iter().filter(|change| change.kind != ChangeKind::Update);
            Ok(Some(ChangeSet { changes: kept.collect() }))
        }
        Consent::Nothing => Ok(None),
    }
}
