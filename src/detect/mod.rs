//! What the project's own files say about each fact: one file per fact.
//!
//! Detectors read; they never run Python and never use the network. Some facts follow from others that a person may have
//! overruled (system packages follow from the base, sources from the start command), so those detectors are called by
//! `facts::resolve` once the others are settled.
//!
//! | question | files |
//! |---|---|
//! | Which Python? | `python_version`; what the code says against newer ones: `removed_modules`, [`unreadable`] |
//! | What installs the dependencies, and which? | `package_manager`, `installer`, `stale_lock`, `conda`, `brought`, `covering`, [`needed_beside`], [`installed`], [`named`], [`unlisted`] |
//! | Which releases fit each other? | [`held_back`], [`build_constraints`], [`gone_names`], [`setuptools`], [`choices`] |
//! | Does a dependency come as a wheel, and what does it take from the system? | [`judge`], [`matrix`], [`native`], `known_releases`, [`online`] |
//! | Is the project a package, and what does its wheel hold? | [`distribution`], [`wheel_contents`], [`in_place`] |
//! | Which project, of several? | [`projects`], [`member`] |
//! | How is it started, and what else runs? | [`start`], [`processes`], `port_variable`, [`front_page`] |
//! | What does the program ask for while it runs? | [`environment`], [`services`], [`undriven`], [`unserved_hosts`], [`writable`], [`outside_files`], [`programs`], [`code_packages`], [`shell_use`], [`cache_variables`], [`installers_used`], [`terminal`] |
//! | What is made while the image is built? | [`preparations`], [`static_files`], [`imported`], [`test_trees`], `install_lines` |
//! | Which files are copied, and which never? | [`sources`], [`reached`], [`ignored`], [`git_ignored`], [`secrets`] |

pub mod brought;
pub mod build_constraints;
pub mod cache_variables;
pub mod choices;
pub mod code_packages;
pub mod conda;
mod covering;
pub mod distribution;
pub mod environment;
pub mod forecast;
pub mod front_page;
pub mod git_ignored;
pub mod gone_names;
mod gone_uses;
pub mod held_back;
pub mod ignored;
pub mod imported;
pub mod in_place;
pub mod install_lines;
pub mod installed;
pub mod installer;
pub mod installers_used;
pub mod judge;
mod known_releases;
pub mod labels;
pub mod matrix;
pub mod member;
mod mentions;
pub mod named;
pub mod native;
pub mod needed_beside;
pub mod online;
pub mod outside_files;
mod package_manager;
mod port_variable;
pub mod preparations;
pub mod processes;
pub mod programs;
pub mod projects;
mod python_version;
pub mod reached;
mod removed_modules;
pub mod secrets;
pub mod services;
pub mod setuptools;
pub mod shell_use;
pub mod sources;
mod stale_lock;
pub mod start;
pub mod static_files;
pub mod terminal;
pub mod test_trees;
mod tests_of_project;
pub mod undriven;
pub mod unlisted;
pub mod unreadable;
pub mod unserved_hosts;
mod used_names;
pub mod wheel_contents;
pub mod writable;

pub use package_manager::Manager;
pub use processes::Processes;
pub use projects::{Project, ProjectKind};
pub use services::{Service, Use};
pub use tests_of_project::{TestSuite, Tests};

use crate::knowledge::{Frameworks, python_releases};
use crate::manifest::Manifests;
use crate::model::{Detection, EnvName, Environment, Finding, ImageName, Location, PythonVersion, RelPath, Start};
use crate::tree::{ProjectTree, TreeError};
use crate::witness::{self, Testimony, Witness};
use gone_names::GoneName;
use start::Scope;

/// The facts that depend on nothing but the project.
#[derive(Debug)]
pub struct Detected {
    pub name: Finding<ImageName>,
    pub python: Detection<PythonVersion>,
    pub manager: Detection<Manager>,
    /// The only list of dependencies is one that pydock cannot install from. `None` if there is another list, or none at all.
    pub unsupported: Option<conda::Unsupported>,
    pub start: Detection<Start>,
    /// Everything that the application runs.
    pub processes: Processes,
    /// The services that it talks to.
    pub services: Vec<Service>,
    /// The member of the workspace that the start was found in, where the root has none and only one member has; `None`
    /// otherwise.
    pub member: Option<RelPath>,
    /// The projects below a root that starts nothing.
    pub projects: Vec<Project>,
    pub tests: Tests,
    /// The variables that the program reads.
    pub environment: Environment,
    /// The variable in which a host says the port. `None` if no host uses one.
    pub port_variable: Option<Finding<EnvName>>,
    /// The project's own Dockerfile, until pydock has written one. `None` if there is none, or pydock wrote it.
    pub witness: Option<Witness>,
    /// Names that the program imports and that only older releases of its dependencies have.
    pub gone_names: Vec<GoneName>,
}

/// Reads every fact. `today` is `YYYY-MM-DD` and serves the warning about ended Pythons alone.
pub fn detect(tree: &ProjectTree, manifests: &Manifests, frameworks: &Frameworks, today: &str) -> Result<Detected, TreeError> {
    let (manager, unsupported) = package_manager::detect(tree, manifests);
    let manifest = manager.chosen.as_ref().and_then(|found| found.value.manifest.as_ref());
    let Testimony { witness, notes } = witness::read(tree, manifests);
    let witness_of = witness.as_ref();
    let evidence = start::Evidence { tree, manifests, frameworks, manifest, scope: Scope::Root, witness: witness_of };
    let Started { mut start, mut processes, mut services, mut environment } = starts(evidence)?;
    let better = start.chosen.as_ref().and_then(|found| covering::find(tree, manifests, &manager, &found.value));
    let evidence = match &better {
        Some(better) => {
            start::Evidence { manifest: better.chosen.as_ref().and_then(|found| found.value.manifest.as_ref()), ..evidence }
        }
        None => evidence,
    };
    if better.is_some() {
        Started { start, processes, services, environment } = starts(evidence)?;
    }
    let mut projects = Vec::new();
    let mut member = None;
    // What starts in the folder of another project needs what that one installs.
    let is_apart = |start: &Start| {
        let mut places = start.working_dir.iter().chain(&start.file);
        places.any(|place| manifests.apart.iter().any(|folder| place.is_within(folder)))
    };
    let lacks_manifest = || !evidence.has_manifest() && start.chosen.as_ref().is_some_and(|found| is_apart(&found.value));
    let is_of_project = lacks_manifest();
    if start.chosen.is_none() || start.is_unsure() || is_of_project {
        projects = projects::find(tree, manifests, frameworks)?;
        // Each of several projects has an image: the one that was read first is no better than the others.
        if is_of_project && witness_of.is_some_and(|witness| projects::have_images(tree, &projects, &witness.file)) {
            start = Detection { notes: start.notes, ..Detection::nothing() };
        }
        let mut runnable = projects.iter().filter(|project| project.runnable);
        if let (Some(only), None) = (runnable.next(), runnable.next())
            && only.workspace
            && (only.certain || start.chosen.is_none())
        {
            let scope = Scope::Member(&only.path);
            Started { start, processes, services, environment } = starts(start::Evidence { scope, ..evidence })?;
            member = Some(only.path.clone());
        }
    }
    start.notes.extend(notes);
    start.notes.extend(witness.iter().flat_map(Witness::left_out));
    let chosen = start.chosen.as_ref().map(|found| &found.value);
    let port_variable = port_variable::detect(tree, witness.as_ref(), &environment, chosen);
    let removed = || chosen.and_then(|start| removed_modules::detect(tree, manifests, start));
    let built = witness.as_ref().and_then(Witness::python);
    let gone_names = chosen.map(|start| gone_names::detect(tree, manifests, start)).unwrap_or_default();
    let held = || {
        let by_names = gone_names.iter().map(|gone| (&gone.row.releases[0], &gone.at));
        by_names.chain(held_back::always(manifests)).collect()
    };
    let python = python_version::detect(manifests, built.as_ref(), removed, held, python_releases(), today);
    Ok(Detected {
        witness,
        name: name(tree, manifests),
        python,
        manager: better.unwrap_or(manager),
        unsupported,
        start,
        processes,
        services,
        member,
        projects,
        tests: tests_of_project::detect(tree, manifests),
        environment,
        port_variable,
        gone_names,
    })
}

/// What one reading of the sources gives.
pub struct Started {
    /// How the image starts.
    pub start: Detection<Start>,
    /// What else the application runs.
    pub processes: Processes,
    /// What it talks to.
    pub services: Vec<Service>,
    /// What it reads from its environment.
    pub environment: Environment,
}

/// How the image starts, and what follows from that.
pub fn starts(evidence: start::Evidence<'_>) -> Result<Started, TreeError> {
    let survey = start::Survey::new(evidence);
    let start = start::detect_in(&survey)?;
    let processes = processes::detect(&survey, &start);
    let chosen = start.chosen.as_ref().map(|found| &found.value);
    let needed = chosen.map(|start| static_files::needed(evidence.tree, start)).unwrap_or_default();
    let environment = environment::detect(&evidence, chosen, &needed);
    let services = services::detect(&survey, &environment);
    Ok(Started { start, processes, services, environment })
}

/// The project's name in its metadata, else its folder's.
fn name(tree: &ProjectTree, manifests: &Manifests) -> Finding<ImageName> {
    let stated = manifests.pyproject.as_ref().and_then(|pyproject| pyproject.name.as_ref());
    let stated = stated.or_else(|| manifests.setup.as_ref().and_then(|setup| setup.name.as_ref()));
    if let Some((name, at)) = stated
        && let Some(value) = ImageName::from_free_text(name.as_ref())
    {
        return Finding { value, at: at.clone(), why: "the project's name".to_owned() };
    }
    let folder = tree.root().and_then(|root| root.file_name()).and_then(|name| name.to_str());
    let value = folder.and_then(ImageName::from_free_text).or_else(|| ImageName::from_free_text("app"));
    Finding { value: value.expect("`app` is a name"), at: Location::file(RelPath::root()), why: "the folder's name".to_owned() }
}
