//! `pdm.lock`

use crate::facts::ResolveError;
use crate::knowledge::tools;
use crate::manifest::Pyproject;
use crate::model::{GroupName, InstallTool, LockFormat};
use crate::preset::install::dev_selection::DevSelection;
use crate::preset::install::installer::Installer;
use crate::preset::install::literal::words;
use crate::preset::install::manager::{Dependencies, Manager};
use crate::preset::install::tool::{PIP_CONSTRAINTS, Tool, ToolStage};

static TOOL: Tool = Tool {
    template: "pdm",
    stage: Some(ToolStage::Installed {
        name: "pdm",
        releases: || &tools().pdm,
        version: |settings, _| settings.pdm_version.clone(),
        // Its `locked` extra pins its own dependencies, which have broken it before.
        requirement: |version| format!("'pdm[locked]=={version}'"),
    }),
    caches: &["pdm"],
    env: |_| words(&["VIRTUAL_ENV=/opt/venv", "PDM_CHECK_UPDATE=0"]),
    compiling: &[],
    not_compiling: &[],
    is_compiled_after: true,
    reads_pip_conf: false,
    build_constraints: PIP_CONSTRAINTS,
};

pub struct Pdm;

impl Manager for Pdm {
    fn tool(&self, _: InstallTool) -> &'static Tool {
        &TOOL
    }

    fn manifest(&self, installer: &Installer<'_>) -> (bool, &'static str) {
        (installer.manifests.lock(LockFormat::Pdm).is_some(), "pyproject.toml and pdm.lock")
    }

    fn reads(&self, _: &Installer<'_>) -> Vec<String> {
        words(&["pyproject.toml", "pdm.lock", "pdm.toml"])
    }

    fn dependencies(&self, installer: &Installer<'_>) -> Result<Option<Dependencies>, ResolveError> {
        let mut words = words(&["install", lock_word(installer), "--prod"]);
        words.extend(installer.selection("--group", "--group"));
        words.extend(["--no-self".to_owned(), "--no-editable".to_owned()]);
        Ok(Some(Dependencies::new(installer.binds(&installer.project_files())?, words)))
    }

    fn project(&self, installer: &Installer<'_>) -> Vec<String> {
        let mut words = words(&["install", lock_word(installer), "--prod"]);
        words.extend((!installer.in_place()).then(|| "--no-editable".to_owned()));
        words.extend(installer.selection("--group", "--group"));
        words
    }

    fn dev_dependencies(
        &self,
        installer: &Installer<'_>,
        selection: &DevSelection<'_>,
    ) -> Result<Option<(Vec<String>, Vec<String>)>, ResolveError> {
        let mut words = self.dev_project(installer, selection);
        words.push("--no-self".to_owned());
        Ok(Some((installer.binds(&installer.project_files())?, words)))
    }

    fn dev_project(&self, installer: &Installer<'_>, selection: &DevSelection<'_>) -> Vec<String> {
        let mut words = words(&["install", lock_word(installer), "--dev"]);
        words.extend(installer.selection("--group", "--group"));
        words.extend(selection.words("--group", "--group"));
        words
    }

    fn default_groups<'p>(&self, pyproject: &'p Pyproject) -> Vec<&'p str> {
        let groups = pyproject.groups.keys().filter(|group| !pyproject.optional_groups.contains(group));
        groups.map(GroupName::as_str).collect()
    }
}

/// `--check` stops at a lock that is out of date, and at one of another version than this release writes; such a lock was
/// chosen with a warning, and is installed as it is.
fn lock_word(installer: &Installer<'_>) -> &'static str {
    let is_fresh = installer.manifests.lock(LockFormat::Pdm).is_none_or(|lock| lock.fresh == Some(true));
    if is_fresh { "--check" } else { "--frozen-lockfile" }
}
