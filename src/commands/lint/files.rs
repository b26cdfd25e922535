//! Which files are linted: those that were named, and the Dockerfiles of folders.

use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::lint::FileKind;
use crate::model::{DOCKERIGNORE, RelPath, is_dockerfile_name, is_ignore_name, own_ignore_name};
use crate::tree::{EntryKind, ProjectTree, TreeError};

/// A file and the folder that is taken for its build context.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    pub folder: PathBuf,
    pub name: RelPath,
    /// The path as the person would write it.
    pub shown: String,
}

impl Target {
    pub fn kind(&self) -> FileKind {
        if is_ignore_name(self.name.as_str()) { FileKind::Dockerignore } else { FileKind::Dockerfile }
    }

    fn new(folder: &Path, name: RelPath) -> Self {
        let shown = folder.join(name.as_str()).display().to_string();
        let shown = shown.strip_prefix("./").unwrap_or(&shown).to_owned();
        Self { folder: folder.to_owned(), name, shown }
    }
}

/// The files to lint, each once, and beside each Dockerfile its ignore file.
pub fn targets(files: &[PathBuf]) -> Result<Vec<Target>, Error> {
    let mut found: Vec<Target> = Vec::new();
    if files.is_empty() {
        found.extend(in_folder(Path::new("."), false)?);
        if found.is_empty() {
            return Err(problem(Path::new("."), "there is no Dockerfile", "name the file, or a folder to search").into());
        }
    }
    for file in files.iter().filter(|file| file.as_os_str() != "-") {
        let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = file.file_name().and_then(|name| RelPath::parse(name.to_str()?).ok());
        let kind = match &name {
            Some(name) => ProjectTree::open(parent)?.kind(name),
            // Ex) `..`
            None => Some(EntryKind::Folder),
        };
        match (kind, name) {
            (Some(EntryKind::File), Some(name)) => found.push(Target::new(parent, name)),
            (Some(EntryKind::Folder), _) => found.extend(in_folder(file, true)?),
            _ => return Err(problem(file, "there is no such file", "name a Dockerfile, or a folder to search").into()),
        }
    }
    with_ignore_files(found)
}

fn problem(path: &Path, problem: &str, hint: &str) -> TreeError {
    TreeError { path: path.display().to_string(), line: None, problem: problem.to_owned(), hint: Some(hint.to_owned()) }
}

/// The Dockerfiles of a folder, and with `deep` of those below it.
fn in_folder(folder: &Path, deep: bool) -> Result<Vec<Target>, Error> {
    let tree = ProjectTree::open(folder)?;
    let is_there = |path: &&RelPath| (deep || path.depth() == 1) && is_dockerfile_name(path.file_name());
    let target = |path: &RelPath| {
        let parent = path.parent();
        let place = if parent.is_root() { folder.to_owned() } else { folder.join(parent.as_str()) };
        RelPath::parse(path.file_name()).ok().map(|name| Target::new(&place, name))
    };
    Ok(tree.walk().files.iter().filter(is_there).filter_map(target).collect())
}

fn with_ignore_files(found: Vec<Target>) -> Result<Vec<Target>, Error> {
    let mut all: Vec<Target> = Vec::with_capacity(found.len());
    let add = |all: &mut Vec<Target>, target: Target| {
        if !all.contains(&target) {
            all.push(target);
        }
    };
    for target in found {
        let (folder, kind, name) = (target.folder.clone(), target.kind(), target.name.clone());
        add(&mut all, target);
        if kind == FileKind::Dockerfile {
            let tree = ProjectTree::open(&folder)?;
            let names = [own_ignore_name(name.as_str()), DOCKERIGNORE.to_owned()];
            let ignore = names.iter().filter_map(|name| RelPath::parse(name).ok()).find(|path| tree.is_file(path));
            if let Some(ignore) = ignore {
                add(&mut all, Target::new(&folder, ignore));
            }
        }
    }
    Ok(all)
}

/// The file as it is, to the byte, so that a fix leaves everything else as it is.
pub fn text(tree: &ProjectTree, target: &Target) -> Result<String, Error> {
    let bytes = tree.bytes(&target.name)?.unwrap_or_default();
    String::from_utf8(bytes).map_err(|_| {
        let path = Path::new(&target.shown);
        problem(path, "it is not UTF-8", "BuildKit reads Dockerfiles as UTF-8: save the file as that").into()
    })
}
