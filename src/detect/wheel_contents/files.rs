//! The files of the project as a build backend walks over them.

use std::collections::BTreeSet;

use globset::{GlobBuilder, GlobMatcher};

use crate::model::RelPath;
use crate::tree::ProjectTree;

/// Every file that git does not ignore, sorted.
#[derive(Clone, Copy)]
pub(super) struct Files<'a> {
    all: &'a [RelPath],
}

impl<'a> Files<'a> {
    pub fn new(tree: &'a ProjectTree) -> Self {
        Self { all: &tree.walk().files }
    }

    pub fn all(self) -> impl Iterator<Item = &'a RelPath> {
        self.all.iter()
    }

    pub fn is_file(self, path: &str) -> bool {
        RelPath::parse(path).is_ok_and(|path| self.all.binary_search(&path).is_ok())
    }

    pub fn is_folder(self, path: &str) -> bool {
        RelPath::parse(path).is_ok_and(|path| self.below(&path).next().is_some())
    }

    /// The files below a folder, or nothing where there is no such folder.
    pub fn below(self, folder: &RelPath) -> impl Iterator<Item = &'a RelPath> {
        let folder = folder.clone();
        self.all.iter().filter(move |file| file.is_within(&folder) && **file != folder)
    }

    /// The files directly in a folder.
    pub fn inside(self, folder: &RelPath) -> impl Iterator<Item = &'a RelPath> {
        let depth = folder.depth() + 1;
        self.below(folder).filter(move |file| file.depth() == depth)
    }

    /// The names of the folders directly in a folder, sorted.
    pub fn folders_in(self, folder: &RelPath) -> BTreeSet<&'a str> {
        let depth = folder.depth();
        self.below(folder)
            .filter(|file| file.depth() > depth + 1)
            .filter_map(|file| file.as_str().split('/').nth(depth))
            .collect()
    }

    /// The files that a glob below a folder names; a folder that it names stands for all that is in it.
    pub fn named_by(self, base: &RelPath, glob: &str) -> Vec<&'a RelPath> {
        let Ok(full) = base.join(glob.trim_start_matches("./").trim_end_matches('/')) else { return Vec::new() };
        if self.is_file(full.as_str()) {
            return self.all.iter().filter(|file| **file == full).collect();
        }
        let Some(matcher) = path_glob(full.as_str()) else { return Vec::new() };
        let is_named = |file: &&RelPath| {
            let parts = file.as_str().match_indices('/').map(|(end, _)| &file.as_str()[..end]);
            matcher.is_match(file.as_str()) || parts.into_iter().any(|folder| matcher.is_match(folder))
        };
        self.all.iter().filter(is_named).collect()
    }
}

/// A glob over paths, in which `*` ends at a slash. `None` if the glob is not valid.
pub(super) fn path_glob(glob: &str) -> Option<GlobMatcher> {
    GlobBuilder::new(glob).literal_separator(true).build().ok().map(|glob| glob.compile_matcher())
}

/// Whether one of Python's `fnmatch` patterns takes a dotted name; `*` takes dots too.
pub(super) fn takes_name(patterns: &[String], name: &str) -> bool {
    patterns.iter().any(|pattern| {
        pattern == "*"
            || pattern == name
            || (pattern.contains(['*', '?', '[']) && name_glob(pattern).is_some_and(|glob| glob.is_match(name)))
    })
}

fn name_glob(pattern: &str) -> Option<GlobMatcher> {
    GlobBuilder::new(pattern).literal_separator(false).build().ok().map(|glob| glob.compile_matcher())
}
