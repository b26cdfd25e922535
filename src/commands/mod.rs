//! One file per verb, each handing straight to the engine.

mod build;
mod cache;
mod check;
mod completions;
mod detect;
mod docker_plugin;
mod existing;
mod explain;
mod findings;
mod graph;
mod init;
mod layout;
mod lint;
mod man;
mod online;
mod pins;
mod place;
mod policy;
mod preset;
mod presets;
mod recording;
mod render;
mod rule;
mod undo;
mod update;
mod wheels;

use std::path::Path;

use layout::Taking;

use crate::cli::{FactArgs, SchemaOf, Verb};
use crate::error::Error;
use crate::facts::{Answers, ResolveError};
use crate::model::RelPath;
use crate::pipeline::{self, Survey};
use crate::record::{choices_schema, lock_schema};
use crate::report::{ExitStatus, Report, rendered_schema};
use crate::today::today;

pub fn run(verb: Verb, report: &Report) -> Result<ExitStatus, Error> {
    match verb {
        Verb::Init(args) => init::run(&args, report),
        Verb::Update(args) => update::run(&args, report),
        Verb::Undo(args) => undo::run(&args, report),
        Verb::Check(args) => check::run(&args, report),
        Verb::Detect(args) => detect::run(&args, report),
        Verb::Render(args) => render::run(args, report),
        Verb::Wheels(args) => wheels::run(&args, report),
        Verb::Explain(args) => explain::run(&args, report),
        Verb::Graph(args) => graph::run(&args, report),
        Verb::Lint(args) => lint::run(&args, report),
        Verb::Rule(args) => rule::run(&args, report),
        Verb::Presets => presets::run(report),
        Verb::Preset(args) => preset::run(args.verb, report),
        Verb::Schema { of } => {
            let schema = match of {
                SchemaOf::Choices => choices_schema(),
                SchemaOf::Lock => lock_schema(),
                SchemaOf::Render => rendered_schema(),
            };
            report.result(&format!("{schema:#}\n"));
            Ok(ExitStatus::Done)
        }
        Verb::Completions { shell } => completions::run(shell, report),
        Verb::DockerPlugin(args) => docker_plugin::run(&args.verb, report),
        Verb::DockerPluginMetadata => docker_plugin::metadata(report),
        Verb::Man(args) => man::run(&args, report),
    }
}

/// The date that a run goes by.
fn date() -> String {
    today(std::env::var("SOURCE_DATE_EPOCH").ok().as_deref())
}

/// Reads the project, adds what was chosen before to the answers, and asks the package index where the person says so.
fn survey(path: &Path, facts: &FactArgs, answers: &mut Answers, taking: Taking, report: &Report) -> Result<Survey, Error> {
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
    fn taking(&self, usual: Taking) -> Taking {
        if self.offline { Taking::Cached } else { usual }
    }
}
