//! What the facts are settled from.

use super::answers::Answers;
use crate::detect::Detected;
use crate::detect::online::Online;
use crate::knowledge::Frameworks;
use crate::manifest::Manifests;
use crate::model::{Fact, Finding, Location};
use crate::tree::ProjectTree;

/// What the facts are settled from.
#[derive(Clone, Copy)]
pub struct Resolver<'a> {
    pub tree: &'a ProjectTree,
    pub manifests: &'a Manifests,
    pub frameworks: &'a Frameworks,
    pub detected: &'a Detected,
    pub answers: &'a Answers,
    /// Why the preset needs pip where a requirements file is installed.
    pub for_pip: Option<&'a str>,
    /// What a package index answered, if one was asked.
    pub online: Option<&'a Online>,
}

pub(super) fn detected_fact<T: Clone>(finding: &Finding<T>) -> Fact<T> {
    located(finding.value.clone(), &finding.at)
}

/// A statement about the whole folder has no place in it: nothing was read, so it is a default.
pub(super) fn located<T>(value: T, at: &Location) -> Fact<T> {
    if at.file.is_root() { Fact::default_value(value) } else { Fact::detected(value, at.clone()) }
}
