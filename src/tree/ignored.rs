//! What `.gitignore` excludes from the walk.
//!
//! The files are read here rather than by the walker: it opens whatever has that name, and a pipe or a device of that name
//! would never end. What is not a regular file of a reasonable size, or is a link, excludes nothing; git says the same of a
//! link.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// The largest `.gitignore` that is read; those of whole distributions have a hundredth of it.
const LARGEST: u64 = 1024 * 1024;

/// The rules of all folders, each read when the walk first comes to one of its entries.
pub(super) struct Ignored {
    root: PathBuf,
    folders: RwLock<HashMap<PathBuf, Option<Arc<Gitignore>>>>,
}

impl Ignored {
    pub(super) fn below(root: &Path) -> Self {
        Self { root: root.to_owned(), folders: RwLock::default() }
    }

    /// The rules of the nearest folder that says something about the entry count. A folder that is excluded is never
    /// entered, so nothing below it is asked for.
    pub(super) fn is_excluded(&self, entry: &Path, is_folder: bool) -> bool {
        let above = entry.ancestors().skip(1).take_while(|folder| folder.starts_with(&self.root));
        for folder in above {
            let Some(rules) = self.rules(folder) else { continue };
            let matched = rules.matched(entry, is_folder);
            if !matched.is_none() {
                return matched.is_ignore();
            }
        }
        false
    }

    fn rules(&self, folder: &Path) -> Option<Arc<Gitignore>> {
        if let Some(known) = self.folders.read().ok()?.get(folder) {
            return known.clone();
        }
        let rules = read(folder).map(Arc::new);
        self.folders.write().ok()?.insert(folder.to_owned(), rules.clone());
        rules
    }
}

fn read(folder: &Path) -> Option<Gitignore> {
    let path = folder.join(".gitignore");
    let metadata = fs::symlink_metadata(&path).ok()?;
    if !metadata.is_file() || metadata.len() > LARGEST {
        return None;
    }
    let bytes = fs::read(&path).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let mut builder = GitignoreBuilder::new(folder);
    for line in text.trim_start_matches('\u{feff}').lines() {
        // A pattern that git itself cannot read excludes nothing.
        let _ = builder.add_line(None, line);
    }
    builder.build().ok()
}
