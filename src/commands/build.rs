//! Preflight, for the verbs that look at a Dockerfile or write one.

use std::path::Path;

use crate::error::Error;
use crate::lint::{Diagnostic, Settings, Severity, build as rules};
use crate::manifest::{ManifestError, Manifests, image_builds, possible_contexts, stated_contexts};
use crate::model::{ChangeSet, DOCKERFILE, RelPath, RenderedFile};
use crate::pipeline::{Generated, Survey};
use crate::preflight::{Inputs, accept, ignore_file, simulate};
use crate::record::{RecordLock, lint_settings};
use crate::report::{ExitStatus, Report};
use crate::tree::{ProjectTree, TreeError};

/// Looks at the Dockerfile as it stands on disk, from the folder that it is built from.
pub fn of_disk(root: &Path, file: &Path) -> Result<Vec<Diagnostic>, Error> {
    let tree = ProjectTree::open(root)?;
    let missing = |hint: &str| TreeError {
        path: file.display().to_string(),
        line: None,
        problem: "there is no such file in the project".to_owned(),
        hint: Some(hint.to_owned()),
    };
    let path = file.to_str().and_then(|file| RelPath::parse(file).ok());
    let path = path.ok_or_else(|| missing("give a path below the repository's folder"))?;
    let text = tree.text(&path)?.ok_or_else(|| missing("`pydock init` writes one; `--file` names another"))?;
    let settings = lint_settings(&tree)?.unwrap_or_default();
    let mut best: Option<Vec<Diagnostic>> = None;
    for folder in contexts(&tree, &path) {
        let found = from_folder(&tree, &folder, &path, &text, Some(&settings))?;
        let count = |problems: &[Diagnostic]| {
            let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
            (errors, problems.len())
        };
        // Where nothing states the folder, it is the one from which most steps work.
        if best.as_ref().is_none_or(|best| count(&found) < count(best)) {
            best = Some(found);
        }
    }
    Ok(best.unwrap_or_default())
}

/// The folders that may be the build context: those that compose files and workflows state, or else the one that was given
/// and those between it and the file.
fn contexts(tree: &ProjectTree, path: &RelPath) -> Vec<RelPath> {
    if path.depth() == 1 {
        return vec![RelPath::root()];
    }
    let stated = stated_contexts(&image_builds(tree), path);
    let holds = |folder: &RelPath| folder.is_root() || path.is_within(folder);
    if !stated.is_empty() && stated.iter().all(holds) {
        return stated;
    }
    let mut all = possible_contexts(path);
    all.reverse();
    all
}

/// What a simulated build of the file finds from this folder, in the repository's paths: all of it, or with settings what is
/// left after them and the suppressions.
pub fn from_folder(
    tree: &ProjectTree,
    folder: &RelPath,
    path: &RelPath,
    text: &str,
    settings: Option<&Settings>,
) -> Result<Vec<Diagnostic>, Error> {
    let inner = path.as_str().strip_prefix(folder.as_str()).filter(|_| !folder.is_root());
    let inner = inner.map_or_else(|| Ok(path.clone()), |inner| RelPath::parse(inner.trim_start_matches('/')))?;
    let below = tree.below(folder);
    let dockerfile = RenderedFile { path: inner, contents: text.to_owned() };
    // What pydock cannot read, no installer can.
    let (manifests, unreadable) = match Manifests::read(&below) {
        Ok(manifests) => (manifests, None),
        Err(ManifestError::Invalid { at, problem, hint }) => {
            let hint = hint.unwrap_or_else(|| "correct the file".to_owned());
            // A list that the Dockerfile names nowhere is another image's, or left over.
            let name = at.file.file_name();
            let is_read = at.file.extension() != Some("txt") || words_of(text).any(|word| word.ends_with(name));
            let problem = is_read.then(|| Diagnostic::at(&rules::manifest_invalid::RULE, at, problem, hint));
            (Manifests::default(), problem)
        }
        Err(error) => return Err(error.into()),
    };
    let ignore = ignore_file(&below, &dockerfile.path)?;
    let mounts = mounts(tree, path);
    let inputs =
        Inputs { tree: &below, manifests: &manifests, dockerfile: &dockerfile, ignore: ignore.as_ref(), mounts: &mounts };
    let mut found = simulate(&inputs);
    found.splice(0..0, unreadable);
    if let Some(settings) = settings {
        found = accept(&inputs, found, settings);
    }
    if !folder.is_root() {
        for found in &mut found {
            found.at.file = folder.join(found.at.file.as_str())?;
            if let Some(at) = &mut found.also_at {
                at.file = folder.join(at.file.as_str())?;
            }
        }
    }
    Ok(found)
}

/// The folders of the container that compose files fill from the host, where one of them builds this Dockerfile.
fn mounts(tree: &ProjectTree, path: &RelPath) -> Vec<String> {
    image_builds(tree).iter().filter(|build| build.dockerfile == *path).flat_map(|build| build.mounts.clone()).collect()
}

/// The words of a file, wherever they stand.
fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || "\"'=,/[]".contains(c))
}

/// Whether pydock wrote this Dockerfile and keeps a record of it.
pub fn is_recorded(root: &Path, file: &Path) -> Result<bool, Error> {
    let record = RecordLock::read(&ProjectTree::open(root)?)?;
    Ok(record.is_some_and(|record| record.files.iter().any(|recorded| Path::new(&recorded.path) == file)))
}

/// Reports what keeps the files that were just written from building. They may not be those that were rendered: a file was
/// kept, or the preset brings more than two.
pub fn of_written(
    root: &Path,
    survey: &Survey,
    generated: &Generated,
    changes: &ChangeSet,
    report: &Report,
) -> Result<ExitStatus, Error> {
    const USUAL: usize = 2;
    let is_written =
        |file: &RenderedFile| changes.changes.iter().any(|change| change.path == file.path && change.after == file.contents);
    if generated.files.len() == USUAL && generated.files.iter().all(is_written) {
        return Ok(report.build_problems(&generated.problems, true));
    }
    let tree = ProjectTree::open(root)?;
    let path = RelPath::parse(DOCKERFILE)?;
    let Some(text) = tree.text(&path)? else { return Ok(ExitStatus::Done) };
    let dockerfile = RenderedFile { path, contents: text.to_string() };
    Ok(report.build_problems(&look(&tree, &survey.manifests, &dockerfile)?, true))
}

/// Reports what would keep the rendered files from building.
pub fn of_rendered(generated: &Generated, report: &Report) -> ExitStatus {
    report.build_problems(&generated.problems, false)
}

fn look(tree: &ProjectTree, manifests: &Manifests, dockerfile: &RenderedFile) -> Result<Vec<Diagnostic>, Error> {
    let ignore = ignore_file(tree, &dockerfile.path)?;
    let inputs = Inputs { tree, manifests, dockerfile, ignore: ignore.as_ref(), mounts: &[] };
    Ok(accept(&inputs, simulate(&inputs), &lint_settings(tree)?.unwrap_or_default()))
}
