//! Whose files a start is looked for in.

use super::Evidence;
use crate::manifest::Pyproject;
use crate::model::RelPath;

/// A part of the repository that is started on its own.
#[derive(Debug, Clone, Copy, Default)]
pub enum Scope<'a> {
    /// Every file: a person named the start.
    #[default]
    Everything,
    /// The project at the root, without the projects and the members of the workspace below it.
    Root,
    /// One member of the workspace.
    Member(&'a RelPath),
}

impl<'a> Evidence<'a> {
    /// Whether the file is one of the project's that is looked at.
    pub fn is_in_scope(&self, file: &RelPath) -> bool {
        let inner =
            || self.manifests.apart.iter().cloned().chain(self.manifests.members.iter().map(|member| member.path.parent()));
        match self.scope {
            Scope::Everything => true,
            Scope::Root => !inner().any(|folder| file.is_within(&folder)),
            Scope::Member(member) => {
                let is_deeper = |folder: &RelPath| folder != member && folder.is_within(member);
                file.is_within(member) && !inner().any(|folder| is_deeper(&folder) && file.is_within(&folder))
            }
        }
    }

    /// Whether the file lies below the root of a repository that has no manifest there, but many projects beside the file.
    pub fn is_one_of_many(&self, file: &RelPath) -> bool {
        const MANY: usize = 8;
        let is_root = matches!(self.scope, Scope::Root);
        is_root && file.depth() > 1 && !self.has_manifest() && self.manifests.apart.len() >= MANY
    }

    /// The folder of the project that is looked at.
    pub fn folder(&self) -> RelPath {
        match self.scope {
            Scope::Member(member) => member.clone(),
            Scope::Everything | Scope::Root => RelPath::root(),
        }
    }

    /// The pyproject.toml of the project that is looked at. `None` if it has none.
    pub fn pyproject(&self) -> Option<&'a Pyproject> {
        match self.scope {
            Scope::Member(member) => self.manifests.members.iter().find(|file| file.path.parent() == *member),
            Scope::Everything | Scope::Root => self.manifests.pyproject.as_ref(),
        }
    }
}
