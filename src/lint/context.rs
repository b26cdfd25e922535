//! What lies beside a Dockerfile: the build context, as far as rules ask about it.

use std::cell::OnceCell;

use crate::dockerfile::{IgnoreError, IgnoreFile};
use crate::knowledge::secret_file;
use crate::model::{RelPath, Text};
use crate::tree::ProjectTree;

/// The folder of a Dockerfile, taken for its build context; without a folder, nothing is known about any file.
pub struct Context<'a> {
    tree: Option<&'a ProjectTree>,
    /// The Dockerfile's name in the folder; nothing for standard input.
    name: Option<String>,
    ignore: OnceCell<Option<IgnoreEntry>>,
}

/// The ignore file that counts, as far as it can be read.
struct IgnoreEntry {
    path: RelPath,
    parsed: Result<IgnoreFile, IgnoreError>,
}

impl<'a> Context<'a> {
    pub fn new(tree: Option<&'a ProjectTree>, name: Option<&str>) -> Self {
        Self { tree, name: name.map(str::to_owned), ignore: OnceCell::new() }
    }

    /// A text from nowhere, about whose surroundings nothing is known.
    pub const fn unknown() -> Self {
        Self { tree: None, name: None, ignore: OnceCell::new() }
    }

    /// Whether the folder is known, so that a file that is not found does not exist.
    pub fn is_known(&self) -> bool {
        self.tree.is_some()
    }

    /// Whether the path leads to a file or a folder of the build context.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_start_matches('/');
        self.tree.is_some_and(|tree| RelPath::parse(path).is_ok_and(|path| tree.kind(&path).is_some()))
    }

    /// The text of a file of the build context.
    pub fn text(&self, path: &str) -> Option<Text> {
        self.tree?.text(&RelPath::parse(path).ok()?).ok()?
    }

    /// Files of the folder that hold secrets and are not in a folder of tests or documents, with what they hold.
    pub fn secrets(&self) -> Vec<(RelPath, &'static str)> {
        const ELSEWHERE: &[&str] = &["doc", "docs", "example", "examples", "fixtures", "test", "testing", "tests"];
        let Some(tree) = self.tree else { return Vec::new() };
        let is_own = |path: &&RelPath| !path.as_str().split('/').any(|part| ELSEWHERE.contains(&part));
        let here = tree.entries(&RelPath::root()).into_iter().filter_map(|name| RelPath::parse(&name).ok());
        let mut paths: Vec<RelPath> = here.filter(|path| tree.is_file(path)).collect();
        paths.extend(tree.walk().files.iter().filter(|path| path.depth() > 1).filter(is_own).cloned());
        let holds = |path: &RelPath| secret_file(path).filter(|row| row.is_proven(self.text(path.as_str()).as_deref()));
        paths.into_iter().filter_map(|path| holds(&path).map(|row| (path.clone(), row.holds.as_str()))).collect()
    }

    /// The ignore file that a build with this Dockerfile goes by: its own, `<name>.dockerignore`, or the common one.
    pub fn ignore_path(&self) -> Option<&RelPath> {
        self.ignore_entry().map(|entry| &entry.path)
    }

    /// The patterns of the ignore file, where there is one that can be read.
    pub fn ignore_file(&self) -> Option<&IgnoreFile> {
        self.ignore_entry()?.parsed.as_ref().ok()
    }

    /// Whether the folder is known and no ignore file is there.
    pub fn lacks_ignore_file(&self) -> bool {
        self.is_known() && self.ignore_entry().is_none()
    }

    fn ignore_entry(&self) -> Option<&IgnoreEntry> {
        let find = || {
            let tree = self.tree?;
            let own = self.name.as_ref().map(|name| format!("{name}.dockerignore"));
            own.into_iter().chain([".dockerignore".to_owned()]).find_map(|name| {
                let path = RelPath::parse(&name).ok()?;
                let text = tree.text(&path).ok()??;
                Some(IgnoreEntry { path, parsed: IgnoreFile::parse(&text) })
            })
        };
        self.ignore.get_or_init(find).as_ref()
    }
}
