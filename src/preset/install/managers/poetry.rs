//! `poetry.lock`, or a `[tool.poetry]` table without one.

use pep440_rs::Version;

use crate::facts::ResolveError;
use crate::knowledge::tools;
use crate::model::{DependencySource, InstallTool, LockFormat};
use crate::preset::install::dev_selection::DevSelection;
use crate::preset::install::installer::Installer;
use crate::preset::install::literal::words;
use crate::preset::install::manager::{Dependencies, Manager};
use crate::preset::install::tool::{PIP_CONSTRAINTS, Tool, ToolStage};

static TOOL: Tool = Tool {
    template: "poetry",
    stage: Some(ToolStage::Installed {
        name: "poetry",
        releases: || &tools().poetry,
        // Poetry computes the lock's content hash a little differently from release to release, so the release that wrote
        // the lock is taken; 1.x locks are read by 2.x, which runs on newer Pythons.
        version: |settings, manifests| {
            let lock = manifests.lock(LockFormat::Poetry);
            let written = lock.and_then(|lock| lock.written_by.as_deref()?.parse().ok());
            let written = written.filter(|version: &Version| version.release().first() >= Some(&2));
            settings.poetry_version.clone().or(written)
        },
        requirement: |version| format!("poetry=={version} poetry-plugin-export"),
    }),
    caches: &["pip"],
    env: |_| words(&["POETRY_NO_INTERACTION=1"]),
    compiling: &[],
    not_compiling: &["PIP_COMPILE=0"],
    is_compiled_after: false,
    reads_pip_conf: false,
    build_constraints: PIP_CONSTRAINTS,
};

pub struct Poetry;

impl Manager for Poetry {
    fn tool(&self, _: InstallTool) -> &'static Tool {
        &TOOL
    }

    fn manifest(&self, installer: &Installer<'_>) -> (bool, &'static str) {
        (installer.manifests.pyproject.is_some(), "pyproject.toml")
    }

    fn reads(&self, _: &Installer<'_>) -> Vec<String> {
        words(&["pyproject.toml", "poetry.lock", "poetry.toml"])
    }

    fn names_an_index(&self, installer: &Installer<'_>) -> bool {
        let table = installer.manifests.pyproject.as_ref().and_then(|file| file.poetry.as_ref());
        table.is_some_and(|table| !table.sources.is_empty())
    }

    fn dependencies(&self, installer: &Installer<'_>) -> Result<Option<Dependencies>, ResolveError> {
        let groups: Vec<&str> = installer.facts.groups.iter().map(|fact| fact.value.as_str()).collect();
        let only = ["main"].into_iter().chain(groups).collect::<Vec<_>>().join(",");
        let mut words = vec!["--only".to_owned(), only];
        words.extend(export_words(installer));
        Ok(Some(Dependencies::new(mounts(installer)?, words)))
    }

    fn dev_dependencies(
        &self,
        installer: &Installer<'_>,
        selection: &DevSelection<'_>,
    ) -> Result<Option<(Vec<String>, Vec<String>)>, ResolveError> {
        let mut words = selection.words("--with", "--extras");
        words.extend(export_words(installer));
        Ok(Some((mounts(installer)?, words)))
    }

    /// `poetry export` adds no group by itself.
    fn names_every_group(&self) -> bool {
        true
    }
}

fn mounts(installer: &Installer<'_>) -> Result<Vec<String>, ResolveError> {
    let mut mounts = installer.binds(&installer.project_files())?;
    mounts.extend(installer.path_dependency_mounts()?);
    Ok(mounts)
}

/// pip cannot check a hash of what comes from git or a folder, and then takes no hashes at all.
fn export_words(installer: &Installer<'_>) -> Vec<String> {
    let lock = installer.manifests.lock(LockFormat::Poetry);
    let unhashed = lock.is_some_and(|lock| {
        let hashed = |source: &DependencySource| matches!(source, DependencySource::Index | DependencySource::Url(_));
        lock.packages.iter().any(|package| !hashed(&package.source))
    });
    let flag = unhashed.then(|| "--without-hashes".to_owned());
    installer.extras("--extras").into_iter().chain(flag).collect()
}
