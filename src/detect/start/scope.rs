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

    /// The folder of the project that is looked at.
    pub fn folder(&self) -> RelPath {
        match self.scope {
            Scope::Member(member) => member.clone(),
            Scope::Everything | Scope::Root => RelPath::root(),
        }
    }

    /// The pyproject.toml of the project that is looked at.
    pub fn pyproject(&self) -> Option<&'a Pyproject> {
        match self.scope {
            Scope::Member(member) => self.manifests.members.iter().find(|file| file.path.parent() == *member),
            Scope::Everything | Scope::Root => self.manifests.pyproject.as_ref(),
        }
    }
}
