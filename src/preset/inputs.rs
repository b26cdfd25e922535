//! What a plan is made from.

use super::Preset;
use crate::facts::ProjectFacts;
use crate::manifest::Manifests;
use crate::template::Values;
use crate::tree::ProjectTree;

/// What a plan is made from.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// Where Python's facts are read; nothing where the preset lays out another language.
    pub tree: &'a ProjectTree,
    pub project: &'a ProjectTree,
    pub manifests: &'a Manifests,
    pub facts: &'a ProjectFacts,
    pub preset: &'a Preset,
    /// What the preset's templates see.
    pub values: &'a Values,
}
