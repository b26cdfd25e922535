//! From facts and a layout to a plan: every decision that is left is taken here.

use crate::dockerfile::{Dockerfile, Keyword};
use crate::facts::{Prepared, ProjectFacts, ResolveError};
use crate::model::{
    Base, BuildPlan, Bytecode, Command, EnvVar, IMPORT_EACH, ImageRef, InstallBlock, PackageManager, Run, RunArguments, Signal,
    Stage, StageBase, StageName, Step, SystemPackage,
};

use super::images::Images;
use super::inputs::Inputs;
use super::install::Installer;
use super::stage::{About, PresetStage, PresetStep, StageFrom, StepName, When};
use super::{Preset, PresetError, copies, health, ignore, rungs, system};

/// Lays the facts out in the preset's stages.
pub fn resolve(inputs: Inputs<'_>) -> Result<BuildPlan, PresetError> {
    let facts = inputs.facts;
    if inputs.preset.pure_only && !facts.build_packages.is_empty() {
        let packages: Vec<String> = facts.build_packages.iter().map(|fact| fact.value.to_string()).collect();
        return Err(ResolveError::CompilersInImage { packages: packages.join(", ") }.into());
    }
    let installer = Installer::new(inputs.tree, inputs.manifests, facts, compiles_all(inputs))?;
    let images = Images::of(facts)?;
    let mut stages: Vec<Stage> = Vec::new();
    for layout in inputs.preset.stages.iter().filter(|layout| is_wanted(layout.when, facts, &installer)) {
        if let Some(condition) = &layout.condition
            && !inputs.preset.holds(condition, inputs.values)?
        {
            continue;
        }
        let from = start_of(layout, inputs, &stages, &images)?;
        let about = about(layout, inputs)?;
        let mut stage = Stage { name: layout.name.clone(), about, from, platform: layout.platform, steps: Vec::new() };
        for step in &layout.steps {
            let made = match step {
                PresetStep::BuiltIn(name) => steps(*name, inputs, &installer, &stages)?,
                PresetStep::Own(name) => own(name, inputs)?,
            };
            for step in made {
                if !is_done(&step, &stage, &stages) {
                    stage.steps.push(step);
                }
            }
        }
        stages.push(stage);
    }
    drop_empty(&mut stages);
    rungs::apply(&mut stages, inputs, &images)?;
    if stages.iter().any(|stage| stage.steps.iter().any(|step| matches!(step, Step::Install { .. }))) {
        stages.splice(0..0, installer.tool_stage(&images.runtime));
    }
    let ignore = ignore::lists(inputs, &stages)?;
    let syntax = facts.settings.syntax.iter().cloned().collect();
    Ok(BuildPlan { preset: inputs.preset.name.clone(), syntax, stages, ignore })
}

/// Whether the installation makes bytecode of everything: a layout that makes it of what is imported has a step for that.
fn compiles_all(inputs: Inputs<'_>) -> bool {
    match inputs.facts.bytecode {
        Bytecode::All => true,
        Bytecode::None => false,
        Bytecode::Imported => !inputs.preset.has_step(StepName::Bytecode),
    }
}

fn is_wanted(when: When, facts: &ProjectFacts, installer: &Installer<'_>) -> bool {
    match when {
        When::Always => true,
        // The test stage starts from the development stage.
        When::Dev => facts.dev.value || facts.test.value,
        When::Test => facts.test.value,
        When::Package => installer.has_project_step(),
    }
}

/// The comment above a stage: one line, whatever it is made from.
fn about(layout: &PresetStage, inputs: Inputs<'_>) -> Result<String, PresetError> {
    Ok(match &layout.about {
        About::Text(text) => text.clone(),
        About::Expression(name) => {
            let text = inputs.preset.expression(name, inputs.values)?;
            text.split_whitespace().collect::<Vec<_>>().join(" ")
        }
    })
}

fn start_of(layout: &PresetStage, inputs: Inputs<'_>, stages: &[Stage], images: &Images) -> Result<StageBase, PresetError> {
    Ok(match &layout.from {
        StageFrom::Runtime => shared(&images.runtime, stages),
        StageFrom::Builder => shared(&images.builder, stages),
        StageFrom::Stage(name) => existing(name, inputs.preset, stages, images),
        StageFrom::Image(expression) => {
            StageBase::Image(inputs.preset.expression(expression, inputs.values)?.parse::<ImageRef>()?)
        }
    })
}

/// The image itself, or the earliest stage that starts from it and adds nothing but shared settings.
fn shared(image: &ImageRef, stages: &[Stage]) -> StageBase {
    let same = stages.iter().find(|stage| {
        let only_settings = stage.steps.iter().all(|step| matches!(step, Step::Env { .. } | Step::Workdir { .. }));
        stage.from == StageBase::Image(image.clone()) && only_settings
    });
    same.map_or_else(|| StageBase::Image(image.clone()), |stage| StageBase::Stage(stage.name.clone()))
}

/// The named stage, or where it was left out, the nearest one that it starts from.
fn existing(name: &StageName, preset: &Preset, stages: &[Stage], images: &Images) -> StageBase {
    if stages.iter().any(|stage| stage.name == *name) {
        return StageBase::Stage(name.clone());
    }
    match preset.stages.iter().find(|stage| stage.name == *name).map(|stage| &stage.from) {
        Some(StageFrom::Stage(parent)) => existing(parent, preset, stages, images),
        Some(StageFrom::Builder) => shared(&images.builder, stages),
        _ => shared(&images.runtime, stages),
    }
}

/// Whether an ancestor of the stage, or the stage itself, has done exactly this.
fn is_done(step: &Step, stage: &Stage, stages: &[Stage]) -> bool {
    let inherited = matches!(step, Step::Env { .. } | Step::Workdir { .. } | Step::Arg { .. } | Step::CopyAll);
    let is_user = matches!(step, Step::DevUser { .. } | Step::DevUserAlpine { .. });
    let makes_user = |step: &Step| matches!(step, Step::User { .. } | Step::UserAlpine { .. });
    let mut current = Some(stage);
    while let Some(stage) = current.filter(|_| inherited || is_user) {
        if stage.steps.contains(step) || (is_user && stage.steps.iter().any(makes_user)) {
            return true;
        }
        current = match &stage.from {
            StageBase::Stage(parent) => stages.iter().find(|stage| stage.name == *parent),
            StageBase::Image(_) | StageBase::Scratch => None,
        };
    }
    false
}

/// Leaves out stages that do nothing; what started from them starts from their own base.
fn drop_empty(stages: &mut Vec<Stage>) {
    while let Some(index) = stages.iter().take(stages.len().saturating_sub(1)).position(|stage| stage.steps.is_empty()) {
        let empty = stages.remove(index);
        for stage in stages.iter_mut().filter(|stage| stage.from == StageBase::Stage(empty.name.clone())) {
            stage.from = empty.from.clone();
        }
    }
}

/// A step of the preset's own; one that writes nothing is none.
fn own(name: &str, inputs: Inputs<'_>) -> Result<Vec<Step>, PresetError> {
    let preset = inputs.preset;
    let text = preset.templates.render(&format!("step/{name}.tera"), inputs.values).map_err(|error| preset.failed(error))?;
    let is_empty = text.lines().all(|line| line.trim().is_empty());
    // One that cannot be parsed is refused with the whole file, when that is read back.
    let parsed = Dockerfile::parse(&format!("FROM scratch\n{text}"));
    if parsed.is_ok_and(|parsed| parsed.instructions.iter().skip(1).any(|instruction| instruction.keyword == Keyword::From)) {
        return Err(PresetError::Invalid {
            place: format!("preset {}: templates/step/{name}.tera", preset.name),
            problem: "a step holds a FROM".to_owned(),
            hint: "stages are written in preset.toml, as `[[stage]]`".to_owned(),
        });
    }
    Ok(if is_empty { Vec::new() } else { vec![Step::Own { name: name.to_owned(), text }] })
}

fn steps(name: StepName, inputs: Inputs<'_>, installer: &Installer<'_>, stages: &[Stage]) -> Result<Vec<Step>, PresetError> {
    let facts = inputs.facts;
    let alpine = facts.base.value == Base::Alpine;
    Ok(match name {
        StepName::Environment => {
            let mut env = vec!["PYTHONUNBUFFERED=1".to_owned()];
            if facts.manager.value != PackageManager::None {
                env.push("PATH=/opt/venv/bin:$PATH".to_owned());
            }
            vec![Step::Env { env }, Step::Workdir { path: "/app".to_owned() }]
        }
        StepName::BuildPackages => {
            let reasons = facts.native.reasons.iter().filter(|reason| !reason.build.is_empty()).map(|reason| reason.why.clone());
            system_packages(alpine, facts.build_packages.iter().map(|fact| fact.value.clone()), reasons)
        }
        StepName::RunPackages => {
            let reasons =
                facts.native.reasons.iter().filter(|reason| !reason.run.is_empty()).map(|reason| reason.why_run.clone());
            system_packages(alpine, facts.run_packages.iter().map(|fact| fact.value.clone()), reasons)
        }
        StepName::Dependencies => {
            let mut steps = installer.build_constraints();
            steps.extend(installer.dependencies()?);
            steps.extend(facts.adds_setuptools.then_some(Step::Setuptools));
            let server = facts.added_server.value.clone();
            steps.extend(server.map(|server| Step::Server { server, mounts: installer.server_mounts() }));
            // What one layer of an image adds, a later one cannot take away.
            let is_copied = inputs.preset.has_step(StepName::Venv);
            let packages = facts.test_trees.clone();
            steps.extend((is_copied && !packages.is_empty()).then_some(Step::TestTrees { packages }));
            steps
        }
        StepName::Project => installer.project(inputs.preset.pure_only)?,
        StepName::DevDependencies => installer.dev_dependencies()?,
        StepName::DevSource => {
            let user = facts.user.value;
            let mut steps = vec![if alpine { Step::DevUserAlpine { user } } else { Step::DevUser { user } }];
            steps.push(Step::DevSource { user });
            steps.extend(installer.dev_project()?);
            steps.extend(copies::writable(None, facts));
            steps
        }
        StepName::DevRun => run(inputs, false)?,
        StepName::Test => facts.test_command.value.iter().map(|command| Step::Test { command: command.to_string() }).collect(),
        StepName::User if alpine => vec![Step::UserAlpine { user: facts.user.value }],
        StepName::User => vec![Step::User { user: facts.user.value }],
        StepName::Venv => venv_stage(stages).map(|from| Step::Venv { from }).into_iter().collect(),
        StepName::Source => {
            let (behind, ahead): (Vec<&Prepared>, Vec<&Prepared>) = facts.preparations.iter().partition(|step| step.source);
            let installed = venv_stage(stages);
            let mut steps = prepared(&ahead, facts, installed.as_ref());
            steps.extend(copies::source(inputs.tree, facts));
            steps.extend(prepared(&behind, facts, installed.as_ref()));
            steps
        }
        StepName::Bytecode if facts.bytecode == Bytecode::None || facts.imported.is_empty() => Vec::new(),
        StepName::Bytecode => vec![Step::Bytecode { script: IMPORT_EACH, modules: facts.imported.clone() }],
        StepName::Compile if facts.sources.is_empty() || facts.bytecode == Bytecode::None => Vec::new(),
        StepName::Compile => vec![Step::Compile { paths: ".".to_owned() }],
        StepName::Static => {
            let mounts = || copies::passing(facts);
            facts.static_command.iter().map(|command| Step::Static { mounts: mounts(), command: command.clone() }).collect()
        }
        StepName::Writable => copies::writable(Some(inputs.tree), facts).into_iter().collect(),
        StepName::Labels if facts.labels.is_empty() => Vec::new(),
        StepName::Labels => {
            vec![Step::Labels { labels: facts.labels.iter().map(|fact| fact.value.instruction_form()).collect() }]
        }
        StepName::Run => run(inputs, true)?,
    })
}

/// The steps that prepare something, and the variables that say where it is. `installed` is the stage that has pip, where
/// that is another one.
fn prepared(all: &[&Prepared], facts: &ProjectFacts, installed: Option<&StageName>) -> Vec<Step> {
    let mut steps = Vec::new();
    for one in all {
        if !one.env.is_empty() {
            let step = Step::Env { env: one.env.iter().map(EnvVar::instruction_form).collect() };
            if !steps.contains(&step) {
                steps.push(step);
            }
        }
        // What the image has anyway is neither installed nor removed.
        let is_there = |name: &SystemPackage| facts.run_packages.iter().any(|fact| fact.value == *name);
        let packages: Vec<&str> = one.packages.iter().filter(|name| !is_there(name)).map(SystemPackage::as_str).collect();
        let (mut before, mut after) = (Vec::new(), Vec::new());
        if !packages.is_empty() {
            let packages = packages.join(" ");
            before.push("apt-get update".to_owned());
            before.push(format!("apt-get install --yes --no-install-recommends {packages}"));
            after.push(format!("apt-get purge --yes --auto-remove {packages}"));
        }
        if one.lists || !packages.is_empty() {
            after.push("rm -rf /var/lib/apt/lists/*".to_owned());
        }
        let mut mounts = if one.settings { copies::passing(facts) } else { Vec::new() };
        let mut command = one.command.clone();
        if one.pip {
            let packages = format!("/usr/local/lib/python{}/site-packages", facts.python.value);
            let pip = if installed.is_some() { "/opt/pip" } else { packages.as_str() };
            mounts.extend(installed.map(|stage| format!("type=bind,from={stage},source={packages},target={pip}")));
            command.insert_str(0, &format!("PYTHONPATH={pip} "));
        }
        steps.push(Step::Prepare { about: one.about.clone(), mounts, before, command, after });
    }
    steps
}

fn system_packages(
    alpine: bool,
    packages: impl Iterator<Item = crate::model::SystemPackage>,
    reasons: impl Iterator<Item = String>,
) -> Vec<Step> {
    let packages: Vec<_> = packages.collect();
    let reasons = reasons.collect();
    match (packages.is_empty(), alpine) {
        (true, _) => Vec::new(),
        (false, true) => vec![Step::Apk { packages, reasons }],
        (false, false) => vec![Step::Apt { packages, reasons }],
    }
}

/// The last stage that put something into the virtual environment for production.
fn venv_stage(stages: &[Stage]) -> Option<StageName> {
    let installs = |stage: &&Stage, wanted: &[InstallBlock]| {
        stage.steps.iter().any(|step| matches!(step, Step::Install { block, .. } if wanted.contains(block)))
    };
    let last = |wanted: &[InstallBlock]| stages.iter().rev().find(|stage| installs(stage, wanted));
    let project = last(&[InstallBlock::Project, InstallBlock::ProjectInPlace]);
    project.or_else(|| last(&[InstallBlock::Dependencies])).map(|stage| stage.name.clone())
}

/// The instructions that start the application, for the image that runs or for a person at work.
fn run(inputs: Inputs<'_>, production: bool) -> Result<Vec<Step>, PresetError> {
    let facts = inputs.facts;
    let mut steps = Vec::new();
    let mut env: Vec<String> = if production { system::identity(inputs) } else { Vec::new() };
    env.extend(facts.env.iter().map(|fact| EnvVar::instruction_form(&fact.value)));
    if !env.is_empty() {
        steps.push(Step::Env { env });
    }
    let reload = facts.processes.iter().find(|process| process.is_image && !production);
    let reload = reload.and_then(|process| process.reload.as_ref());
    let command = reload.unwrap_or(&facts.command.value).exec_form();
    let (entrypoint, cmd) = match &facts.arguments {
        RunArguments::BehindCommand { default } => (vec![command], default.iter().map(Command::exec_form).collect()),
        RunArguments::InsteadOfCommand => (Vec::new(), vec![command]),
    };
    steps.push(Step::Run(Box::new(Run {
        workdir: facts.working_dir.iter().map(|folder| format!("/app/{folder}")).collect(),
        user: vec![facts.user.value],
        expose: facts.port.value.into_iter().collect(),
        health: if production { health::exec_form(inputs)?.into_iter().collect() } else { Vec::new() },
        stop_signal: match facts.stop_signal.value {
            Signal::Term => Vec::new(),
            Signal::Int => vec![Signal::Int.to_string()],
        },
        entrypoint,
        cmd,
    })));
    Ok(steps)
}
