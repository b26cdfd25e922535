//! A requirements file, which pip or uv installs.

use crate::detect::installer::pip_only;
use crate::manifest::{RequirementsFile, is_public_index};
use crate::model::{Dependency, InstallBlock, Step};
use crate::preset::install::installer::deduped;
use crate::preset::install::literal::{literal, literal_requirements};
use crate::preset::install::manager::{
    Dependencies, DevDependencies, DevSelection, InstallTool, Installer, Manager, ResolveError, Tool,
};
use crate::preset::install::mounts::needs_source;
use crate::preset::install::tool::PIP_CONSTRAINTS;

use super::uv;

pub static TOOL: Tool = Tool {
    template: "pip",
    stage: None,
    caches: &["pip"],
    env: |_| Vec::new(),
    // pip compiles unless it is told otherwise.
    compiling: &[],
    not_compiling: &["PIP_COMPILE=0"],
    is_compiled_after: false,
    reads_pip_conf: true,
    build_constraints: PIP_CONSTRAINTS,
};

pub struct Pip;

impl Manager for Pip {
    fn tool(&self, chosen: InstallTool) -> &'static Tool {
        match chosen {
            InstallTool::Uv => &uv::PIP,
            InstallTool::Pip => &TOOL,
        }
    }

    fn manifest(&self, installer: &Installer<'_>) -> (bool, &'static str) {
        (installer.requirements().is_some() || !installer.manifests.named.is_empty(), "requirements.txt")
    }

    fn names_an_index(&self, installer: &Installer<'_>) -> bool {
        installer.requirements().is_some_and(|file| file.index_urls.iter().any(|(url, _)| !is_public_index(url)))
    }

    /// A list with hashes admits no requirement without.
    fn resolves_held_back(&self, installer: &Installer<'_>) -> bool {
        installer.requirements().is_none_or(|file| !file.hashed)
    }

    fn dependencies(&self, installer: &Installer<'_>) -> Result<Option<Dependencies>, ResolveError> {
        let Some(file) = installer.requirements() else {
            let named = &installer.manifests.named;
            let words = || Ok(Dependencies::new(installer.secrets(), literal_requirements(named)?));
            return (!named.is_empty()).then(words).transpose();
        };
        let mut before = Vec::new();
        if needs_source(file) {
            before.push(Step::CopyAll);
        }
        let mut block = InstallBlock::Dependencies;
        if let Some(words) = installer.torch_words(file)? {
            let words = installer.with_verb(words);
            before.extend(installer.install_steps(block, installer.secrets(), Vec::new(), words));
            block = InstallBlock::MoreDependencies;
        }
        let mut words = installer.requirement_words(file);
        let parts = installer.with_parts(&[]);
        let is_open = |dependency: &&Dependency| !file.dependencies.iter().any(|other| other.name == dependency.name);
        // Hashes would be asked of these as well.
        let parts = parts.iter().filter(|dependency| is_open(dependency) && !file.hashed);
        words.extend(literal(parts)?);
        words.extend(literal(unlisted_by(installer, file))?);
        let (mounts, words) = (installer.requirement_mounts(file)?, installer.with_verb(words));
        Ok(Some(Dependencies { before, block, mounts, words }))
    }

    fn dev_dependencies(&self, installer: &Installer<'_>, selection: &DevSelection<'_>) -> DevDependencies {
        if selection.files.is_empty() {
            return Ok(None);
        }
        let mut mounts = Vec::new();
        for file in &selection.files {
            mounts.extend(installer.requirement_mounts(file)?);
        }
        let words = selection.files.iter().flat_map(|file| installer.requirement_words(file)).collect();
        Ok(Some((deduped(mounts), words)))
    }

    fn dev_tool(&self, chosen: InstallTool, selection: &DevSelection<'_>) -> InstallTool {
        let is_for_pip = selection.files.iter().any(|file| pip_only(file).is_some());
        if is_for_pip { InstallTool::Pip } else { chosen }
    }
}

/// What the metadata of the project asks for and the requirements file does not list, where the project itself is installed
/// beside the file: its own step installs no dependencies.
fn unlisted_by<'f>(installer: &'f Installer<'_>, file: &'f RequirementsFile) -> impl Iterator<Item = &'f Dependency> {
    let is_installed = installer.facts.distribution.is_some() && !file.is_complete();
    let pyproject = installer.manifests.pyproject.iter().filter(|file| file.has_project);
    let own = pyproject.flat_map(|file| &file.dependencies);
    let own = own.chain(installer.manifests.setup.iter().flat_map(|setup| &setup.dependencies));
    own.filter(move |dependency| is_installed && !file.dependencies.iter().any(|other| other.name == dependency.name))
}
