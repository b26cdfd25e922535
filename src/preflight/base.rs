//! What is known about the images that a stage starts from.

use crate::knowledge::{Contents, Distribution, ImageFacts, distribution_of};
use crate::model::{Base, PythonVersion, Suite};

/// An image of whose files enough is known to say what is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownBase {
    pub python: Option<PythonVersion>,
    pub suite: Option<Suite>,
    /// The kind of image whose packages it has.
    pub family: Base,
    /// The variants with compilers, git and the usual headers.
    pub is_full: bool,
    pub has_uv: bool,
}

impl KnownBase {
    pub fn distribution(&self) -> &'static Distribution {
        distribution_of(self.family)
    }

    pub fn of(facts: &ImageFacts) -> Option<Self> {
        if facts.row.contents == Contents::Other {
            return None;
        }
        let codename = facts.release.and_then(|release| release.codename.as_deref());
        Some(Self {
            python: facts.python,
            suite: Suite::ALL.into_iter().find(|suite| Some(suite.name()) == codename),
            family: match facts.distribution {
                Some(distribution) if distribution.name == "alpine" => Base::Alpine,
                _ => Base::Slim,
            },
            is_full: facts.row.contents == Contents::Full,
            has_uv: facts.row.programs.iter().any(|program| program == "uv"),
        })
    }
}
