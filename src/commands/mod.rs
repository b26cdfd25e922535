//! One file per verb, each handing straight to the engine.

mod completions;
mod detect;
mod init;
mod online;
mod presets;
mod render;
mod wheels;

use crate::cli::Verb;
use crate::error::Error;
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
