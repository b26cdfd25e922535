//! Nothing to install: the standard library does.

use crate::facts::ResolveError;
use crate::model::InstallTool;
use crate::preset::install::installer::Installer;
use crate::preset::install::manager::{Dependencies, Manager};
use crate::preset::install::tool::Tool;

use super::pip;

pub struct Nothing;

impl Manager for Nothing {
    fn tool(&self, _: InstallTool) -> &'static Tool {
        &pip::TOOL
    }

    fn manifest(&self, _: &Installer<'_>) -> (bool, &'static str) {
        (true, "")
    }

    fn dependencies(&self, _: &Installer<'_>) -> Result<Option<Dependencies>, ResolveError> {
        Ok(None)
    }
}
