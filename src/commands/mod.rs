//! One file per verb, each handing straight to the engine.

mod completions;
mod detect;
mod init;
mod online;
mod presets;
mod render;
mod wheels;

use std::path::Path;

use crate::cli::{FactArgs, Verb};
use crate::error::Error;
use crate::facts::Answers;
use crate::pipeline::{self, Survey};
use crate::report::{ExitStatus, Report};
use crate::today::today;

pub fn run(verb: Verb, report: &Report) -> Result<ExitStatus, Error> {
    match verb {
        Verb::Init(args) => init::run(&args, report),
        Verb::Detect(args) => detect::run(&args, report),
        Verb::Render(args) => render::run(args, report),
        Verb::Wheels(args) => wheels::run(&args, report),
        Verb::Presets => presets::run(report),
        Verb::Completions { shell } => completions::run(shell, report),
    }
}

/// The date that a run goes by.
fn date() -> String {
    today(std::env::var("SOURCE_DATE_EPOCH").ok().as_deref())
}

/// Reads the project, and asks its package index where the person says so.
fn survey(path: &Path, facts: &FactArgs, answers: &Answers, report: &Report) -> Result<Survey, Error> {
    let mut survey = pipeline::survey(path, &date())?;
    if facts.online {
        // Facts that cannot be settled are the verb's to report.
        let notes = online::fill(&mut survey, answers, None, report).unwrap_or_default();
        report.notes(&notes);
    }
    Ok(survey)
}
