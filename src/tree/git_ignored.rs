//! Which line of a `.gitignore` keeps a file out of the repository.

use std::path::Path;
use std::rc::Rc;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::ProjectTree;
use crate::model::{Location, RelPath};

impl ProjectTree {
    /// The line of the `.gitignore` that excludes the file, if one does: such a file is not committed. `None` if none does.
    pub fn git_ignored_by(&self, path: &RelPath) -> Option<Location> {
        if self.walk().forced.binary_search(path).is_ok() {
            return None;
        }
        let mut folder = path.parent();
        loop {
            let rules = self.gitignore(&folder);
            let matched = rules.matched_path_or_any_parents(Path::new(path.as_str()), false);
            if matched.is_whitelist() {
                return None;
            }
            if let ignore::Match::Ignore(glob) = matched {
                let file = folder.join(".gitignore").expect("a file name stays inside");
                let text = self.text(&file).ok().flatten()?;
                let line = text.lines().position(|line| line.trim() == glob.original()).map(|index| index + 1);
                return Some(Location { file, line });
            }
            if folder.is_root() {
                return None;
            }
            folder = folder.parent();
        }
    }

    fn gitignore(&self, folder: &RelPath) -> Rc<Gitignore> {
        if let Some(known) = self.ignores.borrow().get(folder) {
            return known.clone();
        }
        let file = folder.join(".gitignore").expect("a file name stays inside");
        let mut builder = GitignoreBuilder::new(folder.as_str());
        for line in self.text(&file).ok().flatten().unwrap_or_default().lines() {
            // A pattern that git itself cannot read excludes nothing.
            let _ = builder.add_line(None, line);
        }
        let rules = Rc::new(builder.build().unwrap_or_else(|_| Gitignore::empty()));
        self.ignores.borrow_mut().insert(folder.clone(), rules.clone());
        rules
    }
}
