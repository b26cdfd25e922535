//! How each manager installs: its mounts and its words, for every block of its template.

mod dev_selection;
mod installer;
mod literal;
mod manager;
mod managers;
mod member;
mod mounts;
mod tool;
mod tool_stage;
mod words;

use crate::facts::{ProjectFacts, ResolveError};
use crate::manifest::Manifests;
use crate::model::{BUILD_CONSTRAINTS, InstallBlock, InstallTool, Step};
use crate::tree::ProjectTree;

use dev_selection::DevSelection;
pub use installer::Installer;
use installer::deduped;
use literal::quote;
use manager::Dependencies;

impl<'a> Installer<'a> {
    pub fn new(
        tree: &'a ProjectTree,
        manifests: &'a Manifests,
        facts: &'a ProjectFacts,
        compiles: bool,
    ) -> Result<Self, ResolveError> {
        let chosen = facts.installer.value.unwrap_or(InstallTool::Pip);
        let manager = managers::of(facts.manager.value);
        let installer = Self { tree, manifests, facts, manager, chosen, compiles };
        installer.check_manifest()?;
        Ok(installer)
    }

    /// A manager that a person named needs something to install from.
    fn check_manifest(&self) -> Result<(), ResolveError> {
        let (there, expected) = self.manager.manifest(self);
        match there {
            true => Ok(()),
            false => Err(ResolveError::NoManifest { manager: self.facts.manager.value, expected }),
        }
    }

    /// The project itself, or something beside it that only exists as source, is installed in a step of its own.
    pub fn has_project_step(&self) -> bool {
        self.facts.distribution.is_some() || self.manager.installs_sources_beside(self)
    }

    pub fn dependencies(&self) -> Result<Vec<Step>, ResolveError> {
        let Some(found) = self.manager.dependencies(self)? else { return Ok(Vec::new()) };
        let Dependencies { before: mut steps, block, mounts, mut words } = found;
        // Releases that are held back are chosen together with all others, so that those fit them, where that can be.
        let is_list = matches!(block, InstallBlock::Dependencies | InstallBlock::MoreDependencies);
        let (held_back, are_resolved) = (&self.facts.held_back, is_list && self.manager.resolves_held_back(self));
        if are_resolved {
            words.extend(held_back.iter().map(|requirement| quote(requirement)));
        }
        steps.extend(self.install_steps(block, mounts, Vec::new(), words));
        if !are_resolved && !held_back.is_empty() {
            let requirements: Vec<String> = held_back.iter().map(|one| format!("\"{one}\"")).collect();
            steps.push(Step::HeldBack { requirements: requirements.join(" ") });
        }
        Ok(steps)
    }

    /// The project itself, from its whole source. `mounted` shows the source to this one step instead of copying it into
    /// the stage, for a layout whose only stage is the image that runs.
    pub fn project(&self, mounted: bool) -> Result<Vec<Step>, ResolveError> {
        if !self.has_project_step() {
            return Ok(Vec::new());
        }
        let words = self.manager.project(self);
        let mut mounts = self.secrets();
        let mut steps = Vec::new();
        if mounted {
            // Backends write beside the source while they build; `rw` lets them, and what they write is thrown away.
            mounts.push("type=bind,target=.,rw".to_owned());
        } else {
            steps.push(self.member_source().unwrap_or(Step::CopyAll));
        }
        let block = if self.in_place() { InstallBlock::ProjectInPlace } else { InstallBlock::Project };
        steps.extend(self.install_steps(block, mounts, self.version_variables(), words));
        Ok(steps)
    }

    fn dev_selection(&self) -> DevSelection<'a> {
        let manager = self.manager;
        DevSelection::of(self.manifests, self.facts, |file| manager.default_groups(file), manager.names_every_group())
    }

    pub fn dev_dependencies(&self) -> Result<Vec<Step>, ResolveError> {
        let selection = self.dev_selection();
        let installer = Self { chosen: self.manager.dev_tool(self.chosen, &selection), ..*self };
        let Some((mounts, words)) = self.manager.dev_dependencies(&installer, &selection)? else { return Ok(Vec::new()) };
        let mounts = mounts.into_iter().chain(installer.secrets()).collect();
        Ok(installer.install_steps(InstallBlock::DevDependencies, deduped(mounts), Vec::new(), words))
    }

    pub fn dev_project(&self) -> Result<Vec<Step>, ResolveError> {
        if !self.has_project_step() {
            return Ok(Vec::new());
        }
        let words = self.manager.dev_project(self, &self.dev_selection());
        Ok(self.install_steps(InstallBlock::DevProject, self.secrets(), self.version_variables(), words))
    }

    /// The file of constraints, which a setting of the manager names.
    pub fn build_constraints(&self) -> Vec<Step> {
        let constraints = &self.facts.build_constraints;
        let step = || Step::BuildConstraints {
            constraints: constraints.iter().map(|constraint| quote(constraint)).collect::<Vec<_>>().join(" "),
            file: BUILD_CONSTRAINTS,
        };
        (!constraints.is_empty()).then(step).into_iter().collect()
    }

    /// A private index may be the only one that a build can reach.
    pub fn server_mounts(&self) -> Vec<String> {
        if self.tool().stage.is_none() { self.secrets() } else { Vec::new() }
    }
}
