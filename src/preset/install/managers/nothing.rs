//! Nothing to install: the standard library does.

use crate::preset::install::manager::{Dependencies, InstallTool, Installer, Manager, ResolveError, Tool};

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
