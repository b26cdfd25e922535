//! Which folders below the root are projects with manifests of their own.
//!
//! A folder counts when a file in it says what is installed: a pyproject.toml with more than tools' tables, requirements
//! for production, a Pipfile, setuptools' files that call setuptools, a lock, or conda's environment. Tests, documents,
//! examples, templates and vendored code do not count, nor does a folder that only holds requirements files.

use std::collections::{BTreeMap, BTreeSet};

use super::image_builds;
use super::requirements::name;
use crate::model::RelPath;
use crate::tree::ProjectTree;

/// A folder of this name holds code about the project, code of others, or a project that is yet to be made.
const NOT_OURS: &[&str] = &[
    "_vendor",
    "benchmark",
    "benchmarks",
    "boilerplate",
    "demo",
    "demos",
    "doc",
    "docs",
    "documentation",
    "example",
    "examples",
    "fixtures",
    "sample",
    "samples",
    "scaffold",
    "skeleton",
    "template",
    "templates",
    "test",
    "test_data",
    "testdata",
    "testing",
    "tests",
    "third-party",
    "third_party",
    "tutorial",
    "tutorials",
    "vendor",
    "vendored",
    "vendors",
];

/// A folder whose name ends with this word tests the project beside it. Ex) `shop-tests`
const OF_TESTS: &[&str] = &["e2e", "test", "tests"];

/// Among these, folders of this name hold whole projects, and are what a repository is for that has no other.
const OF_SAMPLES: &[&str] = &["demo", "demos", "example", "examples", "sample", "samples", "tutorial", "tutorials"];

/// A folder of this name keeps the manifests of the project above it.
const OF_MANIFESTS: &[&str] = &["dependencies", "deps", "pip", "reqs", "requirements", "requires"];

/// Files that make their folder a project by their name alone.
const BY_NAME: &[&str] = &[
    "Pipfile",
    "Pipfile.lock",
    "environment.yaml",
    "environment.yml",
    "pdm.lock",
    "pixi.toml",
    "poetry.lock",
    "pylock.toml",
    "uv.lock",
];

/// Tables of a pyproject.toml that are about the project and not about a tool that checks it.
const PROJECT_TABLES: &[&str] = &[
    "[build-system]",
    "[dependency-groups]",
    "[project]",
    "[project.",
    "[tool.flit",
    "[tool.hatch.envs",
    "[tool.pdm",
    "[tool.poetry",
    "[tool.uv.workspace]",
];

/// Every folder below the root that has a manifest, with the file that says so; parents first.
pub(super) fn with_manifests(tree: &ProjectTree) -> BTreeMap<RelPath, RelPath> {
    let tests_another = |folder: &RelPath| {
        let name = folder.top().to_ascii_lowercase();
        name.rsplit(['-', '_']).next().is_some_and(|last| OF_TESTS.contains(&last))
    };
    let mut found = with_manifests_among(tree, is_ours);
    if found.keys().any(|folder| !tests_another(folder)) {
        found.retain(|folder, _| !tests_another(folder));
    }
    if found.is_empty() && !at_root_is_one(tree) {
        let is_sample = |folder: &RelPath| folder.depth() == 2 && OF_SAMPLES.contains(&folder.top());
        return with_manifests_among(tree, is_sample);
    }
    with_build_contexts(tree, found)
}

/// The folders, with the one that an image is built in for those inside of it: `webapp` for `webapp/config/requirements.txt`, where
/// compose builds `webapp`.
fn with_build_contexts(tree: &ProjectTree, mut found: BTreeMap<RelPath, RelPath>) -> BTreeMap<RelPath, RelPath> {
    if found.is_empty() || at_root_is_one(tree) {
        return found;
    }
    let contexts: BTreeSet<RelPath> = image_builds(tree).iter().map(|build| build.context.clone()).collect();
    for context in contexts.iter().filter(|context| !context.is_root()) {
        let inside: Vec<RelPath> = found.keys().filter(|folder| folder.is_within(context)).cloned().collect();
        if let [only] = inside.as_slice()
            && only != context
            && only.depth() == context.depth() + 1
            && let Some(file) = found.remove(only)
        {
            found.insert(context.clone(), file);
        }
    }
    found
}

fn with_manifests_among(tree: &ProjectTree, is_taken: impl Fn(&RelPath) -> bool) -> BTreeMap<RelPath, RelPath> {
    let mut found: BTreeMap<RelPath, RelPath> = BTreeMap::new();
    for file in &tree.walk().files {
        if !is_manifest_name(file) || file.depth() < 2 || !is_taken(&file.parent()) {
            continue;
        }
        let folder = file.parent();
        let rank = |file: &RelPath| (file.file_name() != "pyproject.toml", name::is_requirements_name(file.file_name()));
        let is_better = found.get(&folder).is_none_or(|known| rank(file) < rank(known));
        if is_better && is_manifest(tree, file) {
            found.insert(folder, file.clone());
        }
    }
    found
}

/// Whether the root itself has a manifest.
pub(super) fn at_root_is_one(tree: &ProjectTree) -> bool {
    let entries = tree.entries(&RelPath::root());
    let files = entries.iter().filter_map(|name| RelPath::parse(name).ok());
    files.filter(is_manifest_name).any(|file| tree.is_file(&file) && is_manifest(tree, &file))
        || tree.entries(&RelPath::named("requirements")).iter().any(|name| name.ends_with(".txt"))
}

fn is_manifest_name(file: &RelPath) -> bool {
    let name = file.file_name();
    matches!(name, "pyproject.toml" | "setup.py" | "setup.cfg")
        || BY_NAME.contains(&name)
        || ((name::is_requirements_name(name) || name::is_short_name(name)) && !name::is_development(file))
}

fn is_manifest(tree: &ProjectTree, file: &RelPath) -> bool {
    let text = || tree.text(file).ok().flatten().unwrap_or_default();
    let begins = |starts: &[&str]| text().lines().any(|line| starts.iter().any(|start| line.trim_start().starts_with(start)));
    match file.file_name() {
        "pyproject.toml" => begins(PROJECT_TABLES),
        "setup.cfg" => begins(&["[metadata]", "[options]"]),
        "setup.py" => {
            let text = text();
            text.contains("setup(") && (text.contains("setuptools") || text.contains("distutils"))
        }
        name if name::is_requirements_name(name) => true,
        name if name::is_short_name(name) => name::names_distributions(tree, file),
        _ => true,
    }
}

fn is_ours(folder: &RelPath) -> bool {
    let is_other = |part: &str| {
        let lower = part.to_ascii_lowercase();
        NOT_OURS.contains(&lower.as_str()) || lower.starts_with('.') || lower.starts_with("test_") || lower.contains(['{', '}'])
    };
    !folder.as_str().split('/').any(is_other) && !OF_MANIFESTS.contains(&folder.file_name().to_ascii_lowercase().as_str())
}

/// The folder that a root without a manifest is installed from, where there is only one and pip installs it; `None` otherwise.
/// Ex) `backend`
pub(super) fn only_one_down(tree: &ProjectTree) -> Option<RelPath> {
    let mut found = with_manifests(tree).into_iter();
    let (folder, manifest) = found.next()?;
    let name = manifest.file_name();
    let is_pip = (name::is_requirements_name(name) || name::is_short_name(name)) && folder.depth() == 1;
    (is_pip && found.next().is_none()).then_some(manifest)
}
