//! `pyproject.toml` without a lock.

use crate::manifest::Pyproject;
use crate::model::RelPath;
use crate::preset::install::literal::{literal_requirements, quote, words};
use crate::preset::install::manager::{
    Dependencies, DevDependencies, DevSelection, InstallTool, Installer, Manager, ResolveError, Tool,
};

use super::uv;

/// The list of dependencies in a `pyproject.toml`.
pub struct PyprojectList;

impl Manager for PyprojectList {
    fn tool(&self, _: InstallTool) -> &'static Tool {
        &uv::PIP
    }

    fn manifest(&self, installer: &Installer<'_>) -> (bool, &'static str) {
        (installer.manifests.pyproject.is_some(), "pyproject.toml")
    }

    /// uv reads the sources of all dependencies, and one of them may name a member of the workspace.
    fn reads(&self, installer: &Installer<'_>) -> Vec<String> {
        let table = installer.manifests.pyproject.as_ref().and_then(|file| file.uv.as_ref());
        let members = table.into_iter().flat_map(|table| &table.workspace_members);
        let below = members.map(|folder| format!("{folder}/pyproject.toml"));
        words(&["pyproject.toml", "uv.toml"]).into_iter().chain(below).collect()
    }

    fn resolves_held_back(&self, _: &Installer<'_>) -> bool {
        true
    }

    /// Dependencies that are named ahead, so that a change of the source does not install them again.
    fn dependencies(&self, installer: &Installer<'_>) -> Result<Option<Dependencies>, ResolveError> {
        let nothing = Ok(Some(Dependencies::environment()));
        let Some(pyproject) = &installer.manifests.pyproject else { return nothing };
        if is_in_poetry(pyproject) || (!pyproject.has_project && !pyproject.dependencies.is_empty()) {
            // Poetry's own tables, which only poetry reads: uv would build the project to know them.
            let all = installer.with_parts(&pyproject.dependencies);
            return Ok(Some(Dependencies::new(installer.secrets(), literal_requirements(&all)?)));
        }
        if is_dynamic(pyproject) {
            let files = dynamic_requirements(installer, pyproject);
            if files.is_empty() {
                return nothing;
            }
            let named = files.iter().flat_map(|file| ["-r".to_owned(), quote(file.as_str())]);
            let words = ["install".to_owned()].into_iter().chain(named).collect();
            return Ok(Some(Dependencies::new(installer.binds(&files)?, words)));
        }
        let facts = installer.facts;
        if pyproject.dependencies.is_empty() && facts.extras.is_empty() && facts.groups.is_empty() {
            return nothing;
        }
        // A file without `[project]` has groups, and nothing that `-r` could read.
        let mut words = words(if pyproject.has_project { &["install", "-r", "pyproject.toml"] } else { &["install"] });
        words.extend(installer.selection("--group", "--extra"));
        Ok(Some(Dependencies::new(installer.binds(&installer.project_files())?, words)))
    }

    fn names_all_ahead(&self, installer: &Installer<'_>) -> bool {
        let pyproject = installer.manifests.pyproject.as_ref();
        !pyproject.is_some_and(|file| is_dynamic(file) && !is_in_poetry(file) && dynamic_requirements(installer, file).is_empty())
    }

    fn dev_dependencies(&self, installer: &Installer<'_>, selection: &DevSelection<'_>) -> DevDependencies {
        let chosen = selection.words("--group", "--extra");
        if chosen.is_empty() {
            return Ok(None);
        }
        // Dependencies that the build backend computes are there already. Asking for them again would call it, and it wants
        // to see the source.
        let words = match installer.manifests.pyproject.as_ref().filter(|file| is_dynamic(file) || is_in_poetry(file)) {
            Some(pyproject) => selection.literal_words(pyproject)?,
            None => words(&["-r", "pyproject.toml"]).into_iter().chain(chosen).collect(),
        };
        Ok(Some((installer.binds(&installer.project_files())?, words)))
    }
}

/// Whether the list is poetry's, beside a `[project]` without one.
fn is_in_poetry(pyproject: &Pyproject) -> bool {
    pyproject.has_project && pyproject.poetry.as_ref().is_some_and(|table| table.lists_dependencies)
}

fn is_dynamic(pyproject: &Pyproject) -> bool {
    pyproject.dynamic.iter().any(|field| field == "dependencies")
}

fn dynamic_requirements(installer: &Installer<'_>, pyproject: &Pyproject) -> Vec<RelPath> {
    pyproject.dynamic_dependency_files.iter().filter(|file| installer.tree.is_file(file)).cloned().collect()
}
