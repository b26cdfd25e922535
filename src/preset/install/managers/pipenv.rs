//! `Pipfile` and `Pipfile.lock`

use crate::facts::ResolveError;
use crate::knowledge::tools;
use crate::model::{InstallTool, LockFormat};
use crate::preset::install::dev_selection::DevSelection;
use crate::preset::install::installer::Installer;
use crate::preset::install::literal::{quote, words};
use crate::preset::install::manager::{Dependencies, Manager};
use crate::preset::install::tool::{PIP_CONSTRAINTS, Tool, ToolStage};

static TOOL: Tool = Tool {
    template: "pipenv",
    stage: Some(ToolStage::Installed {
        name: "pipenv",
        releases: || &tools().pipenv,
        version: |settings, _| settings.pipenv_version.clone(),
        requirement: |version| format!("pipenv=={version}"),
    }),
    caches: &["pipenv", "pip"],
    env: |_| words(&["VIRTUAL_ENV=/opt/venv", "PIPENV_VERBOSITY=-1"]),
    compiling: &[],
    not_compiling: &["PIP_COMPILE=0"],
    is_compiled_after: false,
    reads_pip_conf: true,
    build_constraints: PIP_CONSTRAINTS,
};

pub struct Pipenv;

impl Manager for Pipenv {
    fn tool(&self, _: InstallTool) -> &'static Tool {
        &TOOL
    }

    fn manifest(&self, installer: &Installer<'_>) -> (bool, &'static str) {
        (installer.manifests.pipfile.is_some(), "Pipfile")
    }

    fn reads(&self, _: &Installer<'_>) -> Vec<String> {
        words(&["Pipfile", "Pipfile.lock"])
    }

    fn dependencies(&self, installer: &Installer<'_>) -> Result<Option<Dependencies>, ResolveError> {
        Ok(Some(Dependencies::new(installer.binds(&installer.project_files())?, install_words(installer, false))))
    }

    fn dev_dependencies(
        &self,
        installer: &Installer<'_>,
        _: &DevSelection<'_>,
    ) -> Result<Option<(Vec<String>, Vec<String>)>, ResolveError> {
        Ok(Some((installer.binds(&installer.project_files())?, install_words(installer, true))))
    }
}

fn install_words(installer: &Installer<'_>, dev: bool) -> Vec<String> {
    // `--deploy` stops at a lock that is out of date, and at any other patch release of Python than the Pipfile's.
    let lock = installer.manifests.lock(LockFormat::Pipenv);
    let python = installer.manifests.pipfile.as_ref().and_then(|pipfile| pipfile.python.as_ref());
    let is_exact = python.is_some_and(|python| python.text.split('.').count() > 2);
    let mut words = match lock {
        Some(lock) if lock.fresh == Some(false) || is_exact => words(&["sync"]),
        Some(_) => words(&["install", "--deploy"]),
        None => words(&["install", "--skip-lock"]),
    };
    if dev {
        words.push("--dev".to_owned());
    }
    if !installer.facts.groups.is_empty() {
        let groups: Vec<&str> = installer.facts.groups.iter().map(|fact| fact.value.as_str()).collect();
        words.extend(["--categories".to_owned(), quote(&format!("packages {}", groups.join(" ")))]);
    }
    words
}
