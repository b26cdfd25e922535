//! One file per verb, each handing straight to the engine.

mod build;
mod cache;
mod check;
mod completions;
mod date;
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
mod survey;
#[cfg(test)]
mod tests;
mod undo;
mod update;
mod wheels;

use crate::cli::{SchemaOf, Verb};
use crate::error::Error;
use crate::record::{choices_schema, lock_schema};
use crate::report::{ExitStatus, Report, rendered_schema};
use date::date;
use survey::survey;

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
