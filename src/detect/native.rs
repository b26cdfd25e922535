//! Which packages of the distribution the dependencies need, to be compiled and to run, on any of the platforms.
//!
//! An image for several platforms has one Dockerfile, so its packages are the union of what each platform takes.

use std::collections::BTreeMap;

use crate::model::{Base, Location, Note, PackageName, PythonVersion, Suite, SystemPackage, Version};
use crate::wheel::{ImageTarget, Machine};

use super::installed::{Installation, Installed};
use super::judge::{Compiled, Judgement, Outcome, git, judge_all};

/// System packages with the reason for each dependency that asks for some.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct NativePackages {
    /// Sorted; for the stage that installs the dependencies.
    pub build: Vec<SystemPackage>,
    /// Sorted; for the stage that runs.
    pub run: Vec<SystemPackage>,
    pub reasons: Vec<NativeReason>,
    /// What has no wheel on some platform: compiled, or not to be had at all.
    #[serde(skip)]
    pub obstacles: Vec<Obstacle>,
    /// What neither a row nor a wheel tells of.
    #[serde(skip)]
    pub unknown: Vec<PackageName>,
    #[serde(skip)]
    pub notes: Vec<Note>,
}

/// Why system packages are needed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NativeReason {
    /// `None` if the project's own code asks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dependency: Option<PackageName>,
    /// Ex) "psycopg2 2.9.10 has no wheel: built from source; needs gcc, libc6-dev, libpq-dev; runs with libpq5"
    pub why: String,
    /// The part of it that matters where the application runs. Ex) "psycopg2 2.9.10 runs with libpq5"
    #[serde(skip)]
    pub why_run: String,
    pub build: Vec<SystemPackage>,
    pub run: Vec<SystemPackage>,
    /// Where it is compiled.
    pub platforms: Vec<Machine>,
    pub at: Location,
}

/// A dependency that does not come as a wheel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// Name and version.
    pub title: String,
    pub kind: ObstacleKind,
    pub why: String,
    pub at: Location,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ObstacleKind {
    CannotInstall,
    Compiled,
}

/// The image, without its machine.
#[derive(Debug, Clone, Copy)]
pub struct Image {
    pub python: PythonVersion,
    pub base: Base,
    pub suite: Suite,
}

impl Image {
    pub fn target(self, machine: Machine) -> ImageTarget {
        ImageTarget { python: self.python, free_threaded: false, base: self.base, suite: self.suite, machine }
    }
}

pub fn detect(installation: &Installation<'_>, image: Image, platforms: &[Machine]) -> NativePackages {
    let mut all: BTreeMap<(&PackageName, Option<Version>), Everywhere<'_>> = BTreeMap::new();
    for machine in platforms {
        let packages = installation.packages(image.python, *machine);
        let judgements = judge_all(&packages, image.target(*machine));
        for (package, judgement) in packages.iter().zip(judgements) {
            let key = (package.name, package.version.clone());
            let everywhere = all.entry(key).or_insert_with(|| Everywhere { package: package.clone(), on: Vec::new() });
            everywhere.on.push((*machine, judgement));
        }
    }
    let mut found = NativePackages::default();
    for everywhere in all.values() {
        found.add(everywhere, image, platforms);
    }
    for list in [&mut found.build, &mut found.run] {
        list.sort();
        list.dedup();
    }
    if let Some(at) = installation.requirements().and_then(|file| file.needs_git.as_ref()) {
        found.fetch_with_git(at);
    }
    found
}

impl NativePackages {
    /// Adds packages that something needs when it runs, with the reason.
    pub fn needs_to_run(&mut self, run: Vec<SystemPackage>, why: String, at: Location) {
        self.run.extend(run.iter().cloned());
        self.reasons.push(NativeReason {
            dependency: None,
            why: why.clone(),
            why_run: why,
            build: Vec::new(),
            run,
            platforms: Vec::new(),
            at,
        });
    }

    /// Adds git for a requirement that has no name before it is fetched, and so is none of the packages that are judged.
    fn fetch_with_git(&mut self, at: &Location) {
        let git = git();
        if self.build.contains(&git) {
            return;
        }
        self.build.push(git.clone());
        self.build.sort();
        let why = format!("{at}: a requirement from version control is fetched with git");
        self.reasons.push(NativeReason {
            dependency: None,
            why: why.clone(),
            why_run: why,
            build: vec![git],
            run: Vec::new(),
            platforms: Vec::new(),
            at: at.clone(),
        });
    }
}

/// One dependency with its judgement on each platform that installs it.
struct Everywhere<'a> {
    package: Installed<'a>,
    on: Vec<(Machine, Judgement<'a>)>,
}

impl Everywhere<'_> {
    fn packages(&self, of: impl for<'j> Fn(&'j Judgement<'_>) -> &'j [SystemPackage]) -> Vec<SystemPackage> {
        let mut packages: Vec<SystemPackage> = self.on.iter().flat_map(|(_, judgement)| of(judgement).iter().cloned()).collect();
        packages.sort();
        packages.dedup();
        packages
    }

    fn platforms(&self, is: impl Fn(&Outcome<'_>) -> bool) -> Vec<Machine> {
        self.on.iter().filter(|(_, judgement)| is(&judgement.outcome)).map(|(machine, _)| *machine).collect()
    }

    fn why(&self, of: impl Fn(&Outcome<'_>) -> Option<String>) -> Option<String> {
        self.on.iter().find_map(|(_, judgement)| of(&judgement.outcome))
    }
}

impl NativePackages {
    fn add(&mut self, everywhere: &Everywhere<'_>, image: Image, platforms: &[Machine]) {
        let package = &everywhere.package;
        let title = package.title();
        let compiled = everywhere.platforms(|outcome| matches!(outcome, Outcome::Build { compiled: Compiled::Yes, .. }));
        let impossible = everywhere.platforms(|outcome| matches!(outcome, Outcome::CannotInstall { .. }));
        let why_built = everywhere.why(|outcome| match outcome {
            Outcome::Build { why, compiled: Compiled::Yes, .. } => Some(why.clone()),
            _ => None,
        });
        let why_not = everywhere.why(|outcome| match outcome {
            Outcome::CannotInstall { why } => Some(why.clone()),
            _ => None,
        });
        if let Some(why) = &why_not {
            let why = on_some(why, &impossible, platforms);
            let message = format!("`{title}` cannot be installed on {} with Python {}: {why}", image.base, image.python);
            self.notes.push(
                Note::warning(message).at(package.at.clone()).hint("choose another Python, base or platform, or another release"),
            );
            self.obstacles.push(Obstacle {
                title: title.clone(),
                kind: ObstacleKind::CannotInstall,
                why,
                at: package.at.clone(),
            });
        }
        if let Some(why) = &why_built {
            let why = on_some(why, &compiled, platforms);
            self.obstacles.push(Obstacle { title: title.clone(), kind: ObstacleKind::Compiled, why, at: package.at.clone() });
        }
        // A source archive alone may be pure Python or not.
        let is_silent = |outcome: &Outcome<'_>| match outcome {
            Outcome::Unknown { .. } => true,
            Outcome::Build { compiled: Compiled::NoSign, .. } => !package.is_local(),
            _ => false,
        };
        if !everywhere.platforms(is_silent).is_empty() {
            self.unknown.push(package.name.clone());
        }
        let build = everywhere.packages(|judgement| &judgement.build);
        let run = everywhere.packages(|judgement| &judgement.run);
        if build.is_empty() && run.is_empty() {
            return;
        }
        let reason = everywhere.on.iter().find_map(|(_, judgement)| judgement.reason);
        if reason.is_none() && !compiled.is_empty() {
            let message =
                format!("`{title}` is compiled; if its build asks for headers, name their packages with `--build-package`");
            self.notes.push(Note::info(message).at(package.at.clone()));
        }
        let source = why_built.map(|why| on_some(&why, &compiled, platforms));
        let why = sentence(&title, source.as_deref(), reason, &build, &run);
        let why_run =
            format!("{title} runs with {}{}", list(&run), reason.map(|reason| format!(" ({reason})")).unwrap_or_default());
        self.build.extend(build.iter().cloned());
        self.run.extend(run.iter().cloned());
        let dependency = Some(package.name.clone());
        self.reasons.push(NativeReason { dependency, why, why_run, build, run, platforms: compiled, at: package.at.clone() });
    }
}

/// Names the platforms where it is not the same on all of them and the reason does not name them already.
fn on_some(why: &str, here: &[Machine], platforms: &[Machine]) -> String {
    if here.len() == platforms.len() || here.iter().all(|machine| why.contains(&machine.to_string())) {
        // What holds on every platform is said of none in particular.
        return match here {
            [one, _, ..] => why.replace(&format!(" on {one}"), ""),
            _ => why.to_owned(),
        };
    }
    let here: Vec<String> = here.iter().map(ToString::to_string).collect();
    format!("{why} on {}", here.join(" and "))
}

/// Ex) "psycopg2 2.9.10 has no wheel for Linux: built from source; needs gcc, libc6-dev, libpq-dev; runs with libpq5"
fn sentence(title: &str, built: Option<&str>, reason: Option<&str>, build: &[SystemPackage], run: &[SystemPackage]) -> String {
    let subject = match built {
        Some(why) if why.starts_with("no ") => format!("{title} has {why}: built from source"),
        Some(why) => format!("{title}, {why}: built from source"),
        None => title.to_owned(),
    };
    let reason = reason.map(|reason| format!(" ({reason})")).unwrap_or_default();
    let needs = if build.is_empty() { String::new() } else { format!("; needs {}", list(build)) };
    let runs = if run.is_empty() { String::new() } else { format!("; runs with {}", list(run)) };
    format!("{subject}{reason}{needs}{runs}")
}

fn list(packages: &[SystemPackage]) -> String {
    packages.iter().map(SystemPackage::as_str).collect::<Vec<_>>().join(", ")
}
