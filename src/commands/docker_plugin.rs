//! `pydock docker-plugin`, and the question that the Docker CLI asks of every plugin.

use std::path::PathBuf;

use super::cache::named;
use crate::cli::DockerPluginVerb;
use crate::error::Error;
use crate::report::{ExitStatus, Report};
use crate::write::{PluginError, install_plugin, remove_plugin};

pub fn run(verb: &DockerPluginVerb, report: &Report) -> Result<ExitStatus, Error> {
    let folder = folder().ok_or(PluginError::NoFolder)?;
    match verb {
        DockerPluginVerb::Install { force } => {
            let program = std::env::current_exe().map_err(|error| PluginError::NoProgram(error.to_string()))?;
            report.plugin_installed(&install_plugin(&folder, &program, *force)?);
        }
        DockerPluginVerb::Remove => report.plugin_removed(remove_plugin(&folder)?.as_deref()),
    }
    Ok(ExitStatus::Done)
}

pub fn metadata(report: &Report) -> Result<ExitStatus, Error> {
    report.plugin_metadata();
    Ok(ExitStatus::Done)
}

/// `$DOCKER_CONFIG/cli-plugins`, or below the home folder.
fn folder() -> Option<PathBuf> {
    let config = named("DOCKER_CONFIG").or_else(|| Some(named("HOME").or_else(|| named("USERPROFILE"))?.join(".docker")));
    config.map(|config| config.join("cli-plugins"))
}
