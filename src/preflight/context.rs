//! The build context: which files of the project reach the builder.

use std::cell::Cell;

use globset::GlobBuilder;

use crate::dockerfile::{IgnoreFile, IgnorePattern};
use crate::model::RelPath;
use crate::tree::{EntryKind, ProjectTree};

use super::place;

/// The project's files without those that the ignore file leaves out.
pub struct Context<'a> {
    pub tree: &'a ProjectTree,
    pub ignore: IgnoreFile,
    /// The ignore file in force, for messages.
    pub ignore_path: RelPath,
    /// How often somebody has looked for a path in an image.
    pub looked: Cell<usize>,
}

impl Context<'_> {
    /// What the builder finds under the path. `None` if nothing is there.
    pub fn kind(&self, path: &RelPath) -> Option<EntryKind> {
        if path.is_root() {
            return Some(EntryKind::Folder);
        }
        let kind = self.tree.kind(path).or_else(|| self.tree.is_link(path).then_some(EntryKind::File))?;
        if !self.ignore.is_ignored(path) || (kind == EntryKind::Folder && self.takes_back_below(path)) {
            Some(kind)
        } else {
            None
        }
    }

    /// The pattern that keeps a path of the project from the builder. `None` if none does.
    pub fn left_out_by(&self, path: &RelPath) -> Option<&IgnorePattern> {
        self.ignore.decided_by(path).filter(|pattern| !pattern.is_exception)
    }

    /// Whether an exception may bring back something in an ignored folder.
    fn takes_back_below(&self, folder: &RelPath) -> bool {
        let has_exception = self.ignore.patterns.iter().any(|pattern| pattern.is_exception);
        has_exception && self.has_below(folder)
    }

    fn has_below(&self, folder: &RelPath) -> bool {
        self.tree.entries(folder).iter().filter_map(|name| folder.join(name).ok()).any(|path| {
            !self.ignore.is_ignored(&path) || (self.tree.kind(&path) == Some(EntryKind::Folder) && self.has_below(&path))
        })
    }

    /// The paths that a source of `COPY` names, wild cards expanded; `None` if it cannot be told.
    pub fn expand(&self, source: &str) -> Option<Vec<RelPath>> {
        // The builder stays inside: `..` at the root leads nowhere.
        let source = &place::absolute(source, "/")[1..];
        if !has_wild_card(source) {
            let path = RelPath::parse(source).ok()?;
            return Some(self.kind(&path).map(|_| path).into_iter().collect());
        }
        let mut found = vec![RelPath::root()];
        for part in source.split('/').filter(|part| !part.is_empty() && *part != ".") {
            // Go's matching has no braces, and globset has: rather nothing than a guess.
            if part.contains(['{', '}', '\\']) || part == ".." {
                return None;
            }
            let mut next = Vec::new();
            for folder in &found {
                if has_wild_card(part) {
                    let glob = GlobBuilder::new(part).literal_separator(true).build().ok()?.compile_matcher();
                    let names = self.tree.entries(folder).into_iter().filter(|name| glob.is_match(name));
                    next.extend(names.filter_map(|name| folder.join(&name).ok()));
                } else {
                    next.extend(folder.join(part).ok());
                }
            }
            next.retain(|path| self.kind(path).is_some());
            found = next;
        }
        Some(found)
    }
}

pub fn has_wild_card(text: &str) -> bool {
    text.contains(['*', '?', '['])
}
