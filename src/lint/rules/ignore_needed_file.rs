//! `ignore-needed-file`

use super::{Call, Document, Findings, IgnoreDocument, install, rule};
use crate::dockerfile::{Dockerfile, Keyword};
use crate::knowledge::manager_row;
use crate::model::RelPath;

rule! {
    /// ## What it does
    /// Checks that the ignore file lets through what the commands of a Dockerfile read after `COPY . .`.
    ///
    /// ## Why is this bad
    /// A README that pyproject.toml names, a lock or a manifest that is ignored makes the build fail with "not
    /// found", or the installation with a message about metadata.
    ///
    /// ## Example
    /// ```text .dockerignore
    /// *.md
    /// ```
    /// ```text pyproject.toml
    /// [build-system]
    /// requires = ["hatchling"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// readme = "README.md"
    /// ```
    /// ```text README.md
    /// # shop
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY . .
    /// RUN pip install --no-cache-dir .
    /// ```
    ///
    /// ## Use instead
    /// ```text .dockerignore
    /// *.md
    /// !README.md
    /// ```
    /// ```text pyproject.toml
    /// [build-system]
    /// requires = ["hatchling"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// readme = "README.md"
    /// ```
    /// ```text README.md
    /// # shop
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY . .
    /// RUN pip install --no-cache-dir .
    /// ```
    "ignore-needed-file", Error, None, [], Dockerignore(check)
}

fn check(document: &IgnoreDocument<'_>, findings: &mut Findings) {
    let Ok(file) = &document.parsed else { return };
    let mut told: Vec<RelPath> = Vec::new();
    for dockerfile in document.context.dockerfiles() {
        let Some(text) = document.context.text(dockerfile.as_str()) else { continue };
        let (parsed, errors) = Dockerfile::parse_leniently(&text);
        let read = Document::new(&text, &parsed, errors, document.context);
        for name in read_by_build(&read) {
            let Ok(path) = RelPath::parse(&name) else { continue };
            let decider = file.decided_by(&path).filter(|pattern| !pattern.is_exception && document.context.has(&name));
            let Some(pattern) = decider.filter(|_| !told.contains(&path)) else { continue };
            findings
                .add(document.trimmed(pattern.line), format!("this excludes `{name}`, which {dockerfile} needs"))
                .help(format!("add `!{name}` below"));
            told.push(path);
        }
    }
}

/// The files at the root of the context that commands read after the whole context was copied. What is copied by its own
/// name is the matter of another rule.
fn read_by_build(document: &Document<'_>) -> Vec<String> {
    let is_whole = |source: &String| matches!(source.trim_matches(['"', '\'']), "." | "./" | "/");
    let mut found: Vec<String> = Vec::new();
    let mut named: Vec<String> = Vec::new();
    for stage in &document.stages {
        let mut has_all = false;
        for index in stage.range.clone() {
            let instruction = &document.instructions()[index];
            if let Some(paths) = instruction.copy_paths().filter(|_| instruction.flag("from").is_none()) {
                has_all |= paths.sources.iter().any(is_whole);
                named.extend(paths.sources.iter().map(|source| source.trim_start_matches("./").to_owned()));
            }
            if has_all && instruction.keyword == Keyword::Run {
                found.extend(document.calls(index).iter().flat_map(|call| read_by(document, call)));
            }
        }
    }
    found.retain(|file| !named.contains(file));
    found.sort();
    found.dedup();
    found
}

/// What one command reads of the project's root.
fn read_by(document: &Document<'_>, call: &Call) -> Vec<String> {
    let text = |name: &str| name.to_owned();
    let mut files: Vec<String> = Vec::new();
    let mut builds_project = false;
    if let Some(install) = install::pip(call) {
        files.extend(install.requirements.iter().map(|file| file.trim_start_matches("./").to_owned()));
        let targets = install.packages.iter().map(|package| package.text.as_str()).chain(install.editables.iter().copied());
        builds_project =
            targets.map(|target| target.split('[').next().unwrap_or(target)).any(|target| matches!(target, "." | "./"));
    }
    let verb = call.words().first().copied();
    let row = manager_row(&call.program).filter(|row| row.installs(verb) || call.is("poetry", "build"));
    files.extend(row.iter().flat_map(|row| &row.reads).cloned());
    match (call.program.as_str(), verb) {
        ("uv", Some("sync")) => {
            files.extend(call.has(&["--locked", "--frozen"]).then(|| text("uv.lock")));
            builds_project = !call.has(&["--no-install-project", "--no-install-workspace"]);
        }
        ("poetry", Some("install" | "sync" | "build")) => builds_project = !call.has(&["--no-root"]),
        ("pipenv", Some("install" | "sync")) => {
            let by_lock = verb == Some("sync") || call.has(&["--deploy", "--ignore-pipfile"]);
            files.extend(by_lock.then(|| text("Pipfile.lock")));
        }
        _ => {}
    }
    if builds_project {
        let manifest = ["pyproject.toml", "setup.py"].into_iter().find(|name| document.context.has(name));
        files.extend(manifest.map(text));
        files.extend(readme(document));
    }
    files
}

/// The file that `readme` in pyproject.toml names: a backend reads it to make the metadata, and only setuptools goes on
/// without it.
fn readme(document: &Document<'_>) -> Option<String> {
    let text = document.context.text("pyproject.toml")?;
    let mut backend = text.lines().filter_map(|line| line.trim().strip_prefix("build-backend"));
    if backend.next().is_none_or(|value| value.contains("setuptools")) {
        return None;
    }
    let line = text.lines().find_map(|line| line.trim().strip_prefix("readme")?.trim_start().strip_prefix('='))?.to_owned();
    line.split('"').nth(1).map(str::to_owned)
}
