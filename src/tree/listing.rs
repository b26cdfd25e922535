//! What lies in a folder as Docker sees it: hidden files, what git ignores and links that lead nowhere among them.

use std::fs;

use super::{Place, ProjectTree};
use crate::model::RelPath;

impl ProjectTree {
    /// The names in a folder, sorted; none where it is no folder.
    pub fn entries(&self, folder: &RelPath) -> Vec<String> {
        let mut names: Vec<String> = match &self.place {
            Place::Disk(root) => {
                let entries = super::inside(root, folder).and_then(|target| fs::read_dir(target).ok());
                entries.into_iter().flatten().filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect()
            }
            Place::Memory(files) => {
                let below = files.keys().filter(|file| file.is_within(folder));
                let name = |file: &RelPath| file.as_str().split('/').nth(folder.depth()).map(str::to_owned);
                below.filter_map(name).collect()
            }
        };
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Whether anybody may run the file; `None` for a tree in memory.
    pub fn is_executable(&self, path: &RelPath) -> Option<bool> {
        let Place::Disk(root) = &self.place else { return None };
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let metadata = fs::metadata(super::inside(root, path)?).ok()?;
            Some(metadata.permissions().mode() & 0o111 != 0)
        }
        #[cfg(not(unix))]
        {
            // Docker sends every file of a Windows disk as executable.
            let _ = (root, path);
            None
        }
    }
}
