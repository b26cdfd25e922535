//! Where the files of the project stand in an image, as the `COPY` instructions put them.

use super::reading::{Said, packages};
use crate::dockerfile::Keyword;
use crate::dockerfile::image_path::{absolute, below};
use crate::lint::Document;
use crate::model::RelPath;
use crate::tree::{EntryKind, ProjectTree};

/// Stages that copy from each other, more than any file has.
const DEEPEST: usize = 6;

/// Files that say that a folder is a project.
const MANIFESTS: &[&str] = &["Pipfile", "poetry.lock", "pyproject.toml", "requirements.txt", "setup.cfg", "setup.py", "uv.lock"];

pub struct Layout<'d> {
    pub document: &'d Document<'d>,
    pub tree: &'d ProjectTree,
    /// The build context.
    pub context: &'d RelPath,
}

impl Layout<'_> {
    /// The file or folder of the project that has this absolute path in the stage's image. `None` if nothing of the project is
    /// copied there.
    pub fn of(&self, stage: usize, path: &str) -> Option<RelPath> {
        self.search(stage, path, 0)
    }

    /// The folder of the project whose subfolders, or whose modules where there are none, are copied one by one into this folder
    /// of the image: `backend` for `COPY backend/app /srv/app` and `/srv`. `None` if there is none.
    pub fn above(&self, stage: usize, path: &str) -> Option<RelPath> {
        let (mut of_folders, mut of_files): (Vec<RelPath>, Vec<RelPath>) = (Vec::new(), Vec::new());
        for view in self.document.lineage(stage) {
            for index in view.range.clone() {
                let instruction = &self.document.instructions()[index];
                let Some(copy) = instruction.copy_paths().filter(|_| instruction.flag("from").is_none()) else { continue };
                let Some(to) = self.document.expand(index, &copy.destination) else { continue };
                let (into, is_folder) = self.destination(view.index, index, &to, copy.sources.len());
                for source in &copy.sources {
                    let Ok(source) = self.context.join(&of_context(source)) else { continue };
                    let is_one = copy.sources.len() == 1;
                    let place = join(path, source.file_name());
                    if self.tree.is_folder(&source) && is_one && into == place {
                        of_folders.push(source.parent());
                    } else if self.tree.is_file(&source) && (into == place || (is_folder && into == join(path, ""))) {
                        of_files.push(source);
                    }
                }
            }
        }
        let modules: Vec<RelPath> = of_files.iter().filter(|file| file.extension() == Some("py")).map(RelPath::parent).collect();
        let found = match (of_folders.is_empty(), modules.is_empty()) {
            (false, _) => of_folders,
            (true, false) => modules,
            // Without a working folder a list of dependencies is put anywhere.
            (true, true) if path == "/" => Vec::new(),
            (true, true) => of_files.iter().map(RelPath::parent).collect(),
        };
        let first = found.first()?.clone();
        found.iter().all(|folder| *folder == first).then_some(first)
    }

    /// Where the instruction copies to, and whether that is certainly a folder. A working folder exists, so that a file is copied
    /// into it: `COPY run.py /app`.
    fn destination(&self, stage: usize, index: usize, written: &str, sources: usize) -> (String, bool) {
        let workdir = self.workdir(stage, index);
        let destination = join(&workdir, written);
        let is_folder = written.ends_with('/') || sources > 1 || below(&workdir, &destination).is_some();
        (destination, is_folder)
    }

    /// The path as one of the project, where the files around it are copied from there. `None` if they are not copied from the
    /// project.
    pub fn in_project(&self, stage: usize, path: &str) -> Option<RelPath> {
        let mut folder = path;
        loop {
            let rest = path[folder.len()..].trim_start_matches('/');
            let own = self.of(stage, folder).or_else(|| self.above(stage, folder));
            if let Some(own) = own.filter(|own| rest.is_empty() || !self.tree.is_file(own)) {
                return if rest.is_empty() { Some(own) } else { own.join(rest).ok() };
            }
            folder = folder.rsplit_once('/').map(|(above, _)| above).filter(|above| !above.is_empty())?;
        }
    }

    fn search(&self, stage: usize, path: &str, depth: usize) -> Option<RelPath> {
        if depth > DEEPEST {
            return None;
        }
        let document = self.document;
        for view in document.lineage(stage) {
            for index in view.range.clone().rev() {
                let instruction = &document.instructions()[index];
                let Some(copy) = instruction.copy_paths() else { continue };
                let Some(written) = document.expand(index, &copy.destination) else { continue };
                let (destination, is_folder) = self.destination(view.index, index, &written, copy.sources.len());
                let from = instruction.flag("from").map(|name| document.stage_called(name, view.index).map(|stage| stage.index));
                for source in &copy.sources {
                    let Some(source) = document.expand(index, source) else { continue };
                    let found = match from {
                        None => self.in_context(&source, &destination, is_folder, path),
                        Some(Some(other)) => self.in_stage(other, &source, &destination, path, depth),
                        Some(None) => None,
                    };
                    if found.is_some() {
                        return found;
                    }
                }
            }
        }
        None
    }

    fn in_context(&self, source: &str, destination: &str, is_folder: bool, path: &str) -> Option<RelPath> {
        let source = of_context(source);
        let source = source.as_str();
        if source.contains(['*', '?']) {
            let (folder, pattern) = source.rsplit_once('/').unwrap_or(("", source));
            let name = below(path, destination)?;
            let (start, end) = pattern.split_once('*').unwrap_or((pattern, ""));
            let fits = !name.contains('/') && name.starts_with(start) && name.ends_with(end);
            let found = self.context.join(format!("{folder}/{name}").trim_start_matches('/')).ok()?;
            return Some(found).filter(|found| fits && self.tree.is_file(found));
        }
        // `COPY src/. .` copies what is in the folder.
        let entry = self.context.join(source).ok()?;
        match self.tree.kind(&entry) {
            Some(EntryKind::Folder) => {
                let found = entry.join(below(path, destination)?).ok()?;
                Some(found).filter(|found| found.is_root() || self.tree.kind(found).is_some())
            }
            Some(_) => {
                let target = if is_folder { join(destination, entry.file_name()) } else { destination.to_owned() };
                (target == path).then_some(entry)
            }
            None if entry.is_root() => below(path, destination).and_then(|rest| RelPath::parse(rest).ok()),
            None => None,
        }
    }

    fn in_stage(&self, stage: usize, source: &str, destination: &str, path: &str, depth: usize) -> Option<RelPath> {
        let source = join("/", source);
        let name = source.rsplit('/').next().unwrap_or_default();
        let inside = below(path, destination).and_then(|rest| self.search(stage, &join(&source, rest), depth + 1));
        inside.or_else(|| {
            let rest = below(path, &join(destination, name))?;
            self.search(stage, &join(&source, rest), depth + 1)
        })
    }

    /// The working folder in front of the instruction with this place in the file's list.
    pub fn workdir(&self, stage: usize, index: usize) -> String {
        let document = self.document;
        let mut folder = "/".to_owned();
        for view in document.lineage(stage).into_iter().rev() {
            let end = if view.range.contains(&index) { index } else { view.range.end };
            for place in view.range.start..end {
                let instruction = &document.instructions()[place];
                if instruction.keyword == Keyword::Workdir
                    && let Some(text) = instruction.arguments.as_shell().and_then(|text| document.expand(place, text.trim()))
                {
                    folder = join(&folder, text.trim_matches('"'));
                }
            }
        }
        folder
    }

    /// The working folder that the stage ends with.
    pub fn last_workdir(&self, stage: usize) -> String {
        let end = self.document.stages.get(stage).map_or(0, |view| view.range.end);
        self.workdir(stage, end)
    }

    /// The stage, what it is built on, and the stages that they copy from.
    pub fn stages_of(&self, stage: usize) -> Vec<usize> {
        let document = self.document;
        let mut found: Vec<usize> = Vec::new();
        let mut open = vec![stage];
        while let Some(stage) = open.pop() {
            for view in document.lineage(stage) {
                if found.contains(&view.index) {
                    continue;
                }
                found.push(view.index);
                let from = view.instructions.iter().filter_map(|instruction| instruction.flag("from"));
                open.extend(from.filter_map(|name| Some(document.stage_called(name, view.index)?.index)));
            }
        }
        found.sort_unstable();
        found
    }

    /// The packages of the system in the stages that this one copies from.
    pub fn packages_of_others(&self, stage: usize) -> Vec<Said<String>> {
        let own: Vec<usize> = self.document.lineage(stage).iter().map(|view| view.index).collect();
        let others = self.stages_of(stage).into_iter().filter(|index| !own.contains(index));
        others.filter_map(|index| self.document.stages.get(index)).flat_map(|view| packages(self.document, view)).collect()
    }

    /// The folder of another project, where the stage is made of that one alone: its manifest is copied, and this project's is
    /// not. `None` otherwise.
    pub fn other_project(&self, stage: usize) -> Option<(RelPath, Option<usize>)> {
        let has_manifest =
            |folder: &RelPath| MANIFESTS.iter().any(|name| folder.join(name).is_ok_and(|path| self.tree.is_file(&path)));
        if !has_manifest(&RelPath::root()) {
            return None;
        }
        if !self.context.is_root() {
            return has_manifest(self.context).then(|| (self.context.clone(), None));
        }
        let mut other = None;
        for index in self.stages_of(stage) {
            for instruction in self.document.stages.get(index)?.instructions {
                let mounts =
                    instruction.mounts().into_iter().filter_map(|mount| mount.source().map(str::to_owned)).collect::<Vec<_>>();
                let copied = instruction.copy_paths().filter(|_| instruction.flag("from").is_none()).map(|copy| copy.sources);
                for source in copied.into_iter().flatten().chain(mounts) {
                    let Ok(path) = RelPath::parse(&of_context(&source)) else { continue };
                    let is_manifest = path.file_name().starts_with("requirements") || MANIFESTS.contains(&path.file_name());
                    if path.is_root() || (path.depth() == 1 && is_manifest) || source.starts_with('*') {
                        return None;
                    }
                    let folder = if is_manifest { path.parent() } else { path };
                    if other.is_none() && is_manifest_folder(&folder) && has_manifest(&folder) {
                        other = Some((folder, Some(instruction.line)));
                    }
                }
            }
        }
        other
    }
}

/// A folder that only sorts the requirements of this project is no project.
fn is_manifest_folder(folder: &RelPath) -> bool {
    !folder.is_root() && !matches!(folder.file_name(), "requirements" | "reqs" | "deps")
}

/// A source as a path of the context. BuildKit takes `.` and `..` out of it and never leaves the context. Ex) `src` for `../src`
pub fn of_context(source: &str) -> String {
    match &absolute(source, "/")[1..] {
        "" => ".".to_owned(),
        path => path.to_owned(),
    }
}

/// The path as seen from an absolute folder, `.` and `..` taken out.
pub fn join(folder: &str, path: &str) -> String {
    absolute(path, folder)
}
