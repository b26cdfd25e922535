//! What the installation steps of one project are made from.

use std::collections::BTreeSet;

use crate::facts::ProjectFacts;
use crate::manifest::{Manifests, Part, PartName, RequirementsFile};
use crate::model::{Dependency, Install, InstallBlock, InstallTool, Step};
use crate::tree::ProjectTree;

use super::literal::arch;
use super::manager::Manager;
use super::tool::Tool;

/// Writes the installation steps of one project.
#[derive(Clone, Copy)]
pub struct Installer<'a> {
    pub(super) tree: &'a ProjectTree,
    pub(super) manifests: &'a Manifests,
    pub(super) facts: &'a ProjectFacts,
    pub(super) manager: &'static dyn Manager,
    /// What installs requirements files.
    pub(super) chosen: InstallTool,
    /// Everything that is installed gets its bytecode then and there.
    pub(super) compiles: bool,
}

impl<'a> Installer<'a> {
    pub(super) fn tool(&self) -> &'static Tool {
        self.manager.tool(self.chosen)
    }

    /// Whether the environment leads to the project's source.
    pub(super) fn in_place(&self) -> bool {
        self.facts.distribution.as_ref().is_some_and(|fact| fact.value.in_place)
    }

    /// The requirements file that production is installed from. `None` if it is not installed from one.
    pub(super) fn requirements(&self) -> Option<&'a RequirementsFile> {
        let named = self.facts.manifest.value.as_ref();
        let files = &self.manifests.requirements;
        match named {
            Some(path) => files.iter().find(|file| file.path == *path),
            None => files.iter().find(|file| !file.development),
        }
    }

    /// The dependencies with those of the chosen extras and groups.
    pub(super) fn with_parts(&self, dependencies: &[Dependency]) -> Vec<Dependency> {
        let is_chosen = |part: &Part<'_>| match &part.name {
            PartName::Extra(extra) => self.facts.extras.iter().any(|fact| fact.value == *extra),
            PartName::Group(group) => self.facts.groups.iter().any(|fact| fact.value == *group),
        };
        let chosen = self.manifests.parts().into_iter().filter(is_chosen).flat_map(|part| part.dependencies).cloned();
        dependencies.iter().cloned().chain(chosen).collect()
    }

    /// The manager's settings, the architecture for its cache, and the block itself.
    pub(super) fn install_steps(
        &self,
        block: InstallBlock,
        mounts: Vec<String>,
        variables: Vec<String>,
        words: Vec<String>,
    ) -> Vec<Step> {
        let mut all = self.tool_mount();
        all.extend(self.caches());
        all.extend(mounts);
        let install = Install { template: self.tool().template, mounts: deduped(all), variables, words };
        let mut steps = Vec::new();
        let env = self.env();
        if !env.is_empty() {
            steps.push(Step::Env { env });
        }
        steps.push(arch());
        if !install.variables.is_empty() {
            steps.push(Step::Arg { arg: "VERSION=0.0.0".to_owned() });
        }
        steps.push(Step::Install { block, install: Box::new(install) });
        let is_for_production = matches!(block, InstallBlock::Dependencies | InstallBlock::Project);
        steps.extend((self.compiles && is_for_production && self.tool().is_compiled_after).then_some(Step::CompileEnvironment));
        steps
    }
}

pub(super) fn deduped(mut list: Vec<String>) -> Vec<String> {
    let mut seen = BTreeSet::new();
    list.retain(|entry| seen.insert(entry.clone()));
    list
}
