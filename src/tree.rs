//! A read-only view of the repository, on disk or in memory: the one room that reads it.
//!
//! Every file is read at most once. The tree is walked at most once, in parallel, and only when somebody asks for it;
//! folders that never hold the project's own sources (`.git`, virtual environments, `node_modules`, caches) are noted
//! and not entered, and what `.gitignore` excludes is left out unless it is committed nevertheless. Symbolic links are
//! read only when they stay inside.
#![expect(clippy::disallowed_methods, reason = "this is the room that reads")]

mod committed;
mod decode;
mod git_ignored;
mod ignored;
mod kept;
mod listing;
mod side_by_side;
#[cfg(test)]
mod tests;

pub use side_by_side::{any_of, side_by_side};

use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::mem::{ManuallyDrop, take};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Mutex;

use ignore::gitignore::Gitignore;
use ignore::{WalkBuilder, WalkState};

use crate::model::{RelPath, Text};
use decode::decode;

/// The largest file that is read as text; manifests and sources are far smaller.
const LARGEST_TEXT: u64 = 32 * 1024 * 1024;

/// Folders that hold no source of the project, whoever put them there.
const NEVER_ENTERED: &[&str] = &[
    ".bzr",
    ".cache",
    ".direnv",
    ".eggs",
    ".git",
    ".hg",
    ".hypothesis",
    ".idea",
    ".ipynb_checkpoints",
    ".mypy_cache",
    ".nox",
    ".pdm-build",
    ".pixi",
    ".pnpm-store",
    ".pytest_cache",
    ".pytype",
    ".ruff_cache",
    ".svn",
    ".terraform",
    ".tox",
    ".venv",
    ".vs",
    ".vscode",
    "__pycache__",
    "__pypackages__",
    "bower_components",
    "node_modules",
    "site-packages",
    "venv",
];

/// A read-only view of one repository.
pub struct ProjectTree {
    place: Place,
    texts: RefCell<HashMap<RelPath, Option<Text>>>,
    walk: OnceCell<Walk>,
    ignores: RefCell<BTreeMap<RelPath, Rc<Gitignore>>>,
    kept: kept::Kept,
}

enum Place {
    Disk(PathBuf),
    Memory(BTreeMap<RelPath, Vec<u8>>),
}

/// What a walk over the repository found, each list sorted.
#[derive(Debug, Default, Clone)]
pub struct Walk {
    /// Regular files that `.gitignore` does not exclude, and links to files inside the project.
    pub files: Vec<RelPath>,
    /// Those among the files that a `.gitignore` names and that are committed nevertheless.
    pub forced: Vec<RelPath>,
    /// Folders that were entered, without the root.
    pub folders: Vec<RelPath>,
    /// Folders that were not entered. Ex) `.venv`, `frontend/node_modules`
    pub skipped: Vec<RelPath>,
}

/// What a path is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    File,
    Folder,
}

/// A file or folder that could not be read.
#[derive(Debug, thiserror::Error)]
#[error("cannot read `{path}{}`: {problem}", .line.map(|line| format!(":{line}")).unwrap_or_default())]
pub struct TreeError {
    pub path: String,
    pub line: Option<usize>,
    pub problem: String,
    pub hint: Option<String>,
}

impl ProjectTree {
    /// Opens the folder at `root`.
    pub fn open(root: &Path) -> Result<Self, TreeError> {
        let error = |problem: String, hint: &str| TreeError {
            path: root.display().to_string(),
            line: None,
            problem,
            hint: Some(hint.to_owned()),
        };
        let canonical = fs::canonicalize(root).map_err(|e| error(io_problem(&e), "give the path of a Python repository"))?;
        if !canonical.is_dir() {
            return Err(error("it is not a folder".to_owned(), "give the repository's folder"));
        }
        fs::read_dir(&canonical).map_err(|e| error(io_problem(&e), "pydock needs to read and list the folder"))?;
        Ok(Self::new(Place::Disk(canonical)))
    }

    /// A tree that exists only in memory, for tests and for built-in examples.
    pub fn in_memory<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self::in_memory_bytes(files.into_iter().map(|(path, text)| (path, text.as_bytes())))
    }

    /// As [`Self::in_memory`], for files that are not text.
    pub fn in_memory_bytes<'a>(files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        let files = files
            .into_iter()
            .map(|(path, bytes)| (RelPath::parse(path).expect("a path inside the tree"), bytes.to_vec()))
            .collect();
        Self::new(Place::Memory(files))
    }

    /// The folder as a tree of its own.
    pub fn below(&self, folder: &RelPath) -> Self {
        Self::new(match &self.place {
            Place::Disk(root) => Place::Disk(root.join(folder.as_str())),
            Place::Memory(files) => {
                let below = files.iter().filter(|(file, _)| file.is_within(folder));
                let inner =
                    |file: &RelPath| RelPath::parse(file.as_str().strip_prefix(folder.as_str())?.trim_start_matches('/')).ok();
                Place::Memory(below.filter_map(|(file, bytes)| Some((inner(file)?, bytes.clone()))).collect())
            }
        })
    }

    /// The nearest folder above with one of these files, and the way from there to this tree. `None` above a repository's root, and
    /// for a tree in memory.
    pub fn above_with(&self, names: &[&str]) -> Option<(Self, RelPath)> {
        /// Levels of folders, more than projects of one repository lie below each other.
        const HIGHEST: usize = 3;
        let Place::Disk(root) = &self.place else { return None };
        let mut folder = root.as_path();
        for _ in 0..HIGHEST {
            if folder.join(".git").exists() {
                return None;
            }
            folder = folder.parent()?;
            if names.iter().any(|name| folder.join(name).is_file()) {
                let way = root.strip_prefix(folder).ok()?.to_str().and_then(|way| RelPath::parse(way).ok())?;
                return Some((Self::new(Place::Disk(folder.to_owned())), way));
            }
        }
        None
    }

    fn new(place: Place) -> Self {
        Self { place, texts: RefCell::default(), walk: OnceCell::new(), ignores: RefCell::default(), kept: kept::Kept::default() }
    }

    /// The folder on disk; `None` for a tree in memory.
    pub fn root(&self) -> Option<&Path> {
        match &self.place {
            Place::Disk(root) => Some(root),
            Place::Memory(_) => None,
        }
    }

    /// What the path is, `None` if it does not exist or is a link that leads out of the project.
    pub fn kind(&self, path: &RelPath) -> Option<EntryKind> {
        match &self.place {
            Place::Disk(root) => {
                let found = fs::symlink_metadata(root.join(path.as_str())).ok()?;
                let walk = self.walk.get();
                let is_proven = |known: &[RelPath]| known.binary_search(path).is_ok();
                if found.is_file() && walk.is_some_and(|walk| is_proven(&walk.files)) {
                    return Some(EntryKind::File);
                }
                if found.is_dir() && walk.is_some_and(|walk| is_proven(&walk.folders)) {
                    return Some(EntryKind::Folder);
                }
                let target = inside(root, path)?;
                let metadata = fs::metadata(target).ok()?;
                if metadata.is_dir() {
                    Some(EntryKind::Folder)
                } else if metadata.is_file() {
                    Some(EntryKind::File)
                } else {
                    None
                }
            }
            Place::Memory(files) if files.contains_key(path) => Some(EntryKind::File),
            Place::Memory(files) => files.keys().any(|file| file.is_within(path)).then_some(EntryKind::Folder),
        }
    }

    pub fn is_file(&self, path: &RelPath) -> bool {
        self.kind(path) == Some(EntryKind::File)
    }

    pub fn is_folder(&self, path: &RelPath) -> bool {
        self.kind(path) == Some(EntryKind::Folder)
    }

    /// Whether the path, or a folder on the way to it, is a symbolic link.
    pub fn is_link(&self, path: &RelPath) -> bool {
        let Place::Disk(root) = &self.place else { return false };
        let mut current = root.clone();
        path.as_str().split('/').any(|part| {
            current.push(part);
            fs::symlink_metadata(&current).is_ok_and(|metadata| metadata.is_symlink())
        })
    }

    /// The file's text, or nothing when there is no such file. UTF-8, and UTF-16 with a byte order mark, which
    /// PowerShell writes, are taken; anything else is an error that names the line.
    pub fn text(&self, path: &RelPath) -> Result<Option<Text>, TreeError> {
        if let Some(known) = self.texts.borrow().get(path) {
            return Ok(known.clone());
        }
        let text = match self.bytes(path)? {
            Some(bytes) => Some(decode(path, bytes)?),
            None => None,
        };
        self.texts.borrow_mut().insert(path.clone(), text.clone());
        Ok(text)
    }

    /// The files whose texts were asked for, for tests.
    #[cfg(test)]
    pub fn asked_for(&self) -> Vec<RelPath> {
        let mut paths: Vec<RelPath> = self.texts.borrow().keys().cloned().collect();
        paths.sort();
        paths
    }

    /// How many files were asked for their text.
    #[cfg(test)]
    pub fn texts_read(&self) -> usize {
        self.texts.borrow().len()
    }

    /// Reads the texts of files that the walk came by, several at a time. What goes wrong with one is said when it is asked for.
    pub fn load(&self, paths: &[&RelPath]) {
        let Place::Disk(root) = &self.place else { return };
        let known = self.texts.borrow();
        let new: Vec<&RelPath> = paths.iter().filter(|path| !known.contains_key(**path)).copied().collect();
        drop(known);
        let texts = side_by_side(&new, |path| {
            let target = root.join(path.as_str());
            let bytes =
                fs::symlink_metadata(&target).ok().filter(fs::Metadata::is_file).map(|found| read(path, &target, found.len()));
            decode(path, bytes?.ok()?).ok()
        });
        let found = new.into_iter().zip(texts).filter_map(|(path, text)| Some((path.clone(), Some(text?))));
        self.texts.borrow_mut().extend(found);
    }

    /// The file's bytes, or nothing when there is no such file.
    pub fn bytes(&self, path: &RelPath) -> Result<Option<Vec<u8>>, TreeError> {
        match &self.place {
            Place::Memory(files) => Ok(files.get(path).cloned()),
            Place::Disk(root) => {
                let followed = || {
                    let target = inside(root, path)?;
                    let metadata = fs::metadata(&target).ok().filter(fs::Metadata::is_file)?;
                    Some((target, metadata))
                };
                let Some((target, metadata)) = self.proven(root, path).or_else(followed) else { return Ok(None) };
                read(path, &target, metadata.len()).map(Some)
            }
        }
    }

    /// Where a file lies that the walk came by without following a link; only the file itself may be one.
    fn proven(&self, root: &Path, path: &RelPath) -> Option<(PathBuf, fs::Metadata)> {
        self.walk.get()?.files.binary_search(path).ok()?;
        let target = root.join(path.as_str());
        let metadata = fs::symlink_metadata(&target).ok().filter(fs::Metadata::is_file)?;
        Some((target, metadata))
    }

    /// Everything below the root, walked once.
    pub fn walk(&self) -> &Walk {
        self.walk.get_or_init(|| {
            let mut walk = match &self.place {
                Place::Disk(root) => walk_disk(root),
                Place::Memory(files) => walk_memory(files),
            };
            walk.files.sort_unstable();
            if let Place::Disk(root) = &self.place {
                add_committed(root, &mut walk);
            }
            walk.folders.sort_unstable();
            walk.skipped.sort_unstable();
            walk
        })
    }

    /// Files and folders that lie directly in `folder`, without those that the walk left out.
    pub fn children(&self, folder: &RelPath) -> impl Iterator<Item = (&RelPath, EntryKind)> {
        let walk = self.walk();
        let beginning = if folder.is_root() { String::new() } else { format!("{folder}/") };
        let length = beginning.len();
        let child = move |path: &&RelPath| !path.as_str()[length..].contains('/');
        let files = below(&walk.files, &beginning).iter().filter(child).map(|path| (path, EntryKind::File));
        let folders = below(&walk.folders, &beginning).iter().filter(child).map(|path| (path, EntryKind::Folder));
        folders.chain(files)
    }
}

/// A run ends with its tree, and the system takes the memory back sooner than one text and one syntax tree after the other.
impl Drop for ProjectTree {
    fn drop(&mut self) {
        if self.root().is_some() {
            let _ = ManuallyDrop::new((take(&mut self.texts), take(&mut self.kept), take(&mut self.walk)));
        }
    }
}

/// The bytes of a file of this size.
fn read(path: &RelPath, target: &Path, size: u64) -> Result<Vec<u8>, TreeError> {
    let error = |problem: String| TreeError { path: path.to_string(), line: None, problem, hint: None };
    if size > LARGEST_TEXT {
        return Err(error(format!("it has {size} bytes, more than the {LARGEST_TEXT} that pydock reads")));
    }
    fs::read(target).map_err(|e| error(io_problem(&e)))
}

/// The paths with this beginning, which stand side by side in a sorted list.
fn below<'p>(sorted: &'p [RelPath], beginning: &str) -> &'p [RelPath] {
    let start = sorted.partition_point(|path| path.as_str() < beginning);
    let count = sorted[start..].partition_point(|path| path.as_str().starts_with(beginning));
    &sorted[start..start + count]
}

/// Where the path leads on disk, unless a link takes it out of the project.
fn inside(root: &Path, path: &RelPath) -> Option<PathBuf> {
    let target = fs::canonicalize(root.join(path.as_str())).ok()?;
    target.starts_with(root).then_some(target)
}

fn walk_disk(root: &Path) -> Walk {
    let skipped = Mutex::new(Vec::new());
    let found = Mutex::new(Walk::default());
    let relative = |path: &Path| path.strip_prefix(root).ok()?.to_str().and_then(|text| RelPath::parse(text).ok());
    // The filter outlives this function's borrow in the builder's eyes, so it works on copies.
    let root_copy = root.to_owned();
    let ignored = ignored::Ignored::below(root);
    let skipped_names = std::sync::Arc::new(skipped);
    let note_skipped = skipped_names.clone();
    let mut builder = WalkBuilder::new(root);
    builder.standard_filters(false).parents(false).follow_links(false);
    builder.filter_entry(move |entry| {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        if entry.depth() == 0 {
            return true;
        }
        if ignored.is_excluded(entry.path(), is_folder) {
            return false;
        }
        if !is_folder {
            return true;
        }
        let name = entry.file_name().to_string_lossy();
        let never =
            NEVER_ENTERED.contains(&name.as_ref()) || name.ends_with(".egg-info") || entry.path().join("pyvenv.cfg").is_file();
        if never && let Some(path) = entry.path().strip_prefix(&root_copy).ok().and_then(Path::to_str) {
            note_skipped.lock().expect("no walker panics").extend(RelPath::parse(path).ok());
        }
        !never
    });
    builder.build_parallel().run(|| {
        let mut batch = Batch { walk: Walk::default(), found: &found };
        Box::new(move |entry| {
            let Ok(entry) = entry else { return WalkState::Continue };
            let (Some(path), Some(kind)) = (relative(entry.path()), entry.file_type()) else { return WalkState::Continue };
            if path.is_root() {
                return WalkState::Continue;
            }
            if kind.is_dir() {
                batch.walk.folders.push(path);
            } else if kind.is_file() || (kind.is_symlink() && inside(root, &path).is_some_and(|target| target.is_file())) {
                batch.walk.files.push(path);
            }
            WalkState::Continue
        })
    });
    let mut walk = found.into_inner().expect("no walker panics");
    walk.skipped = std::mem::take(&mut skipped_names.lock().expect("no walker panics"));
    walk
}

/// Adds the files that git keeps although a `.gitignore` names them. The files are sorted, before and after.
fn add_committed(root: &Path, walk: &mut Walk) {
    let is_known = |name: &str| walk.files.binary_search_by(|file| file.as_str().cmp(name)).is_ok();
    let is_entered = |name: &str| {
        let mut folders = name.rsplit('/').skip(1);
        folders.all(|folder| !NEVER_ENTERED.contains(&folder) && !folder.ends_with(".egg-info"))
    };
    let names = committed::files(root).into_iter().filter(|name| !is_known(name) && is_entered(name));
    let paths = names.filter_map(|name| RelPath::parse(&name).ok());
    walk.forced = paths.filter(|path| inside(root, path).is_some_and(|target| target.is_file())).collect();
    walk.forced.sort_unstable();
    walk.forced.dedup();
    for path in &walk.forced {
        let mut folder = path.parent();
        while !folder.is_root() && !walk.folders.contains(&folder) {
            walk.folders.push(folder.clone());
            folder = folder.parent();
        }
    }
    walk.files.extend(walk.forced.iter().cloned());
    walk.files.sort_unstable();
}

/// One walker thread's finds, handed over when the thread ends, so that threads do not wait for each other.
struct Batch<'a> {
    walk: Walk,
    found: &'a Mutex<Walk>,
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        let mut found = self.found.lock().expect("no walker panics");
        found.files.append(&mut self.walk.files);
        found.folders.append(&mut self.walk.folders);
    }
}

fn walk_memory(files: &BTreeMap<RelPath, Vec<u8>>) -> Walk {
    let mut walk = Walk::default();
    'files: for path in files.keys() {
        let mut above = Vec::new();
        let mut folder = path.parent();
        while !folder.is_root() {
            above.push(folder.clone());
            folder = folder.parent();
        }
        above.reverse();
        for folder in above {
            if NEVER_ENTERED.contains(&folder.file_name()) {
                if !walk.skipped.contains(&folder) {
                    walk.skipped.push(folder);
                }
                continue 'files;
            }
            if !walk.folders.contains(&folder) {
                walk.folders.push(folder);
            }
        }
        walk.files.push(path.clone());
    }
    walk
}

fn io_problem(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}
