//! `pydock init`

use std::path::Path;

use super::layout::FetchPolicy;
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
    let mut generated = pins::generate(&mut survey, &answers, Ask::Missing, report)?;
    let (changes, shown) = loop {
        if let Some(status) = policy::refusal(&generated, report)? {
            return Ok(status);
        }
        let changes = write::plan(&path, &generated.files)?.with_secrets(&generated.secret);
        introduce(args, &survey, &generated, &changes, report);
        if args.stdout {
            report.dockerfile(&generated.files);
            return Ok(build::of_rendered(&generated, report));
        }
        if args.diff {
            report.diff(&changes);
            return Ok(if changes.is_unchanged() { ExitStatus::Done } else { ExitStatus::Found });
        }
        // The record is planned before the question, so that what changes while it is open is seen.
        let recorded = record(&path, args, &survey, &answers, &generated, &changes)?;
        if args.dry_run {
            report.planned(&changes.and(recorded));
            return Ok(build::of_rendered(&generated, report));
        }
        match consented(changes, args.force, args.skip_existing, asks, report)? {
            Decision::Write(changes) => break (changes, recorded),
            Decision::Nothing => return Err(Error::Declined),
            Decision::Edit => {
                let before = answers.clone();
                prompt::edit(&generated.facts, &mut answers)?;
                let mut again = |answers: &mut Answers| -> Result<(Survey, Generated), Error> {
                    let mut survey = self::survey(&path, args, answers, asks, &mut allowed, report)?;
                    survey.take_member(answers)?;
                    let generated = pins::generate(&mut survey, answers, Ask::Missing, report)?;
                    Ok((survey, generated))
                };
                match again(&mut answers) {
                    Ok(found) => (survey, generated) = found,
                    Err(Error::Stopped) => return Err(Error::Stopped),
                    Err(error) => {
                        report.error(&error);
                        answers = before;
                    }
                }
            }
        }
    };
    // Files that were kept are not pydock's to follow.
    let recorded = record(&path, args, &survey, &answers, &generated, &changes)?.as_seen_in(&shown);
    let changes = changes.and(recorded);
    let is_kept = write::apply(&path, &changes, cache::replaced().as_deref())?;
    if !args.quiet {
        report.written(&changes);
        report.kept(&path, &changes, is_kept);
        report.next_commands(&path, &survey, &generated);
    }
    let status = build::of_written(&path, &survey, &generated, &changes, report)?;
    // The files were asked for as they are.
    Ok(if args.force { ExitStatus::Done } else { status })
}

/// What the files are made from, before they are written.
fn introduce(args: &InitArgs, survey: &Survey, generated: &Generated, changes: &ChangeSet, report: &Report) {
    if args.verbose {
        report.facts(&generated.facts);
    } else if !args.quiet {
        report.summary(&generated.facts, &generated.plan);
    }
    report.remarks(&generated.facts.notes, args.quiet);
    if !args.quiet && !args.skip_existing {
        report.differences(&existing::differences(survey, generated, changes));
    }
}

/// The files of the record that go with these changes.
fn record(
    path: &Path,
    args: &InitArgs,
    survey: &Survey,
    answers: &Answers,
    generated: &Generated,
    changes: &ChangeSet,
) -> Result<ChangeSet, Error> {
    let is_followed = |file: &RenderedFile| changes.changes.iter().any(|change| change.path == file.path);
    let record = match args.no_record {
        true => Vec::new(),
        false => recording::record(survey, answers, generated, is_followed)?,
    };
    Ok(write::plan(path, &record)?)
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
    match super::survey(path, &args.facts, answers, FetchPolicy::Newest, report) {
        Err(Error::Preset(PresetError::Source(SourceError::Untrusted { preset }))) if asks => {
            if allowed.as_ref() != Some(&preset) && !prompt::may_fetch(&preset)? {
                return Err(Error::Declined);
            }
            *allowed = Some(preset);
            *answers = before;
            let mut facts = args.facts.clone();
            facts.consents = true;
            super::survey(path, &facts, answers, FetchPolicy::Newest, report)
        }
        other => other,
    }
}

/// What becomes of the changes.
enum Decision {
    Write(ChangeSet),
    /// An answer is to change first.
    Edit,
    Nothing,
}

/// Existing files are replaced only with consent: by a flag, or at the terminal.
fn consented(changes: ChangeSet, force: bool, skip: bool, asks: bool, report: &Report) -> Result<Decision, Error> {
    let without_updates = |changes: ChangeSet| {
        let kept = changes.changes.into_iter().filter(|change| change.kind != ChangeKind::Update);
        Decision::Write(ChangeSet { changes: kept.collect() })
    };
    if skip {
        return Ok(without_updates(changes));
    }
    if changes.is_unchanged() || force {
        return Ok(Decision::Write(changes));
    }
    if !asks {
        let replaced: Vec<String> = changes.updates().map(|change| format!("`{}`", change.path)).collect();
        return match replaced.is_empty() {
            true => Ok(Decision::Write(changes)),
            false => {
                let verb = if replaced.len() == 1 { "exists and differs" } else { "exist and differ" };
                Err(Error::WouldReplace { files: format!("{} {verb}", replaced.join(" and ")) })
            }
        };
    }
    Ok(match prompt::consent(&changes, &|| report.changes_text(&changes))? {
        Consent::Write => Decision::Write(changes),
        Consent::KeepExisting => without_updates(changes),
        Consent::Edit => Decision::Edit,
        Consent::Nothing => Decision::Nothing,
    })
}
