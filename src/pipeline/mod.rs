//! The path of the data, shared by every verb: survey the project, settle the facts, lay them out, render.

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod parsed_once;
mod proof;
mod settle;
mod wheels;

pub use proof::{generate, rule_out};
pub use settle::{propose, settle, settle_dependencies};
pub use wheels::{Wheels, download};

use std::path::Path;

use crate::detect::online::Online;
use crate::detect::start::{Evidence, Scope};
use crate::detect::{self, Detected, Started};
use crate::dockerfile::Dockerfile;
use crate::error::Error;
use crate::facts::{Answers, ProjectFacts};
use crate::knowledge::{Frameworks, credential_at};
use crate::lint::Diagnostic;
use crate::manifest::Manifests;
use crate::model::{BuildPlan, DOCKERFILE, IgnoreList, ImageRef, Pins, RelPath, RenderedFile, SourceMap, Text};
use crate::outputs::Asked;
use crate::policy::BrokenRule;
use crate::preset::{self, Inputs, Preset};
use crate::record::Choices;
use crate::render::Rendering;
use crate::tree::ProjectTree;
use crate::witness::Reading;

/// A project as it was found, before anybody was asked anything.
pub struct Survey {
    pub tree: ProjectTree,
    pub manifests: Manifests,
    pub frameworks: Frameworks,
    pub detected: Detected,
    /// What was chosen in earlier runs.
    pub choices: Choices,
    pub preset: Preset,
    /// What Python's facts are read from instead, where the preset lays out another language: nothing.
    nothing: Option<ProjectTree>,
    /// What a package index answered, where a verb asked one. `None` if no index was asked.
    pub online: Option<Online>,
    /// The digests of base images, where they are pinned.
    pub pins: Pins,
    /// A Dockerfile that somebody else wrote, and what it says. `None` if there is none.
    pub existing: Option<Existing>,
}

/// A Dockerfile that was there before pydock.
pub struct Existing {
    pub text: Text,
    pub reading: Reading,
}

/// Everything that a run knows in the end.
pub struct Generated {
    pub facts: ProjectFacts,
    pub plan: BuildPlan,
    /// The Dockerfile, the `.dockerignore`, and what else the preset brings.
    pub files: Vec<RenderedFile>,
    /// What each line of the first two comes from.
    pub sources: SourceMap,
    /// Those that hold a secret, of which no copy is recorded.
    pub secret: Vec<RelPath>,
    /// Rules of the preset that the rendered Dockerfile breaks.
    pub broken: Vec<BrokenRule>,
    /// Base images that are to be pinned and whose digests nobody has asked for yet.
    pub unpinned: Vec<ImageRef>,
    /// What would keep the two files from building or running.
    pub problems: Vec<Diagnostic>,
}

/// Reads the project at `root`. `today` is `YYYY-MM-DD`.
pub fn survey(root: &Path, today: &str) -> Result<Survey, Error> {
    survey_tree(ProjectTree::open(root)?, today)
}

/// As [`survey`], for a tree that is already open.
pub fn survey_tree(tree: ProjectTree, today: &str) -> Result<Survey, Error> {
    let mut manifests = Manifests::read(&tree)?;
    let frameworks = Frameworks::built_in();
    let choices = Choices::read(&tree)?;
    let mut detected = detect::detect(&tree, &manifests, &frameworks, today)?;
    manifests.named = detect::named::find(&tree, &manifests, &detected);
    if !manifests.named.is_empty() {
        detected = detect::detect(&tree, &manifests, &frameworks, today)?;
    }
    let preset = Preset::production()?;
    Ok(Survey {
        tree,
        manifests,
        frameworks,
        detected,
        choices,
        preset,
        nothing: None,
        online: None,
        pins: Pins::default(),
        existing: None,
    })
}

impl Survey {
    /// Goes by this preset from now on.
    pub fn take(&mut self, preset: Preset, today: &str) -> Result<(), Error> {
        if !preset.python {
            let nothing = ProjectTree::in_memory([]);
            let name = self.detected.name.clone();
            self.manifests = Manifests::read(&nothing)?;
            self.detected = Detected { name, ..detect::detect(&nothing, &self.manifests, &self.frameworks, today)? };
            self.nothing = Some(nothing);
        }
        self.preset = preset;
        Ok(())
    }

    /// Reads requirements files that are not where such files usually are, or that are installed together: a group of them is
    /// read as one. What is read already is not read again.
    pub fn take_requirements(&mut self, groups: &[Vec<RelPath>], today: &str) -> Result<(), Error> {
        let is_read = |group: &Vec<RelPath>| {
            let Some((main, further)) = group.split_first() else { return true };
            self.manifests.requirements.iter().any(|file| file.path == *main && file.further == further)
        };
        let is_list = |group: &&Vec<RelPath>| group.iter().all(|path| is_requirements(path) && self.tree.is_file(path));
        let groups: Vec<Vec<RelPath>> = groups.iter().filter(is_list).cloned().collect();
        if groups.iter().all(is_read) {
            return Ok(());
        }
        self.manifests = Manifests::read_with(&self.tree, &groups)?;
        self.detected = detect::detect(&self.tree, &self.manifests, &self.frameworks, today)?;
        Ok(())
    }

    /// Looks for the start in the member of the workspace that a person named.
    pub fn take_member(&mut self, answers: &Answers) -> Result<(), Error> {
        let Some(member) = answers.member.as_ref().and_then(|fact| self.manifests.member(fact.value.as_str())) else {
            return Ok(());
        };
        let folder = member.path.parent();
        if self.detected.member.as_ref() != Some(&folder) {
            let manager = self.detected.manager.chosen.as_ref();
            let evidence = Evidence {
                tree: &self.tree,
                manifests: &self.manifests,
                frameworks: &self.frameworks,
                manifest: manager.and_then(|found| found.value.manifest.as_ref()),
                scope: Scope::Member(&folder),
                // What the root Dockerfile starts may be another member.
                witness: None,
            };
            let Started { start, processes, services, environment } = detect::starts(evidence)?;
            let detected = &mut self.detected;
            (detected.start, detected.processes) = (start, processes);
            (detected.services, detected.environment) = (services, environment);
        }
        Ok(())
    }

    /// Where facts about Python are read.
    fn python_tree(&self) -> &ProjectTree {
        self.nothing.as_ref().unwrap_or(&self.tree)
    }
}

/// Other manifests are known by their names.
fn is_requirements(path: &RelPath) -> bool {
    match path.extension() {
        Some(extension) => matches!(extension, "txt" | "in" | "pip"),
        None => path.file_name().to_ascii_lowercase().contains("requirements"),
    }
}

/// What a preset gives for a project, on a day of no meaning: nothing that is rendered depends on it.
pub fn render_example(tree: ProjectTree, preset: Preset, answers: &Answers) -> Result<Generated, Error> {
    const TODAY: &str = "2026-01-01";
    let mut survey = survey_tree(tree, TODAY)?;
    // The folder's name is another one on every machine.
    if survey.detected.name.at.file.is_root() {
        survey.detected.name.value = "app".parse()?;
    }
    survey.take(preset, TODAY)?;
    generate(&survey, answers)
}

/// Settles the facts and renders the files, with the start as it was found.
fn render(survey: &Survey, answers: &Answers) -> Result<Generated, Error> {
    let mut facts = settle(survey, answers)?;
    let preset = &survey.preset;
    facts.notes.extend(preset.ignored_flags(&facts));
    let values = preset::values(&facts, &facts.preset_answers)?;
    let tree = survey.python_tree();
    let inputs = Inputs { tree, project: &survey.tree, manifests: &survey.manifests, facts: &facts, preset, values: &values };
    let mut plan = preset::resolve(inputs)?;
    let unpinned = if facts.pin_digests.value { survey.pins.apply(&mut plan) } else { Vec::new() };
    let further = preset::extra_files(preset, &facts.preset_answers, &values, &survey.tree)?;
    let secret: Vec<RelPath> =
        further.iter().filter(|further| further.is_secret).map(|further| further.file.path.clone()).collect();
    if !secret.is_empty() {
        // Last, so that nothing takes them back in.
        let patterns = secret.iter().map(|path| path.as_str().to_owned()).collect();
        plan.ignore.push(IgnoreList { title: "Files with secrets".to_owned(), patterns });
    }
    let Rendering { mut files, sources } = crate::render::render(&plan, &preset.templates, &values)?;
    let dockerfile = files.iter().find(|file| file.path.as_str() == DOCKERFILE);
    // What was rendered was parsed before.
    let parsed = dockerfile.and_then(|file| Dockerfile::parse(&file.contents).ok());
    let broken = parsed.map(|parsed| preset.broken_rules(&parsed)).unwrap_or_default();
    files.extend(further.into_iter().map(|further| further.file));
    let outputs = crate::outputs::render(Asked {
        facts: &facts,
        plan: &plan,
        tree: &survey.tree,
        manifests: &survey.manifests,
        environment: &survey.detected.environment,
    })?;
    facts.notes.extend(outputs.notes);
    // What a preset writes to the same place is its own.
    let new = outputs.files.into_iter().filter(|new| !files.iter().any(|known| known.path == new.path));
    let new: Vec<RenderedFile> = new.collect();
    files.extend(new);
    keep_secrets_out(&files, &secret)?;
    let problems = if survey.preset.python { proof::problems(survey, &files)? } else { Vec::new() };
    Ok(Generated { facts, plan, files, sources, secret, broken, unpinned, problems })
}

/// The last look: what is written is committed, and what the image holds can be read by everybody who can pull it. The facts
/// refuse or leave out what they recognise, with its place.
fn keep_secrets_out(files: &[RenderedFile], secret: &[RelPath]) -> Result<(), Error> {
    for file in files.iter().filter(|file| !secret.contains(&file.path)) {
        if let Some(at) = credential_at(&file.contents) {
            let line = file.contents[..at].matches('\n').count() + 1;
            return Err(Error::Secret { path: file.path.clone(), line });
        }
    }
    Ok(())
}
