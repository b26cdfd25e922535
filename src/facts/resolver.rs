//! What the facts are settled from.

use super::answers::Answers;
use crate::detect::Detected;
use crate::detect::online::Online;
use crate::knowledge::Frameworks;
use crate::manifest::Manifests;
use crate::model::{Fact, FactId, Finding, Location};
use crate::tree::ProjectTree;

/// What the facts are settled from.
#[derive(Clone, Copy)]
pub struct Resolver<'a> {
    pub tree: &'a ProjectTree,
    pub manifests: &'a Manifests,
    pub frameworks: &'a Frameworks,
    pub detected: &'a Detected,
    pub answers: &'a Answers,
    /// Why the preset needs pip where a requirements file is installed. `None` if nothing of the preset does.
    pub for_pip: Option<&'a str>,
    /// What a package index answered, if one was asked. `None` if no index was asked.
    pub online: Option<&'a Online>,
}

/// The fact as the strongest source says it: what was said, what was found, else the default.
pub(super) fn settled<T>(fact: FactId, said: Option<Fact<T>>, found: Option<Fact<T>>, default: T) -> Fact<T> {
    let is_above = |one: &Fact<T>, other: &Fact<T>| one.origin.source().is_above(other.origin.source(), fact);
    let stronger = |one, other| if is_above(&other, &one) { other } else { one };
    said.into_iter().chain(found).reduce(stronger).unwrap_or_else(|| Fact::default_value(default))
}

pub(super) fn detected_fact<T: Clone>(finding: &Finding<T>) -> Fact<T> {
    located(finding.value.clone(), &finding.at)
}

/// A statement about the whole folder has no place in it: nothing was read, so it is a default.
pub(super) fn located<T>(value: T, at: &Location) -> Fact<T> {
    if at.file.is_root() { Fact::default_value(value) } else { Fact::detected(value, at.clone()) }
}
