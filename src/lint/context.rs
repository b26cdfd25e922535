//! What lies beside a Dockerfile: the build context, as far as rules ask about it.

use std::cell::OnceCell;

use crate::dockerfile::{Dockerfile, IgnoreError, IgnoreFile};
use crate::knowledge::secret_file;
use crate::manifest::{build_context, image_builds, is_named_context};
use crate::model::{DOCKERIGNORE, RelPath, RenderedFile, Text, dockerfile_of_ignore, is_dockerfile_name, own_ignore_name};
use crate::tree::ProjectTree;

/// The folder of a Dockerfile, taken for its build context; without a folder, nothing is known about any file.
pub struct Context<'a> {
    tree: Option<&'a ProjectTree>,
    /// The Dockerfile's name in the folder; nothing for standard input.
    name: Option<String>,
    /// Where the file lies in its repository, as far as that is known.
    place: String,
    /// Whether the folder is the context beyond doubt.
    is_sure: bool,
    ignore: OnceCell<Option<IgnoreEntry>>,
}

/// The ignore file that counts, as far as it can be read.
struct IgnoreEntry {
    path: RelPath,
    parsed: Result<IgnoreFile, IgnoreError>,
}

impl<'a> Context<'a> {
    pub fn new(tree: Option<&'a ProjectTree>, name: Option<&str>) -> Self {
        let place = name.unwrap_or_default().to_owned();
        Self { tree, name: name.map(str::to_owned), place, is_sure: true, ignore: OnceCell::new() }
    }

    /// The same for a file at this place of its repository; unless it `is_sure`, another folder may be the context.
    #[must_use]
    pub fn at(self, place: &str, is_sure: bool) -> Self {
        Self { place: place.to_owned(), is_sure, ..self }
    }

    /// The same with this ignore file in force, which may not be on disk yet.
    #[must_use]
    pub fn with_ignore(self, file: Option<&RenderedFile>) -> Self {
        let entry = file.map(|file| IgnoreEntry { path: file.path.clone(), parsed: IgnoreFile::parse(&file.contents) });
        Self { ignore: OnceCell::from(entry), ..self }
    }

    /// A text from nowhere, about whose surroundings nothing is known.
    pub const fn unknown() -> Self {
        Self { tree: None, name: None, place: String::new(), is_sure: false, ignore: OnceCell::new() }
    }

    /// Whether the folder is known, so that a file that is not found does not exist.
    pub fn is_known(&self) -> bool {
        self.tree.is_some()
    }

    /// The path of the file in its repository. Ex) `.devcontainer/Dockerfile`
    pub fn place(&self) -> &str {
        &self.place
    }

    /// Whether no other folder can be the context.
    pub fn is_sure(&self) -> bool {
        self.is_sure
    }

    pub fn tree(&self) -> Option<&'a ProjectTree> {
        self.tree
    }

    /// The Dockerfiles that are built from this context, with the ignore file of this name in force.
    pub fn dockerfiles(&self) -> Vec<RelPath> {
        const MOST: usize = 30;
        let Some(tree) = self.tree else { return Vec::new() };
        let own = self.name.as_deref().and_then(dockerfile_of_ignore);
        if let Some(own) = own {
            return RelPath::parse(own).into_iter().collect();
        }
        let builds = OnceCell::new();
        let has_own_ignore = |path: &RelPath| RelPath::parse(&own_ignore_name(path.as_str())).is_ok_and(|own| tree.is_file(&own));
        let is_ours = |path: &&RelPath| {
            let is_built_here = || {
                let text = tree.text(path).ok().flatten()?;
                let context =
                    build_context(tree, builds.get_or_init(|| image_builds(tree)), path, &Dockerfile::parse_leniently(&text).0);
                Some(context.is_sure && context.folder.is_root())
            };
            !has_own_ignore(path) && (path.depth() == 1 || is_built_here() == Some(true))
        };
        let named = tree.walk().files.iter().filter(|path| is_dockerfile_name(path.file_name())).take(MOST);
        named.filter(is_ours).cloned().collect()
    }

    /// Whether the path leads to a file or a folder of the build context.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_start_matches('/');
        self.tree.is_some_and(|tree| RelPath::parse(path).is_ok_and(|path| tree.kind(&path).is_some()))
    }

    /// Whether a plain name in the place of an image is one that the repository's builds give to another build.
    pub fn is_named_context(&self, name: &str) -> bool {
        !name.contains(['/', ':', '.', '@']) && self.tree.is_some_and(|tree| is_named_context(tree, name))
    }

    /// The text of a file of the build context. `None` if it is not there, or is not text.
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
    /// `None` if there is none.
    pub fn ignore_path(&self) -> Option<&RelPath> {
        self.ignore_entry().map(|entry| &entry.path)
    }

    /// The patterns of the ignore file, where there is one that can be read. `None` if there is none that can be read.
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
            let own = self.name.as_deref().map(own_ignore_name);
            own.into_iter().chain([DOCKERIGNORE.to_owned()]).find_map(|name| {
                let path = RelPath::parse(&name).ok()?;
                let text = tree.text(&path).ok()??;
                Some(IgnoreEntry { path, parsed: IgnoreFile::parse(&text) })
            })
        };
        self.ignore.get_or_init(find).as_ref()
    }
}
