//! The path of the data, shared by every verb: survey the project, settle the facts, lay them out, render.

use std::path::Path;

use crate::detect::choices::{Choice, choices};
use crate::detect::forecast::{Forecast, forecast};
use crate::detect::matrix::{self, Matrix, Row, Summary};
use crate::detect::online::Online;
use crate::detect::{self, Detected};
use crate::error::Error;
use crate::facts::{Answers, DependencyFacts, ProjectFacts, Resolver};
use crate::knowledge::Frameworks;
use crate::manifest::Manifests;
use crate::model::{BuildPlan, ImageRef, Note, PackageName, Pins, PythonVersion, RenderedFile};
use crate::preset::{self, Inputs, Preset};
use crate::record::Choices;
use crate::render;
use crate::tree::ProjectTree;
use crate::wheel::{ImageTarget, Machine};

/// A project as it was found, before anybody was asked anything.
pub struct Survey {
    pub tree: ProjectTree,
    pub manifests: Manifests,
    pub frameworks: Frameworks,
    pub detected: Detected,
    /// What was chosen in earlier runs.
    pub choices: Choices,
    /// What a package index answered, where a verb asked one.
    pub online: Option<Online>,
    /// The digests of base images, where they are pinned.
    pub pins: Pins,
}

/// Everything that a run knows in the end.
pub struct Generated {
    pub facts: ProjectFacts,
    pub plan: BuildPlan,
    pub files: Vec<RenderedFile>,
    /// Base images that are to be pinned and whose digests nobody has asked for yet.
    pub unpinned: Vec<ImageRef>,
}

/// Reads the project at `root`. `today` is `YYYY-MM-DD`.
pub fn survey(root: &Path, today: &str) -> Result<Survey, Error> {
    survey_tree(ProjectTree::open(root)?, today)
}

/// As [`survey`], for a tree that is already open.
pub fn survey_tree(tree: ProjectTree, today: &str) -> Result<Survey, Error> {
    let manifests = Manifests::read(&tree)?;
    let frameworks = Frameworks::built_in();
    let choices = Choices::read(&tree)?;
    let detected = detect::detect(&tree, &manifests, &frameworks, today)?;
    Ok(Survey { tree, manifests, frameworks, detected, choices, online: None, pins: Pins::default() })
}

/// Settles every fact.
pub fn settle(survey: &Survey, answers: &Answers) -> Result<ProjectFacts, Error> {
    Ok(resolver(survey, answers).resolve()?)
}

/// Settles the facts about the dependencies alone, which a project that nothing starts has as well.
pub fn settle_dependencies(survey: &Survey, answers: &Answers) -> Result<(DependencyFacts, Vec<Note>), Error> {
    Ok(resolver(survey, answers).dependencies()?)
}

fn resolver<'a>(survey: &'a Survey, answers: &'a Answers) -> Resolver<'a> {
    Resolver {
        tree: &survey.tree,
        manifests: &survey.manifests,
        frameworks: &survey.frameworks,
        detected: &survey.detected,
        answers,
        online: survey.online.as_ref(),
    }
}

/// What becomes of the dependencies on each target.
pub struct Wheels<'a> {
    pub matrix: Matrix<'a>,
    pub summaries: Vec<Summary>,
    /// For each newer Python, the dependencies that would lose their wheels.
    pub lost: Vec<(PythonVersion, Vec<PackageName>)>,
    /// For the first target.
    pub forecast: Forecast,
    pub choices: Vec<Choice>,
    /// The dependencies that were asked for by name; none means all of them.
    pub only: &'a [PackageName],
}

impl<'a> Wheels<'a> {
    /// Judges what the facts install on the targets.
    pub fn new(survey: &'a Survey, facts: &'a DependencyFacts, targets: Vec<ImageTarget>, only: &'a [PackageName]) -> Self {
        let installation = facts.installation(&survey.manifests, survey.online.as_ref());
        let chosen = facts.image().target(facts.machines().first().copied().unwrap_or(Machine::X86_64));
        let first = targets.first().copied().unwrap_or(chosen);
        let matrix = Matrix::new(&installation, targets);
        Self {
            summaries: matrix.summaries(),
            lost: matrix::lost_on_newer(&installation, facts.image(), &facts.machines()),
            forecast: forecast(&installation, first),
            choices: choices(&survey.tree, &installation, chosen),
            matrix,
            only,
        }
    }

    /// The rows that are shown.
    pub fn shown(&self) -> Vec<&Row<'a>> {
        self.matrix.rows.iter().filter(|row| self.only.is_empty() || self.only.contains(row.package.name)).collect()
    }
}

/// Settles the facts and renders the files.
pub fn generate(survey: &Survey, answers: &Answers) -> Result<Generated, Error> {
    let mut facts = settle(survey, answers)?;
    let preset = Preset::find(&facts.preset.value)?;
    facts.notes.extend(preset.unheard(&facts));
    let inputs = Inputs { tree: &survey.tree, manifests: &survey.manifests, facts: &facts, preset: &preset };
    let mut plan = preset::resolve(inputs)?;
    let unpinned = if facts.pin_digests.value { survey.pins.apply(&mut plan) } else { Vec::new() };
    let files = render::render(&plan)?;
    Ok(Generated { facts, plan, files, unpinned })
}
