//! uv: the part of a workspace that one member is built from.

use crate::model::{CopyPaths, DependencySource, LockFormat, RelPath, SourcePath, Step, linux_environment};

use super::installer::Installer;

impl Installer<'_> {
    /// The files that `uv sync --package` reads: the manifests of the whole workspace, which the lock is compared with, and
    /// the folders of the member and of what it depends on. A change of another member's source repeats no step.
    ///
    /// `None` if the whole source is needed: no member is built, or it depends on the root.
    pub(super) fn member_source(&self) -> Option<Step> {
        let lock = self.manifests.lock(LockFormat::Uv).filter(|_| self.workspace_member().is_some())?;
        let environment = linux_environment(self.facts.python.value, "x86_64");
        let reached = lock.graph.reach(lock.packages.len(), &self.facts.selection, &environment);
        let mut folders: Vec<RelPath> = Vec::new();
        for package in reached.iter().map(|index| &lock.packages[*index]) {
            if let DependencySource::Path { path, .. } = &package.source {
                let folder = RelPath::parse(path).ok().filter(|folder| !folder.is_root())?;
                folders.push(folder);
            }
        }
        folders.sort_unstable();
        folders.dedup();
        let is_inside = |file: &RelPath| folders.iter().any(|folder| file.is_within(folder));
        let manifests: Vec<RelPath> = self.project_files().into_iter().filter(|file| !is_inside(file)).collect();
        let (at_root, below): (Vec<&RelPath>, Vec<&RelPath>) = manifests.iter().partition(|file| file.depth() == 1);
        let at_root = at_root.into_iter().map(SourcePath::new).collect::<Result<Vec<_>, _>>().ok()?;
        let mut copies = vec![CopyPaths::new(&at_root.iter().collect::<Vec<_>>(), "./")];
        for file in below.into_iter().chain(&folders) {
            let path = SourcePath::new(file).ok()?;
            copies.push(CopyPaths::new(&[&path], path.as_str()));
        }
        Some(Step::Source { copies })
    }
}
