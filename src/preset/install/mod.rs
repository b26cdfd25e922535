//! How each manager installs: its mounts and its words, for every block of its template.

mod dev_selection;
mod member;
mod mounts;
mod tool;
mod words;

use std::collections::BTreeSet;

use crate::detect::installer::pip_only;
use crate::facts::{ProjectFacts, ResolveError};
use crate::manifest::{Manifests, Part, PartName, RequirementsFile};
use crate::model::{
    BUILD_CONSTRAINTS, Dependency, Install, InstallBlock, InstallTool, LockFormat, PackageManager, RelPath, Step,
};
use crate::tree::ProjectTree;

use dev_selection::DevSelection;
use mounts::needs_source;
use words::{literal, literal_requirements, quote, words};

/// Writes the installation steps of one project.
#[derive(Clone, Copy)]
pub struct Installer<'a> {
    tree: &'a ProjectTree,
    manifests: &'a Manifests,
    facts: &'a ProjectFacts,
    manager: PackageManager,
    /// What installs requirements files.
    tool: InstallTool,
    /// Everything that is installed gets its bytecode then and there.
    compiles: bool,
}

impl<'a> Installer<'a> {
    pub fn new(
        tree: &'a ProjectTree,
        manifests: &'a Manifests,
        facts: &'a ProjectFacts,
        compiles: bool,
    ) -> Result<Self, ResolveError> {
        let tool = facts.installer.value.unwrap_or(InstallTool::Pip);
        let installer = Self { tree, manifests, facts, manager: facts.manager.value, tool, compiles };
        installer.check_manifest()?;
        Ok(installer)
    }

    /// A manager that a person named needs something to install from.
    fn check_manifest(&self) -> Result<(), ResolveError> {
        let manifests = self.manifests;
        let (there, expected) = match self.manager {
            PackageManager::Pip => (self.requirements().is_some(), "requirements.txt"),
            PackageManager::Uv => (manifests.lock(LockFormat::Uv).is_some(), "pyproject.toml and uv.lock"),
            PackageManager::Poetry => (manifests.pyproject.is_some(), "pyproject.toml"),
            PackageManager::Pdm => (manifests.lock(LockFormat::Pdm).is_some(), "pyproject.toml and pdm.lock"),
            PackageManager::Pipenv => (manifests.pipfile.is_some(), "Pipfile"),
            PackageManager::Pylock => (manifests.lock(LockFormat::Pylock).is_some(), "pylock.toml"),
            PackageManager::Pyproject => (manifests.pyproject.is_some(), "pyproject.toml"),
            PackageManager::Setuptools => (manifests.setup.is_some(), "setup.py or setup.cfg"),
            PackageManager::Script => (!manifests.scripts.is_empty(), "a script with inline metadata (PEP 723)"),
            PackageManager::None => (true, ""),
        };
        match there {
            true => Ok(()),
            false => Err(ResolveError::NoManifest { manager: self.manager, expected }),
        }
    }

    /// The project itself, or something beside it that only exists as source, is installed in a step of its own.
    pub fn has_project_step(&self) -> bool {
        self.facts.distribution.is_some() || (self.manager == PackageManager::Uv && self.has_local_sources())
    }

    /// Whether the environment leads to the project's source.
    fn in_place(&self) -> bool {
        self.facts.distribution.as_ref().is_some_and(|fact| fact.value.in_place)
    }

    pub fn dependencies(&self) -> Result<Vec<Step>, ResolveError> {
        let mut steps = Vec::new();
        let (block, files, words) = match self.manager {
            PackageManager::None => return Ok(steps),
            PackageManager::Pip => {
                let Some(file) = self.requirements() else { return Ok(steps) };
                if needs_source(file) {
                    steps.push(Step::CopyAll);
                }
                let mut block = InstallBlock::Dependencies;
                if let Some(words) = self.torch_words(file)? {
                    let words = self.with_verb(words);
                    steps.extend(self.install_steps(block, self.secrets(), Vec::new(), words));
                    block = InstallBlock::MoreDependencies;
                }
                let mut words = self.requirement_words(file);
                let parts = self.with_parts(&[]);
                let is_open = |dependency: &&Dependency| !file.dependencies.iter().any(|other| other.name == dependency.name);
                // Hashes would be asked of these as well.
                let parts = parts.iter().filter(|dependency| is_open(dependency) && !file.hashed);
                words.extend(literal(parts)?);
                words.extend(literal(self.unlisted_by(file))?);
                (block, self.requirement_mounts(file)?, self.with_verb(words))
            }
            PackageManager::Uv => {
                let mut words = vec![self.uv_lock_word(), self.skip_local().to_owned(), "--no-default-groups".to_owned()];
                words.extend(self.selection("--group", "--extra"));
                (InstallBlock::Dependencies, self.binds(&self.project_files())?, words)
            }
            PackageManager::Poetry => {
                let groups: Vec<&str> = self.facts.groups.iter().map(|fact| fact.value.as_str()).collect();
                let only = ["main"].into_iter().chain(groups).collect::<Vec<_>>().join(",");
                let mut words = vec!["--only".to_owned(), only];
                words.extend(self.poetry_export_words());
                let mut mounts = self.binds(&self.project_files())?;
                mounts.extend(self.path_dependency_mounts()?);
                (InstallBlock::Dependencies, mounts, words)
            }
            PackageManager::Pdm => {
                let mut words = words(&["install", self.pdm_lock_word(), "--prod"]);
                words.extend(self.selection("--group", "--group"));
                words.extend(["--no-self".to_owned(), "--no-editable".to_owned()]);
                (InstallBlock::Dependencies, self.binds(&self.project_files())?, words)
            }
            PackageManager::Pipenv => (InstallBlock::Dependencies, self.binds(&self.project_files())?, self.pipenv_words(false)),
            PackageManager::Pylock => {
                (InstallBlock::Dependencies, self.binds(&self.project_files())?, vec!["sync".to_owned(), self.manifest_word()])
            }
            PackageManager::Pyproject | PackageManager::Setuptools | PackageManager::Script => self.unlocked_dependencies()?,
        };
        let mut words = words;
        if self.resolves_held_back(block) {
            words.extend(self.facts.held_back.iter().map(|requirement| quote(requirement)));
        }
        steps.extend(self.install_steps(block, files, Vec::new(), words));
        if !self.resolves_held_back(block) && !self.facts.held_back.is_empty() {
            let requirements: Vec<String> = self.facts.held_back.iter().map(|one| format!("\"{one}\"")).collect();
            steps.push(Step::HeldBack { requirements: requirements.join(" ") });
        }
        Ok(steps)
    }

    /// Whether the releases that are held back are chosen together with all others, so that those fit them. A list with hashes
    /// admits no requirement without.
    fn resolves_held_back(&self, block: InstallBlock) -> bool {
        let is_list = matches!(block, InstallBlock::Dependencies | InstallBlock::MoreDependencies);
        is_list
            && match self.manager {
                PackageManager::Pip => self.requirements().is_some_and(|file| !file.hashed),
                PackageManager::Pyproject | PackageManager::Setuptools | PackageManager::Script => true,
                _ => false,
            }
    }

    /// What the metadata of the project asks for and the requirements file does not list, where the project itself is installed
    /// beside the file: its own step installs no dependencies.
    fn unlisted_by<'f>(&'f self, file: &'f RequirementsFile) -> impl Iterator<Item = &'f Dependency> {
        let is_installed = self.facts.distribution.is_some() && !file.hashed && file.compiled_by.is_none();
        let pyproject = self.manifests.pyproject.iter().filter(|file| file.has_project);
        let own = pyproject.flat_map(|file| &file.dependencies);
        let own = own.chain(self.manifests.setup.iter().flat_map(|setup| &setup.dependencies));
        own.filter(move |dependency| is_installed && !file.dependencies.iter().any(|other| other.name == dependency.name))
    }

    /// Dependencies that are named ahead, so that a change of the source does not install them again.
    fn unlocked_dependencies(&self) -> Result<(InstallBlock, Vec<String>, Vec<String>), ResolveError> {
        let nothing = Ok((InstallBlock::Environment, Vec::new(), Vec::new()));
        match self.manager {
            PackageManager::Pyproject => {
                let Some(pyproject) = &self.manifests.pyproject else { return nothing };
                if pyproject.dynamic.iter().any(|field| field == "dependencies") {
                    let files = self.dynamic_requirements(pyproject);
                    if files.is_empty() {
                        return nothing;
                    }
                    let words = ["install".to_owned()]
                        .into_iter()
                        .chain(files.iter().flat_map(|file| ["-r".to_owned(), quote(file.as_str())]));
                    return Ok((InstallBlock::Dependencies, self.binds(&files)?, words.collect()));
                }
                if !pyproject.has_project && !pyproject.dependencies.is_empty() {
                    // Poetry's own tables, which only poetry reads.
                    let all = self.with_parts(&pyproject.dependencies);
                    return Ok((InstallBlock::Dependencies, self.secrets(), literal_requirements(&all)?));
                }
                if pyproject.dependencies.is_empty() && self.facts.extras.is_empty() && self.facts.groups.is_empty() {
                    return nothing;
                }
                // A file without `[project]` has groups, and nothing that `-r` could read.
                let mut words = words(if pyproject.has_project { &["install", "-r", "pyproject.toml"] } else { &["install"] });
                words.extend(self.selection("--group", "--extra"));
                Ok((InstallBlock::Dependencies, self.binds(&self.project_files())?, words))
            }
            PackageManager::Setuptools => {
                let Some(setup) = &self.manifests.setup else { return nothing };
                if setup.dependencies_unknown.is_some() || setup.dependencies.is_empty() {
                    return nothing;
                }
                let all = self.with_parts(&setup.dependencies);
                Ok((InstallBlock::Dependencies, self.secrets(), literal_requirements(&all)?))
            }
            _ => {
                let script =
                    self.manifests.scripts.iter().find(|script| Some(&script.path) == self.facts.manifest.value.as_ref());
                match script.or(self.manifests.scripts.first()) {
                    Some(script) if !script.dependencies.is_empty() => {
                        Ok((InstallBlock::Dependencies, self.secrets(), literal_requirements(&script.dependencies)?))
                    }
                    _ => nothing,
                }
            }
        }
    }

    /// The dependencies with those of the chosen extras and groups.
    fn with_parts(&self, dependencies: &[Dependency]) -> Vec<Dependency> {
        let is_chosen = |part: &Part<'_>| match &part.name {
            PartName::Extra(extra) => self.facts.extras.iter().any(|fact| fact.value == *extra),
            PartName::Group(group) => self.facts.groups.iter().any(|fact| fact.value == *group),
        };
        let chosen = self.manifests.parts().into_iter().filter(is_chosen).flat_map(|part| part.dependencies).cloned();
        dependencies.iter().cloned().chain(chosen).collect()
    }

    /// The project itself, from its whole source. `mounted` shows the source to this one step instead of copying it into
    /// the stage, for a layout whose only stage is the image that runs.
    pub fn project(&self, mounted: bool) -> Result<Vec<Step>, ResolveError> {
        if !self.has_project_step() {
            return Ok(Vec::new());
        }
        let words = match self.manager {
            PackageManager::Uv => {
                let mut words = vec![self.uv_lock_word()];
                words.extend((!self.in_place()).then(|| "--no-editable".to_owned()));
                words.push("--no-default-groups".to_owned());
                words.extend(self.keeps_what_was_added());
                if self.facts.distribution.is_none() && self.workspace_member().is_none() {
                    words.push("--no-install-project".to_owned());
                }
                words.extend(self.selection("--group", "--extra"));
                words
            }
            PackageManager::Pdm => {
                let mut words = words(&["install", self.pdm_lock_word(), "--prod"]);
                words.extend((!self.in_place()).then(|| "--no-editable".to_owned()));
                words.extend(self.selection("--group", "--group"));
                words
            }
            _ => self.project_words(),
        };
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

    pub fn dev_dependencies(&self) -> Result<Vec<Step>, ResolveError> {
        let selection = DevSelection::of(self.manifests, self.facts);
        let (mounts, words) = match self.manager {
            PackageManager::Pip => {
                let files: Vec<&RequirementsFile> = selection.files.clone();
                if files.is_empty() {
                    return Ok(Vec::new());
                }
                if self.tool == InstallTool::Uv && files.iter().any(|file| pip_only(file).is_some()) {
                    return Self { tool: InstallTool::Pip, ..*self }.dev_dependencies();
                }
                let mut mounts = Vec::new();
                for file in &files {
                    mounts.extend(self.requirement_mounts(file)?);
                }
                dedup(&mut mounts);
                (mounts, files.iter().flat_map(|file| self.requirement_words(file)).collect())
            }
            PackageManager::Uv => {
                let mut words = vec![self.uv_lock_word(), self.skip_local().to_owned()];
                words.extend(self.keeps_what_was_added());
                words.extend(self.dev_words(&selection));
                (self.binds(&self.project_files())?, words)
            }
            PackageManager::Poetry => {
                let mut words = selection.words("--with", "--extras");
                words.extend(self.poetry_export_words());
                let mut mounts = self.binds(&self.project_files())?;
                mounts.extend(self.path_dependency_mounts()?);
                (mounts, words)
            }
            PackageManager::Pdm => {
                let mut words = words(&["install", self.pdm_lock_word(), "--dev"]);
                words.extend(self.selection("--group", "--group"));
                words.extend(selection.words("--group", "--group"));
                words.push("--no-self".to_owned());
                (self.binds(&self.project_files())?, words)
            }
            PackageManager::Pipenv => (self.binds(&self.project_files())?, self.pipenv_words(true)),
            PackageManager::Pylock => {
                let named = RelPath::parse("pylock.dev.toml")?;
                if !self.tree.is_file(&named) {
                    return Ok(Vec::new());
                }
                (self.binds(std::slice::from_ref(&named))?, vec!["-r".to_owned(), named.as_str().to_owned()])
            }
            PackageManager::Pyproject => {
                let chosen = selection.words("--group", "--extra");
                if chosen.is_empty() {
                    return Ok(Vec::new());
                }
                // Dependencies that the build backend computes are there already. Asking for them again would call it,
                // and it wants to see the source.
                let dynamic =
                    self.manifests.pyproject.iter().find(|file| file.dynamic.iter().any(|field| field == "dependencies"));
                let words = match dynamic {
                    Some(pyproject) => selection.literal_words(pyproject)?,
                    None => words(&["-r", "pyproject.toml"]).into_iter().chain(chosen).collect(),
                };
                (self.binds(&self.project_files())?, words)
            }
            PackageManager::Setuptools => {
                let extra = self
                    .manifests
                    .setup
                    .iter()
                    .flat_map(|setup| setup.extras.values())
                    .find(|list| list.iter().any(|dependency| Some(&dependency.name) == self.facts.test_runner.as_ref()));
                let Some(extra) = extra else { return Ok(Vec::new()) };
                (Vec::new(), literal(extra)?)
            }
            PackageManager::Script | PackageManager::None => return Ok(Vec::new()),
        };
        let mounts = mounts.into_iter().chain(self.secrets()).collect::<Vec<_>>();
        Ok(self.install_steps(InstallBlock::DevDependencies, deduped(mounts), Vec::new(), words))
    }

    /// uv: what a development stage installs beside production.
    fn dev_words(&self, selection: &DevSelection<'_>) -> Vec<String> {
        let own =
            if selection.whole_workspace { vec!["--all-packages".to_owned()] } else { self.selection("--group", "--extra") };
        own.into_iter().chain(selection.words("--group", "--extra")).collect()
    }

    pub fn dev_project(&self) -> Result<Vec<Step>, ResolveError> {
        if !self.has_project_step() {
            return Ok(Vec::new());
        }
        let selection = DevSelection::of(self.manifests, self.facts);
        let words = match self.manager {
            PackageManager::Uv => {
                let mut words = vec![self.uv_lock_word()];
                words.extend(self.keeps_what_was_added());
                if self.facts.distribution.is_none() && self.workspace_member().is_none() {
                    words.push("--no-install-project".to_owned());
                }
                words.extend(self.dev_words(&selection));
                words
            }
            PackageManager::Pdm => {
                let mut words = words(&["install", self.pdm_lock_word(), "--dev"]);
                words.extend(self.selection("--group", "--group"));
                words.extend(selection.words("--group", "--group"));
                words
            }
            _ => self.project_words(),
        };
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

    /// The manager's settings, the architecture for its cache, and the block itself.
    fn install_steps(&self, block: InstallBlock, mounts: Vec<String>, variables: Vec<String>, words: Vec<String>) -> Vec<Step> {
        let mut all = self.tool_mount();
        all.extend(self.caches());
        all.extend(mounts);
        let install = Install { template: self.template(), mounts: deduped(all), variables, words };
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
        steps.extend((self.compiles && is_for_production && self.template() == "pdm").then_some(Step::CompileEnvironment));
        steps
    }

    /// A private index may be the only one that a build can reach.
    pub fn server_mounts(&self) -> Vec<String> {
        if self.template() == "pip" { self.secrets() } else { Vec::new() }
    }

    /// Without this word `uv sync` removes what no lock names, such as an added server.
    fn keeps_what_was_added(&self) -> Option<String> {
        let added = self.facts.adds_setuptools || !self.facts.held_back.is_empty() || self.facts.added_server.value.is_some();
        added.then(|| "--inexact".to_owned())
    }

    /// The requirements file that production is installed from.
    fn requirements(&self) -> Option<&'a RequirementsFile> {
        let named = self.facts.manifest.value.as_ref();
        let files = &self.manifests.requirements;
        match named {
            Some(path) => files.iter().find(|file| file.path == *path),
            None => files.iter().find(|file| !file.development),
        }
    }
}

/// The machine's architecture, for the ids of caches.
fn arch() -> Step {
    Step::Arg { arg: "TARGETARCH".to_owned() }
}

fn dedup(list: &mut Vec<String>) {
    let mut seen = BTreeSet::new();
    list.retain(|entry| seen.insert(entry.clone()));
}

fn deduped(mut list: Vec<String>) -> Vec<String> {
    dedup(&mut list);
    list
}
