//! The project as every verb that needs its facts reads it.

use std::path::Path;

use super::date::date;
use super::layout::{self, FetchPolicy};
use super::{existing, online, recording};
use crate::cli::FactArgs;
use crate::error::Error;
use crate::facts::{Answers, ResolveError};
use crate::model::RelPath;
use crate::pipeline::{self, Survey};
use crate::report::Report;

/// Reads the project, adds what was chosen before to the answers, and asks the package index where the person says so.
pub(super) fn survey(
    path: &Path,
    facts: &FactArgs,
    answers: &mut Answers,
    taking: FetchPolicy,
    report: &Report,
) -> Result<Survey, Error> {
    let mut survey = pipeline::survey(path, &date())?;
    answers.fill(&survey.choices.recorded)?;
    take_manifest(&mut survey, answers)?;
    survey.take_member(answers)?;
    layout::choose(&mut survey, answers, facts.taking(taking), facts)?;
    existing::read(&mut survey, answers, &date())?;
    recording::keep_name(&survey, answers)?;
    if facts.online {
        // Facts that cannot be settled are the verb's to report.
        let notes = online::fill(&mut survey, answers, None, report).unwrap_or_default();
        report.notes(&notes);
    }
    Ok(survey)
}

/// Reads the requirements files that were named.
fn take_manifest(survey: &mut Survey, answers: &Answers) -> Result<(), Error> {
    let Some(main) = &answers.manifest else { return Ok(()) };
    if let Some(missing) = answers.further_manifests.iter().find(|path| !survey.tree.is_file(path)) {
        return Err(ResolveError::NoSuchPath { path: missing.to_string(), flag: "manifest" }.into());
    }
    let files: Vec<RelPath> = std::iter::once(&main.value).chain(&answers.further_manifests).cloned().collect();
    survey.take_requirements(&[files], &date())
}

impl FactArgs {
    /// What is never fetched comes out of the cache.
    pub(super) fn taking(&self, usual: FetchPolicy) -> FetchPolicy {
        if self.offline { FetchPolicy::Cached } else { usual }
    }
}
