//! Which packages of the distribution the dependencies need, to be compiled and to run.
//!
//! The rows of `native_packages.toml` say what; the lock's file names say whether anything is compiled at all. Where the
//! lock lists no files, the row's own `wheels` field stands in.

use super::installed::{Installed, installed};
use crate::knowledge::{NativePackage, Wheels, When, native_package, toolchain};
use crate::manifest::Manifests;
use crate::model::{Base, DependencySource, Location, Note, PackageManager, PackageName, PythonVersion, Suite, SystemPackage};
use crate::wheel::{Libc, Machine, Target, Verdict, verdict};

/// System packages with the reason for each dependency that asks for some.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct NativePackages {
    /// Sorted; for the stage that installs the dependencies.
    pub build: Vec<SystemPackage>,
    /// Sorted; for the stage that runs.
    pub run: Vec<SystemPackage>,
    pub reasons: Vec<NativeReason>,
    #[serde(skip)]
    pub notes: Vec<Note>,
}

/// Why one dependency needs system packages.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NativeReason {
    pub dependency: PackageName,
    /// Ex) "compiled: no wheel for cp314"
    pub why: String,
    pub build: Vec<SystemPackage>,
    pub run: Vec<SystemPackage>,
    pub at: Location,
}

pub fn detect(manifests: &Manifests, manager: PackageManager, base: Base, suite: Suite, python: PythonVersion) -> NativePackages {
    let target = Target { python, libc: Libc::of(base, suite), machine: Machine::X86_64 };
    let installed = installed(manifests, manager);
    let mut found = NativePackages::default();
    let mut compiled_without_row = false;
    for package in &installed {
        if matches!(package.source, DependencySource::Git(_)) {
            found.add(package, "taken from git".to_owned(), vec![literal("git")], Vec::new());
        }
        let verdict = verdict(package.files, target);
        match native_package(package.name, package.version.as_ref()) {
            Some(row) => {
                let moot = row.unless.iter().any(|other| installed.iter().any(|package| package.name == other));
                if !moot {
                    found.add_row(package, row, verdict, base, suite, target);
                }
            }
            None if verdict == (Verdict::Build { native: true }) => {
                compiled_without_row = true;
                let why = format!("compiled: no wheel of {}{} for {}", package.name, package.shown_version(), python.tag());
                found.add(package, why, usual_toolchain(base), Vec::new());
            }
            None => {}
        }
        if verdict == Verdict::CannotInstall {
            let message = format!(
                "`{}{}` has neither a wheel nor a source archive for Python {python} on {base}",
                package.name,
                package.shown_version()
            );
            found
                .notes
                .push(Note::warning(message).at(package.at.clone()).hint("choose another Python or base, or another release"));
        }
    }
    if compiled_without_row {
        let message = "a dependency is compiled; if its build asks for headers, name their packages with `--build-package`";
        found.notes.push(Note::info(message));
    }
    for list in [&mut found.build, &mut found.run] {
        list.sort();
        list.dedup();
    }
    found
}

impl NativePackages {
    fn add_row(
        &mut self,
        package: &Installed<'_>,
        row: &NativePackage,
        verdict: Verdict,
        base: Base,
        suite: Suite,
        target: Target,
    ) {
        let compiled = match verdict {
            Verdict::Build { .. } => true,
            Verdict::Wheel | Verdict::CannotInstall => false,
            Verdict::Unknown => row.wheels == Wheels::Never,
        };
        let names = row.packages(base, suite);
        let build = if compiled { names.build.iter().cloned().chain(row.toolchain_packages(base)).collect() } else { Vec::new() };
        let runs = compiled || row.when == When::Always;
        let run = if runs { names.run.clone() } else { Vec::new() };
        let why = if compiled {
            format!(
                "{}{} is compiled ({} has no wheel of it): {}",
                package.name,
                package.shown_version(),
                target.python.tag(),
                row.reason
            )
        } else {
            format!("{}{}: {}", package.name, package.shown_version(), row.reason)
        };
        self.add(package, why, build, run);
    }

    fn add(&mut self, package: &Installed<'_>, why: String, build: Vec<SystemPackage>, run: Vec<SystemPackage>) {
        if build.is_empty() && run.is_empty() {
            return;
        }
        self.build.extend(build.iter().cloned());
        self.run.extend(run.iter().cloned());
        self.reasons.push(NativeReason { dependency: package.name.clone(), why, build, run, at: package.at.clone() });
    }
}

/// What most compiled distributions take, where no row says what this one does.
fn usual_toolchain(base: Base) -> Vec<SystemPackage> {
    toolchain("cxx").map(|toolchain| toolchain.packages(base).to_vec()).unwrap_or_default()
}

fn literal(name: &str) -> SystemPackage {
    name.parse().expect("a package name written here")
}
