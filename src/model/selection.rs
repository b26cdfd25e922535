//! What is installed of a locked project.

use super::{ExtraName, GroupName, PackageName};

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
    /// Names are compared as PEP 735 has it: without regard to case, and `-`, `_` and `.` are the same.
    pub fn contains(&self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Named(groups) => groups.iter().any(|group| normalized(group.as_str()).eq(normalized(name))),
        }
    }
}

fn normalized(name: &str) -> impl Iterator<Item = char> {
    name.chars().map(|c| if matches!(c, '_' | '.') { '-' } else { c.to_ascii_lowercase() })
}
