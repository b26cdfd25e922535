//! `pydock render`

use super::layout::Taking;
use super::pins::{self, Ask};
use super::{place, policy};
use crate::cli::RenderArgs;
use crate::error::Error;
use crate::report::{ExitStatus, Report};
use crate::write;

pub fn run(args: RenderArgs, report: &Report) -> Result<ExitStatus, Error> {
    let mut answers = args.facts.answers()?;
    let path = place::locate(&args.path, &mut answers, report)?;
    let mut survey = super::survey(&path, &args.facts, &mut answers, Taking::Pinned, report)?;
    let generated = pins::generate(&mut survey, &answers, Ask::Missing, report)?;
    if let Some(status) = policy::refusal(&generated, report)? {
        return Ok(status);
    }
    report.notes(&generated.facts.notes);
    match args.output {
        Some(folder) => {
            let changes = write::plan(&folder, &generated.files)?;
            write::apply(&folder, &changes)?;
            report.written(&changes);
        }
        None => report.files(&generated.files),
    }
    Ok(ExitStatus::Done)
}
