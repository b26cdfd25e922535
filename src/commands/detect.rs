//! `pydock detect`

use super::layout::FetchPolicy;
use super::place;
use crate::cli::DetectArgs;
use crate::error::Error;
use crate::pipeline;
use crate::preset::PresetError;
use crate::report::{ExitStatus, Report};

pub fn run(args: &DetectArgs, report: &Report) -> Result<ExitStatus, Error> {
    let mut answers = args.facts.answers()?;
    let path = place::locate(&args.path, &mut answers, report)?;
    let survey = super::survey(&path, &args.facts, &mut answers, FetchPolicy::Pinned, report)?;
    // The start that is reported is the one that `init` writes, so the files are rendered as well.
    let settled = match pipeline::generate(&survey, &answers) {
        Ok(generated) => Ok(generated.facts),
        Err(Error::Resolve(error)) => Err(Error::Resolve(error)),
        Err(_) => pipeline::settle(&survey, &answers),
    };
    if args.json {
        report.detected_json(&survey, settled.as_ref());
    } else {
        report.detected(&survey, settled.as_ref());
    }
    match settled {
        Ok(_) => Ok(ExitStatus::Done),
        Err(error @ (Error::Resolve(_) | Error::Preset(PresetError::Open { .. }))) => {
            report.error(&error);
            Ok(ExitStatus::Found)
        }
        Err(error) => Err(error),
    }
}
