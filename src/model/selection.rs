//! What is installed of a locked project.

use super::{ExtraName, GroupName, PackageName, normalized_name};

/// What is asked for beside the main dependencies. Nothing asked for is production.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    pub members: Members,
    /// Extras of the project.
    pub extras: Vec<ExtraName>,
    pub groups: Groups,
}

/// Which projects of a workspace are installed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Members {
    /// The one at the root of the repository; all of them where there is none.
    #[default]
    Root,
    Named(PackageName),
    All,
}

/// Which dependency groups are installed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Groups {
    Named(Vec<GroupName>),
    All,
}

impl Default for Groups {
    fn default() -> Self {
        Self::Named(Vec::new())
    }
}

impl Groups {
    /// Names are compared as PEP 735 has it.
    pub fn contains(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Named(groups) => {
                let name = normalized_name(name);
                groups.iter().any(|group| normalized_name(group.as_str()) == name)
            }
        }
    }
}
