//! An image that runs in which nothing can be run while it is built: it gets every file from stages before it.

use super::PresetError;
use super::images::Images;
use super::inputs::Inputs;
use super::system::{self, free_name, inherited, with_variables};
use crate::facts::ResolveError;
use crate::knowledge::image_facts;
use crate::model::{CopyPaths, Runtime, Stage, StageBase, StageName, Step, SystemPackage, WritablePath};

/// The steps of the last stage, by where they are done.
#[derive(Default)]
struct Parts {
    /// Before the source: packages of the system, the environment, data.
    system: Vec<Step>,
    /// The source and what is made of it.
    application: Vec<Step>,
    /// Variables of the stages before, and labels and the start: every image has them for itself.
    variables: Vec<Step>,
    settings: Vec<Step>,
    /// Folders outside of `/app`, of the first and of the second part.
    of_system: Vec<String>,
    of_application: Vec<String>,
}

/// Lets the last stage be the image of the rung that was chosen.
pub(super) fn apply(stages: &mut Vec<Stage>, inputs: Inputs<'_>, images: &Images) -> Result<(), PresetError> {
    let facts = inputs.facts;
    let runtime = facts.runtime.value;
    if !inputs.preset.python {
        return Ok(());
    }
    if runtime == Runtime::Slim {
        system::without_installers(stages, inputs, images);
        return Ok(());
    }
    let refuse =
        |reason: String, hint: &str| PresetError::Resolve(ResolveError::Runtime { runtime, reason, hint: hint.to_owned() });
    let Some(before) = inherited(stages, &images.runtime) else {
        let reason = format!("the last stage of the preset `{}` starts from an image that the preset names", facts.preset.value);
        return Err(refuse(reason, "choose another preset, or `--runtime slim`"));
    };
    let last = stages.len() - 1;
    let own = std::mem::take(&mut stages[last].steps);
    let mut parts = Parts::of(own, inputs, &refuse)?;
    if before.iter().any(|step| !matches!(step, Step::Env { .. } | Step::Workdir { .. })) {
        let reason = format!("the preset `{}` changes the system in a stage that others start from", facts.preset.value);
        return Err(refuse(reason, "choose another preset, or `--runtime slim`"));
    }
    let about = std::mem::take(&mut stages[last].about);
    let from = stages[last].from.clone();
    stages.pop();
    let system = free_name(stages, "rootfs")?;
    let has_environment = parts.system.iter().any(|step| matches!(step, Step::Venv { .. }));
    let mut first = std::mem::take(&mut parts.system);
    let named = if runtime == Runtime::Minimal { &facts.settings.minimal_base } else { &images.hardened };
    let image = named.clone().map_or(StageBase::Scratch, StageBase::Image);
    if runtime == Runtime::Minimal {
        let is_open = facts.writable.iter().any(|fact| fact.value == WritablePath::Here);
        let when = |condition: bool, text: &str| if condition { vec![text.to_owned()] } else { Vec::new() };
        first.insert(0, Step::Packages { shells: when(facts.settings.has_shell, "busybox") });
        first.push(Step::Closure {
            open: when(is_open, "/app"),
            programs: when(facts.finds_libraries, "/usr/sbin/ldconfig"),
            shells: when(facts.settings.has_shell, "/usr/bin/busybox"),
        });
    }
    let about_system = match runtime {
        Runtime::Minimal => "Python, the dependencies, and of the system only the files that these load.",
        _ => "The environment and its bytecode, made where there is a shell.",
    };
    stages.push(stage(&system, about_system, from, first));
    let source = if parts.application.is_empty() && images.link.is_none() {
        None
    } else {
        let name = free_name(stages, "application")?;
        let mut steps = std::mem::take(&mut parts.application);
        // The last thing that is done: until then the environment runs here.
        steps.extend(images.link.clone().filter(|_| has_environment).map(|link| Step::Relink { link }));
        stages.push(stage(&name, "The application, with what is made of its source.", StageBase::Stage(system.clone()), steps));
        Some(name)
    };
    let copy =
        |from: &StageName, path: &str, to: &str| Step::Take { from: from.clone(), paths: CopyPaths::of(&[path, to]).paths };
    let inherited = before.into_iter().filter(|step| matches!(step, Step::Env { .. }));
    let variables: Vec<Step> = inherited.chain(std::mem::take(&mut parts.variables)).collect();
    let mut steps = Vec::new();
    if runtime == Runtime::Minimal {
        steps.push(copy(&system, "/rootfs", "/"));
        steps.extend(with_variables(variables));
        steps.push(copy(&system, "/usr/local", "/usr/local"));
    } else {
        steps.extend(variables);
    }
    if has_environment {
        let linked = source.as_ref().filter(|_| images.link.is_some());
        steps.push(Step::Venv { from: linked.unwrap_or(&system).clone() });
    }
    steps.extend(parts.of_system.iter().map(|path| copy(&system, path, path)));
    if let Some(source) = &source {
        steps.extend(parts.of_application.iter().map(|path| copy(source, path, path)));
        steps.push(copy(source, "/app", "/app"));
    }
    steps.push(Step::Workdir { path: "/app".to_owned() });
    let replaces = has_entrypoint(&image, inputs);
    steps.extend(parts.settings.into_iter().map(|step| if replaces { without_entrypoint(step) } else { step }));
    stages.push(Stage {
        name: inputs.preset.stages.last().map_or(system, |stage| stage.name.clone()),
        about,
        from: image,
        platform: None,
        steps,
    });
    Ok(())
}

/// Whether the image starts a program of its own, which would get the command as its arguments. A mirror has the vendor's.
fn has_entrypoint(image: &StageBase, inputs: Inputs<'_>) -> bool {
    let vendor = inputs.facts.hardened.and_then(|pair| pair.runtime(inputs.facts.python.value, None).ok());
    let named = vendor.or_else(|| match image {
        StageBase::Image(image) => Some(image.clone()),
        StageBase::Stage(_) | StageBase::Scratch => None,
    });
    let facts = named.and_then(|image| image_facts(image.as_str()));
    facts.is_some_and(|facts| !facts.row.entrypoint.is_empty())
}

fn without_entrypoint(mut step: Step) -> Step {
    if let Step::Run(run) = &mut step
        && run.entrypoint.is_empty()
    {
        run.entrypoint.push("[]".to_owned());
    }
    step
}

fn stage(name: &StageName, about: &str, from: StageBase, steps: Vec<Step>) -> Stage {
    Stage { name: name.clone(), about: about.to_owned(), from, platform: None, steps }
}

impl Parts {
    fn of(steps: Vec<Step>, inputs: Inputs<'_>, refuse: &dyn Fn(String, &str) -> PresetError) -> Result<Self, PresetError> {
        let facts = inputs.facts;
        let is_hardened = facts.runtime.value == Runtime::Hardened;
        let mut parts = Self::default();
        let mut has_source = false;
        for fact in &facts.writable {
            match &fact.value {
                WritablePath::Elsewhere(path) => parts.of_application.push(format!("/{path}")),
                WritablePath::Here if is_hardened => {
                    let reason = "the working folder itself cannot be made writable without a command".to_owned();
                    return Err(refuse(reason, "name the folder: `--writable data`"));
                }
                WritablePath::Here | WritablePath::Below(_) => {}
            }
        }
        let mut steps = steps.into_iter().peekable();
        while let Some(step) = steps.next() {
            match step {
                Step::Apt { packages, .. } if is_hardened => {
                    let names: Vec<&str> = packages.iter().map(SystemPackage::as_str).collect();
                    let reason = format!("its image has no package manager, and the application needs {}", names.join(", "));
                    return Err(refuse(reason, "`--runtime minimal` takes the files of packages along"));
                }
                Step::Prepare { mounts, .. } if is_hardened && !mounts.is_empty() => {
                    let reason = "what it prepares takes pip from another image".to_owned();
                    return Err(refuse(reason, "add the model's wheel to the dependencies, or use `--runtime minimal`"));
                }
                // The image has a user of its own.
                Step::User { .. } if is_hardened => {}
                Step::Apt { .. } | Step::User { .. } | Step::Venv { .. } | Step::Bytecode { .. } | Step::Workdir { .. } => {
                    parts.system.push(step);
                }
                Step::Env { ref env } if env.iter().any(|variable| variable.starts_with("PATH=")) => {
                    parts.variables.push(step.clone());
                    parts.system.push(step);
                }
                // Variables that say where prepared data is, for the program that prepares it and for the application.
                Step::Env { ref env } if matches!(steps.peek(), Some(Step::Prepare { .. })) => {
                    let values = env.iter().filter_map(|variable| variable.split_once('=')).map(|(_, value)| value.to_owned());
                    let folders = values.filter(|value| value.starts_with('/'));
                    parts.variables.push(step.clone());
                    if has_source {
                        parts.of_application.extend(folders);
                        parts.application.push(step);
                    } else {
                        parts.of_system.extend(folders);
                        parts.system.push(step);
                    }
                }
                Step::Env { .. } => parts.settings.push(step),
                Step::Source { .. } | Step::CopyAll => {
                    has_source = true;
                    parts.application.push(step);
                }
                Step::Prepare { .. } if !has_source => parts.system.push(step),
                Step::Prepare { .. } | Step::Compile { .. } | Step::Static { .. } | Step::Writable { .. } => {
                    parts.application.push(step);
                }
                Step::Labels { .. } | Step::Run(_) => parts.settings.push(step),
                Step::Own { name, .. } => {
                    let reason = format!("the preset's step `{name}` may need a shell, or leave files that are not known");
                    return Err(refuse(reason, "write what it makes as files of the project, or use `--runtime slim`"));
                }
                _ => {
                    let reason = format!("the preset `{}` installs in the image that runs", facts.preset.value);
                    return Err(refuse(reason, "choose `--preset production` or `--preset two-stage`"));
                }
            }
        }
        Ok(parts)
    }
}
