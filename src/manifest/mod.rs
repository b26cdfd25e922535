//! Python's own files, read into types: one file per format.
//!
//! Every reader takes the [`ProjectTree`] and returns values with the line that each came from. Nothing here decides
//! between files; that is `detect`'s work. A file that cannot be read as its format is an error with file and line.

mod apart;
mod build_context;
mod build_tables;
mod compose;
mod error;
mod folders;
mod format_control;
mod hosts;
mod image_build;
mod kubernetes;
mod lock;
mod named_contexts;
mod parts;
mod pipfile;
mod poetry_constraint;
mod procfile;
mod pyproject;
mod python_hints;
mod requirement;
mod requirements;
mod script;
mod service_images;
mod setup;
mod space;
mod tasks;
mod tested_python;
mod toml_file;
pub mod variables;
mod yaml;

pub use build_context::{BuildContext, build_context, possible_contexts, stated_contexts};
pub use build_tables::{
    BuildTables, HatchHook, HatchTable, MaturinTable, PdmBuildTable, PoetryInclude, PoetryPackages, SetuptoolsOptions,
    SetuptoolsPackages, UvBuildTable,
};
pub use compose::{ComposeService, PublishedPort};
pub use error::ManifestError;
pub use format_control::{FormatControl, Formats};
pub use hosts::internal_port;
pub use image_build::{ImageBuild, image_builds};
pub use kubernetes::container_commands;
pub use named_contexts::is_named_context;
pub use parts::{Part, PartName};
pub use pipfile::Pipfile;
pub use procfile::{ProcessType, Procfile};
pub use pyproject::{BuildSystem, PdmTable, PoetryTable, Pyproject, ScriptEntry, UvTable};
pub use python_hints::PythonHint;
pub use requirement::parse as requirement;
pub use requirements::{FileOption, LocalRequirement, RequirementsFile, is_development};
pub use script::ScriptMetadata;
pub use service_images::{ServiceImage, is_compose, service_images};
pub use setup::SetupPackage;
pub use space::Space;
pub use tasks::{TaskCommand, called_toml_task, taskfile_tasks, toml_tasks};
pub use tested_python::TestedPython;

pub use yaml::{yaml_table, yaml_value};

use crate::model::{Dependency, Lock, LockFormat, Note, PackageName, RelPath};
use crate::tree::ProjectTree;
use toml_file::TomlFile;

/// Whether the index asks for no credentials: PyPI, and PyTorch's own.
pub fn is_public_index(url: &str) -> bool {
    ["https://pypi.org/", "https://download.pytorch.org/"].iter().any(|host| url.starts_with(host))
}

/// Everything that the project's own files say.
#[derive(Debug, Default)]
pub struct Manifests {
    pub pyproject: Option<Pyproject>,
    /// The members of uv's workspace: the application may be one of them, and then its dependencies stand there.
    pub members: Vec<Pyproject>,
    /// Requirements files at the root and in `requirements/`, best known names first; files reached only by `-r` or
    /// `-c` are part of the one that includes them.
    pub requirements: Vec<RequirementsFile>,
    pub pipfile: Option<Pipfile>,
    /// `setup.cfg` and `setup.py`, taken together. `None` if the project has neither.
    pub setup: Option<SetupPackage>,
    /// Root-level scripts with inline metadata (PEP 723).
    pub scripts: Vec<ScriptMetadata>,
    /// Every lock file at the root, one entry each.
    pub locks: Vec<Lock>,
    /// What the project needs and no file lists, where it has no list at all. Ex) `flask`, which its Dockerfile installs by name
    pub named: Vec<Dependency>,
    /// Every place that says which Python the project wants.
    pub python_hints: Vec<PythonHint>,
    /// The newest Python that classifiers, tox or CI name. `None` if none of them names one.
    pub tested_python: Option<TestedPython>,
    pub procfile: Option<Procfile>,
    /// `None` if the README does not say that the project is a Space of Hugging Face.
    pub space: Option<Space>,
    pub compose: Vec<ComposeService>,
    /// The ports that compose maps, also those of services that are built in folders below.
    pub published: Vec<PublishedPort>,
    /// Folders below the root that are projects of their own, parents first. Ex) `services/api`
    pub apart: Vec<RelPath>,
    /// What was odd but could be read. Ex) an invalid `requires-python` that pip ignores too
    pub notes: Vec<Note>,
}

impl Manifests {
    /// Reads every manifest at the root of the tree, and finds the folders below that have manifests of their own.
    pub fn read(tree: &ProjectTree) -> Result<Self, ManifestError> {
        Self::read_with(tree, &[])
    }

    /// As [`Self::read`], with groups of requirements files that are installed together, wherever they are.
    pub fn read_with(tree: &ProjectTree, groups: &[Vec<RelPath>]) -> Result<Self, ManifestError> {
        let mut manifests = Self::read_root(tree, groups)?;
        manifests.apart = apart::apart(tree, &manifests);
        // A single folder that pip installs is built from the root.
        if let [only] = manifests.apart.as_slice()
            && manifests.requirements.iter().any(|file| file.path.parent() == *only)
        {
            manifests.apart.clear();
        }
        Ok(manifests)
    }

    fn read_root(tree: &ProjectTree, groups: &[Vec<RelPath>]) -> Result<Self, ManifestError> {
        let mut manifests = Self::default();
        let notes = &mut manifests.notes;
        // It is only read for hints, as compose files are.
        match Procfile::read(tree) {
            Ok(procfile) => manifests.procfile = procfile,
            Err(error) => notes.push(Note::info(error.to_string())),
        }
        // What a host starts is a process as well, under a name that the Procfile does not have already.
        for process in hosts::processes(tree) {
            let procfile = manifests.procfile.get_or_insert_with(|| Procfile { processes: Vec::new() });
            if procfile.processes.iter().all(|known| known.name != process.name) {
                procfile.processes.push(process);
            }
        }
        manifests.python_hints = python_hints::read_version_files(tree, notes)?;
        manifests.space = space::read(tree, &mut manifests.procfile, &mut manifests.python_hints, notes);
        manifests.requirements = requirements::read_all(tree, groups, notes)?;
        manifests.scripts = script::read_all(tree, notes)?;
        manifests.setup = setup::read(tree, notes)?;
        manifests.compose = compose::read_all(tree, &mut manifests.published, notes)?;
        let (path, pipfile_path) = (RelPath::named("pyproject.toml"), RelPath::named("Pipfile"));
        let (text, pipfile_text) = (tree.text(&path)?, tree.text(&pipfile_path)?);
        let file = text.as_deref().map(|text| TomlFile::parse(&path, text)).transpose()?;
        let pipfile = pipfile_text.as_deref().map(|text| TomlFile::parse(&pipfile_path, text)).transpose()?;
        manifests.pyproject = match file.as_ref().map(|file| Pyproject::read(tree, file, notes)).transpose() {
            Ok(pyproject) => pyproject,
            // What pip installs from a list needs no project that can be built.
            Err(error) if manifests.requirements.iter().any(|list| !list.development && !list.dependencies.is_empty()) => {
                notes.push(
                    Note::warning(format!("`{path}` is not used: {error}")).hint("correct it, or delete its `[project]` table"),
                );
                None
            }
            Err(error) => return Err(error),
        };
        manifests.pipfile = pipfile.as_ref().map(|file| Pipfile::read(file, notes)).transpose()?;
        let sources = lock::Sources {
            pyproject: file.as_ref().zip(manifests.pyproject.as_ref()),
            pipfile: pipfile.as_ref(),
            requirements: &manifests.requirements,
        };
        manifests.locks = lock::read_all(tree, &sources)?;
        manifests.members = manifests.read_members(tree)?;
        manifests.python_hints.extend(manifests.stated_ranges());
        manifests.tested_python = tested_python::read(tree, &manifests.requirements);
        Ok(manifests)
    }

    fn read_members(&mut self, tree: &ProjectTree) -> Result<Vec<Pyproject>, ManifestError> {
        let table = self.pyproject.as_ref().and_then(|pyproject| pyproject.uv.as_ref());
        let folders = table.map(|table| table.workspace_members.clone()).unwrap_or_default();
        let mut members = Vec::new();
        for folder in folders {
            let Ok(path) = folder.join("pyproject.toml") else { continue };
            let Some(text) = tree.text(&path)? else { continue };
            members.push(Pyproject::read(tree, &TomlFile::parse(&path, &text)?, &mut self.notes)?);
        }
        Ok(members)
    }

    /// What the manifests and the locks say about Python, beside the files that only name a version.
    fn stated_ranges(&self) -> Vec<PythonHint> {
        let pyproject = self.pyproject.iter().filter_map(|file| file.requires_python.as_ref());
        let setup = self.setup.iter().filter_map(|setup| setup.requires_python.as_ref());
        let scripts = self.scripts.iter().filter_map(|script| script.requires_python.as_ref());
        let ranges = pyproject.chain(setup).chain(scripts).map(PythonHint::range);
        let locks = self.locks.iter().filter_map(|lock| {
            let range = lock.requires_python.clone().filter(|range| !range.is_empty())?;
            Some(PythonHint::range(&(range, lock.at.clone())))
        });
        let pipfile = self.pipfile.iter().filter_map(|file| file.python.clone());
        pipfile.chain(ranges).chain(locks).collect()
    }

    /// The member of the workspace that lies in this folder, or has this name. `None` if there is none.
    pub fn member(&self, text: &str) -> Option<&Pyproject> {
        let in_folder = self.members.iter().find(|member| member.path.parent().as_str() == text);
        let is_called = |member: &&Pyproject| member.name.as_ref().is_some_and(|(name, _)| *name.as_ref() == *text);
        in_folder.or_else(|| self.members.iter().find(is_called))
    }

    pub fn lock(&self, format: LockFormat) -> Option<&Lock> {
        self.locks.iter().find(|lock| lock.format == format)
    }

    /// Whether a file lists everything that is installed. A list of exact versions that a person wrote leaves out what these
    /// bring.
    pub fn lists_everything(&self) -> bool {
        let is_complete = |lock: &Lock| {
            let file = self.requirements.iter().find(|file| file.path == lock.at.file);
            lock.format != LockFormat::Requirements || file.is_some_and(RequirementsFile::is_complete)
        };
        self.locks.iter().any(|lock| !lock.packages.is_empty() && is_complete(lock))
    }

    /// What the project declares for production anywhere: pyproject.toml (PEP 621 or poetry), requirements files that are
    /// not for development, Pipfile's `[packages]`, setup, script metadata.
    pub fn production(&self) -> impl Iterator<Item = &Dependency> {
        let pyproject = self.pyproject.iter().flat_map(|file| &file.dependencies);
        let requirements = self.requirements.iter().filter(|file| !file.development).flat_map(|file| &file.dependencies);
        let pipfile = self.pipfile.iter().flat_map(|file| &file.packages);
        let setup = self.setup.iter().flat_map(|setup| &setup.dependencies);
        let scripts = self.scripts.iter().flat_map(|script| &script.dependencies);
        let members = self.members.iter().flat_map(|file| &file.dependencies);
        pyproject.chain(requirements).chain(pipfile).chain(setup).chain(scripts).chain(members).chain(&self.named)
    }

    /// As [`Self::production`], for a project that is installed from one file: if that is a requirements file, the other
    /// requirements files do not count. Any other manifest may read its dependencies from one of them.
    pub fn installed_from(&self, manifest: Option<&RelPath>) -> impl Iterator<Item = &Dependency> {
        self.production().filter(self.is_installed_from(manifest))
    }

    /// The first of [`Self::installed_from`] with the name. `None` if none has it.
    pub fn installed(&self, name: &PackageName, manifest: Option<&RelPath>) -> Option<&Dependency> {
        self.production().filter(|dependency| dependency.name == *name).find(self.is_installed_from(manifest))
    }

    fn is_installed_from(&self, manifest: Option<&RelPath>) -> impl Fn(&&Dependency) -> bool {
        let chosen = self.requirements.iter().find(|file| Some(&file.path) == manifest);
        // A lock is installed without the files of requirements that are exported from it.
        let is_beside_lock = manifest.is_some_and(|manifest| manifest.extension() == Some("lock"));
        move |dependency| {
            let is_of = |file: &RequirementsFile| file.files.contains(&dependency.at.file);
            let is_other = (is_beside_lock || chosen.is_some_and(|chosen| !is_of(chosen))) && self.requirements.iter().any(is_of);
            !is_other
        }
    }

    /// Which kinds of files the project lets its installer take.
    pub fn formats(&self) -> FormatControl {
        let uv = self.pyproject.iter().filter_map(|file| file.uv.as_ref()).map(|uv| &uv.formats);
        let requirements = self.requirements.iter().filter(|file| !file.development).map(|file| &file.formats);
        uv.chain(requirements).find(|formats| **formats != FormatControl::default()).cloned().unwrap_or_default()
    }

    /// The first production declaration of a name. `None` if there is none.
    pub fn declared(&self, name: &PackageName) -> Option<&Dependency> {
        self.production().find(|dependency| dependency.name == *name)
    }

    /// Whether production installs the distribution, as far as manifests and locks say.
    pub fn brings(&self, name: &PackageName) -> bool {
        self.declared(name).is_some() || self.locks.iter().flat_map(Lock::production).any(|package| package.name == *name)
    }

    /// What the project declares for development: groups, extras, development requirements files, Pipfile's `[dev-packages]`.
    pub fn development(&self) -> impl Iterator<Item = &Dependency> {
        let groups = self.pyproject.iter().chain(&self.members).flat_map(|file| file.groups.values().flatten());
        let extras = self.pyproject.iter().chain(&self.members).flat_map(|file| file.extras.values().flatten());
        let requirements = self.requirements.iter().filter(|file| file.development).flat_map(|file| &file.dependencies);
        let pipfile = self.pipfile.iter().flat_map(|file| &file.dev_packages);
        let setup = self.setup.iter().flat_map(|setup| setup.extras.values().flatten());
        groups.chain(extras).chain(requirements).chain(pipfile).chain(setup)
    }

    /// Whether the project declares the distribution, for production or for development, or a lock of it resolved it.
    pub fn names(&self, name: &PackageName) -> bool {
        let is_declared = self.production().chain(self.development()).any(|dependency| dependency.name == *name);
        is_declared || self.locks.iter().flat_map(|lock| &lock.packages).any(|package| package.name == *name)
    }
}

#[cfg(test)]
mod tests;
