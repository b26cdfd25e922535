//! What differs from manager to manager.

use crate::facts::ResolveError;
use crate::manifest::Pyproject;
use crate::model::{InstallBlock, InstallTool, Step};

use super::dev_selection::DevSelection;
use super::installer::Installer;
use super::tool::Tool;

/// How a manager installs a project: a file in `managers/` for each.
pub trait Manager: Sync {
    /// What runs its steps; `chosen` installs requirements files.
    fn tool(&self, chosen: InstallTool) -> &'static Tool;

    /// Whether there is something to install from, and what that is.
    fn manifest(&self, installer: &Installer<'_>) -> (bool, &'static str);

    /// The paths of the files that it reads before it looks at any source, those that are not there among them.
    fn reads(&self, _: &Installer<'_>) -> Vec<String> {
        Vec::new()
    }

    /// Whether the project names an index of its own in the manager's tables.
    fn names_an_index(&self, _: &Installer<'_>) -> bool {
        false
    }

    /// Whether releases that are held back can be chosen together with all others.
    fn resolves_held_back(&self, _: &Installer<'_>) -> bool {
        false
    }

    /// The dependencies of production. `None` if there are none to install.
    fn dependencies(&self, installer: &Installer<'_>) -> Result<Option<Dependencies>, ResolveError>;

    /// Whether the step of the dependencies names all of them, so that the project's own step installs none.
    fn names_all_ahead(&self, _: &Installer<'_>) -> bool {
        true
    }

    /// The words of the project's own step.
    fn project(&self, installer: &Installer<'_>) -> Vec<String> {
        if self.names_all_ahead(installer) { vec!["--no-deps".to_owned()] } else { Vec::new() }
    }

    /// Whether it installs, beside the project, something that only exists as source.
    fn installs_sources_beside(&self, _: &Installer<'_>) -> bool {
        false
    }

    /// What installs requirements files in a development stage.
    fn dev_tool(&self, chosen: InstallTool, _: &DevSelection<'_>) -> InstallTool {
        chosen
    }

    /// What a development stage installs besides: the mounts and the words. `None` if there is nothing.
    fn dev_dependencies(
        &self,
        _: &Installer<'_>,
        _: &DevSelection<'_>,
    ) -> Result<Option<(Vec<String>, Vec<String>)>, ResolveError> {
        Ok(None)
    }

    /// The words of the project's own step in a development stage.
    fn dev_project(&self, installer: &Installer<'_>, _: &DevSelection<'_>) -> Vec<String> {
        self.project(installer)
    }

    /// The groups that a development stage gets without being named.
    fn default_groups<'p>(&self, _: &'p Pyproject) -> Vec<&'p str> {
        Vec::new()
    }

    /// Whether a development stage names every group that is not optional.
    fn names_every_group(&self) -> bool {
        false
    }
}

/// The installation of the dependencies.
pub struct Dependencies {
    /// Steps ahead of it.
    pub before: Vec<Step>,
    pub block: InstallBlock,
    pub mounts: Vec<String>,
    pub words: Vec<String>,
}

impl Dependencies {
    pub fn new(mounts: Vec<String>, words: Vec<String>) -> Self {
        Self { before: Vec::new(), block: InstallBlock::Dependencies, mounts, words }
    }

    /// The environment alone, into which the project's own step installs everything.
    pub fn environment() -> Self {
        Self { before: Vec::new(), block: InstallBlock::Environment, mounts: Vec::new(), words: Vec::new() }
    }
}
