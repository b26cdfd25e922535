//! `pydock preset`

mod check;
mod new;
mod show;
mod test;

use std::path::Path;

use super::layout::shelf;
use crate::cli::PresetVerb;
use crate::error::Error;
use crate::preset::Preset;
use crate::report::{ExitStatus, Report};
use crate::source::Consent;

pub fn run(verb: PresetVerb, report: &Report) -> Result<ExitStatus, Error> {
    match verb {
        PresetVerb::New { folder } => new::run(&folder, report),
        PresetVerb::Show { source } => show::run(&source, report),
        PresetVerb::Check { folder } => check::run(&folder, report),
        PresetVerb::Test { folder, bless } => test::run(&folder, bless, report),
    }
}

/// The preset in a folder, relative to the working one.
fn load(folder: &Path) -> Result<Preset, Error> {
    let text = folder.display().to_string();
    let source = if text.starts_with(['.', '/']) { text } else { format!("./{text}") };
    Ok(shelf(Path::new("."), Vec::new(), false, Consent::Given).load(&source)?)
}
