//! The path of the data, shared by every verb: survey the project, settle the facts, lay them out, render.

use std::path::Path;

use crate::detect::online::Online;
use crate::detect::{self, Detected};
use crate::error::Error;
use crate::facts::{Answers, ProjectFacts, Resolver};
use crate::knowledge::Frameworks;
use crate::manifest::Manifests;
use crate::model::{BuildPlan, RenderedFile};
use crate::preset::{self, Inputs, Preset};
use crate::render;
use crate::tree::ProjectTree;

/// A project as it was found, before anybody was asked anything.
pub struct Survey {
    pub tree: ProjectTree,
    pub manifests: Manifests,
    pub frameworks: Frameworks,
    pub detected: Detected,
    /// What a package index answered, where a verb asked one.
    pub online: Option<Online>,
}

/// Everything that a run knows in the end.
pub struct Generated {
    pub facts: ProjectFacts,
    pub plan: BuildPlan,
    pub files: Vec<RenderedFile>,
}

/// Reads the project at `root`. `today` is `YYYY-MM-DD`.
pub fn survey(root: &Path, today: &str) -> Result<Survey, Error> {
    survey_tree(ProjectTree::open(root)?, today)
}

/// As [`survey`], for a tree that is already open.
pub fn survey_tree(tree: ProjectTree, today: &str) -> Result<Survey, Error> {
    let manifests = Manifests::read(&tree)?;
    let frameworks = Frameworks::built_in();
    let detected = detect::detect(&tree, &manifests, &frameworks, today)?;
    Ok(Survey { tree, manifests, frameworks, detected, online: None })
}

/// Settles every fact.
pub fn settle(survey: &Survey, answers: &Answers) -> Result<ProjectFacts, Error> {
    let resolver = Resolver {
        tree: &survey.tree,
        manifests: &survey.manifests,
        frameworks: &survey.frameworks,
        detected: &survey.detected,
        answers,
        online: survey.online.as_ref(),
    };
    Ok(resolver.resolve()?)
}

/// Settles the facts and renders the files.
pub fn generate(survey: &Survey, answers: &Answers) -> Result<Generated, Error> {
    let mut facts = settle(survey, answers)?;
    let preset = Preset::find(&facts.preset.value)?;
    facts.notes.extend(preset.unheard(&facts));
    let inputs = Inputs { tree: &survey.tree, manifests: &survey.manifests, facts: &facts, preset: &preset };
    let plan = preset::resolve(inputs)?;
    let files = render::render(&plan)?;
    Ok(Generated { facts, plan, files })
}
