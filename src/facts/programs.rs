//! The packages of the programs that the project's own code starts, and of the libraries that it loads.

use super::dependencies::DependencyFacts;
use super::resolver::Resolver;
use crate::detect::native::NativePackages;
use crate::detect::programs::{Started, detect};
use crate::detect::{code_packages, install_lines};
use crate::knowledge::{PackagePurpose, ProgramRow, package_purpose};
use crate::model::{Base, Note, Start, Suite, SystemPackage};

/// Adds a package for each program that the code cannot do without, or that the project's own Dockerfile or pages install. What it
/// can do without is noted, and so is what the image's system does not have.
pub fn add(resolver: Resolver<'_>, dependencies: &DependencyFacts, start: &Start, native: &mut NativePackages) {
    let (base, suite) = (dependencies.base.value, dependencies.suite.value);
    let distribution = dependencies.distribution.as_ref().map(|fact| &fact.value);
    let mut optional: Vec<(Started, SystemPackage)> = Vec::new();
    for started in detect(resolver.tree, start, distribution) {
        let row = started.program;
        let Some(package) = on(row, base, suite) else {
            if started.needed {
                let system = if base == Base::Alpine { "Alpine".to_owned() } else { format!("Debian {suite}") };
                let message = format!("the code starts `{}`, for which no package of {system} is known", row.name);
                let note = Note::warning(message).at(started.at).hint("install it in a step of your own, or choose another base");
                native.notes.push(note);
            }
            continue;
        };
        if native.run.contains(&package) {
            continue;
        }
        if started.needed || is_installed_by_dockerfile(resolver, row, suite) || install_lines::names(resolver.tree, row) {
            let why = format!("{} starts `{}`, which is in {package}", started.at, row.name);
            native.needs_to_run(vec![package], why, started.at);
        } else {
            optional.push((started, package));
        }
    }
    for (row, at) in code_packages::detect(resolver.tree, start, distribution) {
        let run: Vec<SystemPackage> =
            row.packages(base, suite).iter().filter(|name| !native.run.contains(name)).cloned().collect();
        if run.is_empty() {
            continue;
        }
        let names: Vec<&str> = run.iter().map(SystemPackage::as_str).collect();
        let why = format!("{at}: {}, which is in {}", row.why, names.join(" and "));
        native.needs_to_run(run, why, at);
    }
    native.run.sort();
    native.notes.extend(note(&optional, resolver));
}

/// The package's name on the system; nothing where that has none.
fn on(row: &ProgramRow, base: Base, suite: Suite) -> Option<SystemPackage> {
    if base == Base::Alpine {
        return row.alpine.clone();
    }
    match package_purpose(row.package.as_str(), suite) {
        PackagePurpose::Gone => None,
        PackagePurpose::Runs(package) => Some(package),
        _ => Some(row.package.clone()),
    }
}

fn is_installed_by_dockerfile(resolver: Resolver<'_>, row: &ProgramRow, suite: Suite) -> bool {
    let Some(witness) = &resolver.detected.witness else { return false };
    witness.reading.packages.iter().any(|said| {
        let is_alpine_name = row.alpine.as_ref().is_some_and(|name| name.as_str() == said.value);
        let is_renamed = || matches!(package_purpose(&said.value, suite), PackagePurpose::Runs(name) if name == row.package);
        said.value == row.package.as_str() || (witness.reading.is_alpine && is_alpine_name) || is_renamed()
    })
}

/// One remark about all programs that the code can do without.
fn note(optional: &[(Started, SystemPackage)], resolver: Resolver<'_>) -> Option<Note> {
    let stated = &resolver.answers.run_packages;
    let absent: Vec<_> = optional.iter().filter(|(_, package)| !stated.iter().any(|fact| fact.value == *package)).collect();
    let (first, _) = absent.first()?;
    let names: Vec<String> = absent.iter().map(|(started, _)| format!("`{}`", started.program.name)).collect();
    let mut flags: Vec<String> = absent.iter().map(|(_, package)| format!("--run-package {package}")).collect();
    flags.sort();
    flags.dedup();
    let message = match names.as_slice() {
        [one] => format!("the code uses {one} where it is installed, and the image does not have it"),
        names => format!("the code uses {} where they are installed, and the image has none of them", names.join(", ")),
    };
    Some(Note::info(message).at(first.at.clone()).hint(format!("`{}` installs it", flags.join(" "))))
}
