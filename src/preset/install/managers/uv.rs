//! `uv.lock`

use crate::facts::ResolveError;
use crate::manifest::Pyproject;
use crate::model::{InstallTool, LockFormat};
use crate::preset::install::dev_selection::DevSelection;
use crate::preset::install::installer::Installer;
use crate::preset::install::literal::words;
use crate::preset::install::manager::{Dependencies, Manager};
use crate::preset::install::tool::{Tool, ToolStage};

const CONSTRAINTS: &[&str] = &["UV_BUILD_CONSTRAINT"];

static TOOL: Tool = Tool {
    template: "uv",
    stage: Some(ToolStage::Uv),
    caches: &["uv"],
    env: |python| {
        let python = format!("UV_PYTHON={}", python.0);
        words(&["UV_PROJECT_ENVIRONMENT=/opt/venv", &python, "UV_PYTHON_DOWNLOADS=never"])
    },
    compiling: &["UV_COMPILE_BYTECODE=1", "UV_LINK_MODE=copy"],
    not_compiling: &["UV_LINK_MODE=copy"],
    is_compiled_after: false,
    reads_pip_conf: false,
    build_constraints: CONSTRAINTS,
};

/// `uv pip`, for everything that is no lock of uv's.
pub static PIP: Tool = Tool {
    template: "uv-pip",
    stage: Some(ToolStage::Uv),
    caches: &["uv"],
    env: |_| words(&["VIRTUAL_ENV=/opt/venv", "UV_PYTHON_DOWNLOADS=never"]),
    compiling: &["UV_COMPILE_BYTECODE=1", "UV_LINK_MODE=copy"],
    not_compiling: &["UV_LINK_MODE=copy"],
    is_compiled_after: false,
    reads_pip_conf: false,
    build_constraints: CONSTRAINTS,
};

pub struct Uv;

impl Manager for Uv {
    fn tool(&self, _: InstallTool) -> &'static Tool {
        &TOOL
    }

    fn manifest(&self, installer: &Installer<'_>) -> (bool, &'static str) {
        (installer.manifests.lock(LockFormat::Uv).is_some(), "pyproject.toml and uv.lock")
    }

    fn reads(&self, installer: &Installer<'_>) -> Vec<String> {
        let below = |folder| ["pyproject.toml", "setup.py", "setup.cfg"].map(|name| format!("{folder}/{name}"));
        let own = words(&["pyproject.toml", "uv.lock", "uv.toml"]);
        own.into_iter().chain(installer.local_source_folders().into_iter().flat_map(below)).collect()
    }

    fn names_an_index(&self, installer: &Installer<'_>) -> bool {
        let table = installer.manifests.pyproject.as_ref().and_then(|file| file.uv.as_ref());
        table.is_some_and(|table| !table.indexes.is_empty())
    }

    fn dependencies(&self, installer: &Installer<'_>) -> Result<Option<Dependencies>, ResolveError> {
        let mut words = vec![lock_word(installer), skip_local(installer), "--no-default-groups".to_owned()];
        words.extend(installer.selection("--group", "--extra"));
        Ok(Some(Dependencies::new(installer.binds(&installer.project_files())?, words)))
    }

    fn installs_sources_beside(&self, installer: &Installer<'_>) -> bool {
        installer.has_local_sources()
    }

    fn project(&self, installer: &Installer<'_>) -> Vec<String> {
        let mut words = vec![lock_word(installer)];
        words.extend((!installer.in_place()).then(|| "--no-editable".to_owned()));
        words.push("--no-default-groups".to_owned());
        words.extend(keeps_what_was_added(installer));
        words.extend(skips_project(installer));
        words.extend(installer.selection("--group", "--extra"));
        words
    }

    fn dev_dependencies(
        &self,
        installer: &Installer<'_>,
        selection: &DevSelection<'_>,
    ) -> Result<Option<(Vec<String>, Vec<String>)>, ResolveError> {
        let mut words = vec![lock_word(installer), skip_local(installer)];
        words.extend(keeps_what_was_added(installer));
        words.extend(dev_words(installer, selection));
        Ok(Some((installer.binds(&installer.project_files())?, words)))
    }

    fn dev_project(&self, installer: &Installer<'_>, selection: &DevSelection<'_>) -> Vec<String> {
        let mut words = vec![lock_word(installer)];
        words.extend(keeps_what_was_added(installer));
        words.extend(skips_project(installer));
        words.extend(dev_words(installer, selection));
        words
    }

    fn default_groups<'p>(&self, pyproject: &'p Pyproject) -> Vec<&'p str> {
        let groups = pyproject.uv.as_ref().and_then(|table| table.default_groups.as_ref());
        groups.map_or_else(|| vec!["dev"], |groups| groups.iter().map(String::as_str).collect())
    }
}

/// `--locked` stops at a lock that is out of date; such a lock was chosen with a warning, and is installed as it is.
fn lock_word(installer: &Installer<'_>) -> String {
    let is_stale = installer.manifests.lock(LockFormat::Uv).is_some_and(|lock| lock.fresh == Some(false));
    if is_stale { "--frozen" } else { "--locked" }.to_owned()
}

/// What the dependency step leaves for the step that sees the source.
fn skip_local(installer: &Installer<'_>) -> String {
    if installer.has_local_sources() { "--no-install-local" } else { "--no-install-project" }.to_owned()
}

/// Without this word `uv sync` removes what no lock names, such as an added server.
fn keeps_what_was_added(installer: &Installer<'_>) -> Option<String> {
    let facts = installer.facts;
    let added = facts.adds_setuptools || !facts.held_back.is_empty() || facts.added_server.value.is_some();
    added.then(|| "--inexact".to_owned())
}

fn skips_project(installer: &Installer<'_>) -> Option<String> {
    let is_nothing = installer.facts.distribution.is_none() && installer.workspace_member().is_none();
    is_nothing.then(|| "--no-install-project".to_owned())
}

/// What a development stage installs beside production.
fn dev_words(installer: &Installer<'_>, selection: &DevSelection<'_>) -> Vec<String> {
    let own = if selection.whole_workspace { words(&["--all-packages"]) } else { installer.selection("--group", "--extra") };
    own.into_iter().chain(selection.words("--group", "--extra")).collect()
}
