//! What the `.dockerignore` must name besides the usual list: what is really in the tree.

use super::secrets;
use crate::model::RelPath;
use crate::tree::{EntryKind, ProjectTree};

/// Patterns for folders of this tree that no build needs and that the default list does not name, sorted.
///
/// Ex) a virtual environment with an unusual name, `.terraform`, a folder that only editors write.
pub fn detect(tree: &ProjectTree, defaults: &[&str]) -> Vec<String> {
    let root = RelPath::root();
    let known = |name: &str| {
        defaults.iter().any(|pattern| {
            let last = pattern.rsplit('/').next().unwrap_or(pattern);
            last == name || last.strip_prefix('*').is_some_and(|ending| name.ends_with(ending))
        })
    };
    let mut patterns: Vec<String> = tree
        .walk()
        .skipped
        .iter()
        .filter(|path| !known(path.file_name()))
        .map(|path| path.as_str().to_owned())
        .chain(
            tree.children(&root)
                .filter(|(_, kind)| *kind == EntryKind::File)
                .filter_map(|(path, _)| secrets::of(tree, path))
                .filter(|secret| !secret.is_listed)
                .map(|secret| secret.path.as_str().to_owned()),
        )
        .filter(|pattern| pattern.chars().all(|c| c.is_ascii_alphanumeric() || "./_-@+ ".contains(c)))
        .collect();
    patterns.sort();
    patterns.dedup();
    patterns
}
