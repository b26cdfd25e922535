//! What the image that runs consists of besides the application: the base without what only installs packages.

use super::images::Images;
use super::inputs::Inputs;
use crate::dockerfile::{Dockerfile, Keyword};
use crate::model::{EnvVar, ImageRef, InvalidValue, Stage, StageBase, StageName, Step};

/// The variables of the official images, which an empty stage does not have.
const PATH: &str = "/usr/local/bin:/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin";

/// Programs and modules that are gone with pip.
const INSTALLERS: [&str; 6] = ["easy_install", "ensurepip", "pip", "pip3", "setuptools", "venv"];

/// Lets the last stage start from nothing and take the system and Python from a stage that removed pip, ensurepip and
/// setuptools. Removed in a layer on top they would stay in the one below.
///
/// A layout whose last stage installs something keeps its base, as does one that a preset's own text may need it for.
pub(super) fn without_installers(stages: &mut Vec<Stage>, inputs: Inputs<'_>, images: &Images) {
    let facts = inputs.facts;
    let keeps = facts.settings.keeps_installers.unwrap_or(facts.installers_used.is_some());
    if keeps {
        return;
    }
    let Some(inherited) = inherited(stages, &images.runtime) else { return };
    let last = stages.len() - 1;
    if inherited.iter().any(sets_what_is_lost)
        || inherited.iter().chain(&stages[last].steps).any(|step| may_install(step, inputs))
    {
        return;
    }
    let Ok(name) = free_name(stages, "rootfs") else { return };
    // Files come with the copy; variables and the folder do not.
    let settings: Vec<Step> =
        inherited.into_iter().filter(|step| matches!(step, Step::Env { .. } | Step::Workdir { .. })).collect();
    let folders = settings.iter().filter_map(|step| match step {
        Step::Workdir { path } => Some(path.clone()),
        _ => None,
    });
    let system = Stage {
        name: name.clone(),
        about: "The base without pip, ensurepip and setuptools, which only install packages and which scanners report."
            .to_owned(),
        from: std::mem::replace(&mut stages[last].from, StageBase::Scratch),
        platform: None,
        steps: vec![Step::WithoutInstallers { folders: folders.collect() }],
    };
    let own = std::mem::take(&mut stages[last].steps);
    stages[last].steps =
        std::iter::once(Step::System { from: name }).chain(with_variables(settings.into_iter().chain(own).collect())).collect();
    stages.insert(last, system);
}

/// The image below the last stage, and the stages between the two, the nearest first.
fn lineage(stages: &[Stage]) -> Option<(String, Vec<usize>)> {
    let mut between = Vec::new();
    let mut from = &stages.last()?.from;
    loop {
        match from {
            StageBase::Image(image) => return Some((image.to_string(), between)),
            StageBase::Stage(name) => {
                let index = stages.iter().position(|stage| stage.name == *name)?;
                between.push(index);
                from = &stages[index].from;
            }
            StageBase::Scratch => return None,
        }
    }
}

/// Whether the step sets something that a copy of the files does not bring, in a text that is not pydock's.
fn sets_what_is_lost(step: &Step) -> bool {
    let Step::Own { text, .. } = step else { return false };
    let Ok(parsed) = Dockerfile::parse(&format!("FROM scratch\n{text}")) else { return true };
    let writes_files = |keyword| matches!(keyword, Keyword::Run | Keyword::Copy | Keyword::Add | Keyword::Arg);
    parsed.instructions.iter().skip(1).any(|instruction| !writes_files(instruction.keyword))
}

/// Whether the step installs a package of Python's, or may: nothing is known of what a preset writes but its words.
fn may_install(step: &Step, inputs: Inputs<'_>) -> bool {
    match step {
        Step::Install { .. } | Step::Setuptools | Step::Server { .. } => true,
        Step::Own { text, .. } => {
            let is_part = |c: char| c.is_alphanumeric() || c == '_';
            text.split(|c| !is_part(c)).any(|word| INSTALLERS.contains(&word))
        }
        _ => step.template().is_some_and(|template| inputs.preset.templates.is_foreign(template)),
    }
}

/// The steps with the variables of the base's own: the first that sets PATH sets all of it.
pub(super) fn with_variables(mut steps: Vec<Step>) -> Vec<Step> {
    let own = steps.iter_mut().find_map(|step| match step {
        Step::Env { env } => env.iter().any(|variable| variable.starts_with("PATH=")).then_some(env),
        _ => None,
    });
    match own {
        Some(env) => {
            for variable in env.iter_mut().filter(|variable| variable.starts_with("PATH=")) {
                *variable = variable.replace("$PATH", PATH);
            }
            env.push("LANG=C.UTF-8".to_owned());
        }
        None => steps.insert(0, Step::Env { env: vec![format!("PATH={PATH}"), "LANG=C.UTF-8".to_owned()] }),
    }
    steps
}

/// A name for a stage that the layout does not have.
pub(super) fn free_name(stages: &[Stage], name: &str) -> Result<StageName, InvalidValue> {
    let is_taken = |name: &str| stages.iter().any(|stage| stage.name.as_str() == name);
    if is_taken(name) { format!("{name}-of-image").parse() } else { name.parse() }
}

/// What the last stage gets from those that it starts from, down to the image; `None` if that is another one.
pub(super) fn inherited(stages: &[Stage], image: &ImageRef) -> Option<Vec<Step>> {
    let (found, ancestors) = lineage(stages)?;
    let steps = ancestors.iter().rev().flat_map(|index| stages[*index].steps.iter().cloned());
    (found == image.as_str()).then(|| steps.collect())
}

/// Who the application runs as, for programs that ask: a user id that the platform chose has no entry in `/etc/passwd`.
pub(super) fn identity(inputs: Inputs<'_>) -> Vec<String> {
    if !inputs.preset.python {
        return Vec::new();
    }
    inputs.facts.identity.iter().map(EnvVar::instruction_form).collect()
}
