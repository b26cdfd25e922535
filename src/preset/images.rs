//! The base images of a plan.

use crate::facts::{ProjectFacts, ResolveError};
use crate::knowledge::python_releases;
use crate::model::{Base, ImageRef};

/// The image that compiles and the one that runs: the same Python on the same suite, so that what one builds loads in the
/// other.
pub(super) struct Images {
    pub builder: ImageRef,
    pub runtime: ImageRef,
    /// The image that runs, where it is none to start a stage with a command from. `None` if a stage can run commands in it.
    pub hardened: Option<ImageRef>,
    /// The interpreter in that image, where it is at another place. `None` if it is at the same place.
    pub link: Option<String>,
}

impl Images {
    pub fn of(facts: &ProjectFacts) -> Result<Self, ResolveError> {
        let (python, suite) = (facts.python.value, facts.suite.value);
        if let Some(pair) = facts.hardened {
            let mirror = facts.settings.hardened_registry.as_deref();
            let builder = pair.builder(python, mirror)?;
            let hardened = Some(pair.runtime(python, mirror)?);
            return Ok(Self { runtime: builder.clone(), builder, hardened, link: pair.link(python) });
        }
        let exact = facts.python_patch.map(|patch| format!(".{patch}")).unwrap_or_default();
        let python_tag = format!("{python}{exact}");
        let slim = || format!("python:{python_tag}-slim-{suite}");
        let (builder, runtime) = match facts.base.value {
            Base::Slim => (slim(), slim()),
            Base::Full => (format!("python:{python_tag}-{suite}"), slim()),
            Base::Alpine => {
                let release = python_releases().get(python).map_or("3.23", |release| release.alpine.as_str());
                (format!("python:{python_tag}-alpine{release}"), format!("python:{python_tag}-alpine{release}"))
            }
        };
        Ok(Self { builder: builder.parse()?, runtime: runtime.parse()?, hardened: None, link: None })
    }
}
