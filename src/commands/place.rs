//! Which folder a run is about: the one that was named, the workspace above it, or the project below it.

use std::path::{Component, Path, PathBuf};

use crate::detect::{self, ProjectKind, projects};
use crate::error::Error;
use crate::facts::{Answers, Question};
use crate::knowledge::Frameworks;
use crate::manifest::Manifests;
use crate::model::{FactId, Note, Origin, RelPath, Start};
use crate::record::RecordLock;
use crate::report::Report;
use crate::tree::ProjectTree;

/// The folder to read and to write into. `--member` that names a folder with a manifest of its own is taken out of the
/// answers; a member of the workspace above the folder is added to them.
pub fn locate(path: &Path, answers: &mut Answers, report: &Report) -> Result<PathBuf, Error> {
    let tree = ProjectTree::open(path)?;
    if answers.member.is_some() {
        return named(path, &tree, answers);
    }
    if tree.is_file(&RecordLock::path()) || tree.is_file(&RelPath::parse("pydock.toml")?) {
        return Ok(path.to_owned());
    }
    if let Some((root, member)) = workspace_above(path, &tree)? {
        let question = Question::of(FactId::Member);
        question.take(answers, member.as_str(), Origin::Flag).map_err(|source| Error::Flag { flag: question.flag, source })?;
        let message = format!("`{member}` is a member of a uv workspace, so the image is built from the workspace's root");
        report.notes(&[Note::info(message).hint(format!("the files belong in `{}`", root.display()))]);
        return Ok(root);
    }
    let is_stated = answers.command.is_some()
        || answers.process.is_some()
        || answers.entrypoint.is_some()
        || answers.framework.is_some()
        || answers.manifest.is_some()
        || answers.preset.is_some();
    if is_stated || Manifests::has_own(&tree) {
        return Ok(path.to_owned());
    }
    below(path, &tree, report)
}

/// `--member` for a project that is no member of a workspace is the same as its folder's path.
fn named(path: &Path, tree: &ProjectTree, answers: &mut Answers) -> Result<PathBuf, Error> {
    let Some(member) = &answers.member else { return Ok(path.to_owned()) };
    let manifests = Manifests::read(tree)?;
    if manifests.apart.is_empty() {
        return Ok(path.to_owned());
    }
    let found = projects::find(tree, &manifests, &Frameworks::built_in())?;
    match found.iter().find(|project| project.is_called(member.value.as_str())) {
        Some(project) if !project.workspace => {
            answers.member = None;
            answers.said.retain(|said| said.fact != FactId::Member);
            Ok(path.join(project.path.as_str()))
        }
        _ => Ok(path.to_owned()),
    }
}

/// The only project that starts something below a root that has neither a manifest nor a start.
fn below(path: &Path, tree: &ProjectTree, report: &Report) -> Result<PathBuf, Error> {
    let manifests = Manifests::read(tree)?;
    if manifests.apart.is_empty() {
        return Ok(path.to_owned());
    }
    let detected = detect::detect(tree, &manifests, &Frameworks::built_in(), &super::date())?;
    let mut runnable = detected.projects.iter().filter(|project| project.runnable);
    let (Some(only), None) = (runnable.next(), runnable.next()) else { return Ok(path.to_owned()) };
    // Beside others whose start was not understood, a plain script says little.
    let is_plain = only.kind == ProjectKind::Script && detected.projects.len() > 1;
    if is_plain || !only.certain {
        return Ok(path.to_owned());
    }
    // A start of the root that is one of that folder's files lacks what the folder's manifest installs.
    let is_below = |start: &Start| {
        let places = start.working_dir.iter().chain(&start.file);
        places.into_iter().any(|place| place.is_within(&only.path))
    };
    let start = detected.start.chosen.as_ref().filter(|_| !detected.start.is_unsure());
    if start.is_some_and(|start| !is_below(&start.value)) {
        return Ok(path.to_owned());
    }
    let folder = path.join(only.path.as_str());
    let message = format!("the project is in `{}`, so that folder is the build context", only.path);
    report.notes(&[Note::info(message).hint(format!("the files belong there; `{}` does the same", only.command()))]);
    Ok(folder)
}

/// The root of the workspace that the folder is a member of, and the member's folder in it.
fn workspace_above(path: &Path, tree: &ProjectTree) -> Result<Option<(PathBuf, RelPath)>, Error> {
    let Some(folder) = tree.root() else { return Ok(None) };
    let is_there = |tree: &ProjectTree, name: &str| RelPath::parse(name).is_ok_and(|path| tree.kind(&path).is_some());
    if !is_there(tree, "pyproject.toml") || is_there(tree, "uv.lock") || is_there(tree, ".git") {
        return Ok(None);
    }
    let mut named = path.to_owned();
    for above in folder.ancestors().skip(1) {
        named = one_up(&named);
        let Ok(root) = ProjectTree::open(above) else { return Ok(None) };
        if !Manifests::has_workspace(&root) {
            // What lies above the repository is another one's.
            if is_there(&root, ".git") {
                return Ok(None);
            }
            continue;
        }
        // What cannot be read above is no matter of this folder.
        let Ok(manifests) = Manifests::read(&root) else { return Ok(None) };
        let member = folder.strip_prefix(above).ok().and_then(Path::to_str).and_then(|text| RelPath::parse(text).ok());
        let is_member = |member: &RelPath| manifests.members.iter().any(|file| file.path.parent() == *member);
        return Ok(member.filter(is_member).map(|member| (named, member)));
    }
    Ok(None)
}

/// The folder above, as a person writes it. Ex) `.` of `api`, `../..` of `..`
fn one_up(path: &Path) -> PathBuf {
    match path.components().next_back() {
        Some(Component::Normal(_)) => {
            let above = path.parent().filter(|above| !above.as_os_str().is_empty());
            above.map_or_else(|| PathBuf::from("."), Path::to_owned)
        }
        Some(Component::ParentDir) => path.join(".."),
        _ => PathBuf::from(".."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_above_is_written_as_a_person_would() {
        for (path, above) in [("apps/api", "apps"), ("apps", "."), (".", ".."), ("..", "../.."), ("/srv/app", "/srv")] {
            assert_eq!(one_up(Path::new(path)), Path::new(above), "{path}");
        }
    }
}
