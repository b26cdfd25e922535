//! A Dockerfile that was there before pydock: what is taken over from it, and what a new one does in another way.
//!
//! What the project's own Dockerfile says is recorded as the answers of a person are: pydock's takes its place, and then
//! nothing else would say it.

mod difference;

pub use difference::{Difference, differences};

use crate::detect::Detected;
use crate::facts::{Answers, ProjectFacts};
use crate::knowledge::{
    NativePackage, PackagePurpose, command_credential, credential, is_compiler, native_package, package_purpose,
    purpose_on_alpine, purpose_on_fedora, python_releases, toolchain,
};
use crate::manifest::Manifests;
use crate::model::{
    Base, EnvName, Fact, FactId, InvalidValue, Location, Origin, PackageManager, RelPath, Source, Suite, SystemPackage,
    WritablePath, holds_secret,
};
use crate::witness::{Reading, Said, Witness};

/// Takes over what decides how the project is installed: extras, groups and the requirements file. What a person answered
/// stays.
pub fn take_parts(
    witness: &Witness,
    manifests: &Manifests,
    detected: &Detected,
    answers: &mut Answers,
) -> Result<(), InvalidValue> {
    let installs = &witness.installs;
    let hears = |answers: &Answers, fact| answers.hears(Source::Adopted, fact);
    if hears(answers, FactId::Extras) {
        for extra in &installs.extras {
            take(FactId::Extras, &extra.value, witness.at(extra.line), answers)?;
        }
    }
    if hears(answers, FactId::Groups) {
        for group in &installs.groups {
            take(FactId::Groups, &group.value, witness.at(group.line), answers)?;
        }
    }
    // A `pylock.toml` has the parts that it was exported with, and no others.
    let is_pylock = detected.manager.chosen.as_ref().is_some_and(|found| found.value.manager == PackageManager::Pylock);
    let has_list = detected.manager.others.iter().any(|found| found.value.manager == PackageManager::Pyproject)
        || manifests.pyproject.as_ref().is_some_and(|file| file.has_project);
    if let Some(first) = installs.extras.first().or(installs.groups.first())
        && is_pylock
        && has_list
        && hears(answers, FactId::Manager)
        && hears(answers, FactId::Manifest)
    {
        take(FactId::Manager, "pyproject", witness.at(first.line), answers)?;
    }
    // The lists of a pyproject.toml and of a setup.py are no locks: what the image was made from says more, where the
    // Dockerfile does not install the project itself.
    let is_open = |manager: PackageManager| match manager {
        PackageManager::Pip => true,
        PackageManager::Pyproject | PackageManager::Setuptools => !installs.project,
        _ => false,
    };
    let chosen = detected.manager.chosen.as_ref().filter(|found| is_open(found.value.manager));
    let is_known = |path: &RelPath| chosen.is_some_and(|found| found.value.manifest.as_ref() == Some(path));
    let is_candidate = |path: &RelPath| {
        let all = detected.manager.chosen.iter().chain(&detected.manager.others);
        all.filter(|found| found.value.manager == PackageManager::Pip).any(|found| found.value.manifest.as_ref() == Some(path))
    };
    if !hears(answers, FactId::Manifest) || !hears(answers, FactId::Manager) || chosen.is_none() {
        return Ok(());
    }
    let mut files: Vec<&Said<RelPath>> = installs.lists(manifests).into_iter().filter(|said| is_candidate(&said.value)).collect();
    // The list that would be installed without the Dockerfile stays the first one.
    files.sort_by_key(|said| !is_known(&said.value));
    match files.as_slice() {
        [] => Ok(()),
        [only] if is_known(&only.value) => Ok(()),
        [first, ..] => {
            let names: Vec<&str> = files.iter().map(|said| said.value.as_str()).collect();
            take(FactId::Manifest, &names.join(","), witness.at(first.line), answers)
        }
    }
}

/// Takes over the start, where the detector chose the Dockerfile's: the command, its port and its variables.
pub fn take_start(witness: &Witness, detected: &Detected, answers: &mut Answers) -> Result<(), InvalidValue> {
    let Some(found) = &detected.start.chosen else { return Ok(()) };
    let is_told = witness.starts.iter().any(|told| told.at == found.at);
    if !is_told || answers.command.is_some() || answers.entrypoint.is_some() || answers.framework.is_some() {
        return Ok(());
    }
    take(FactId::Command, &found.value.command.to_string(), found.at.clone(), answers)?;
    if let (Some(port), None) = (found.value.port, &answers.port) {
        let said = witness.reading.ports.iter().find(|said| said.value == port.number());
        let at = said.map_or_else(|| found.at.clone(), |said| witness.at(said.line));
        take(FactId::Port, &port.to_string(), at, answers)?;
    }
    let told = witness.starts.iter().find(|told| told.at == found.at);
    for (name, value) in told.iter().flat_map(|told| &told.env) {
        if !answers.env.iter().any(|fact| fact.value.name.to_string() == *name) && !gives_a_secret(name, value) {
            take(FactId::Env, &format!("{name}={value}"), found.at.clone(), answers)?;
        }
    }
    Ok(())
}

/// Takes over what nobody and nothing else says: the Python and the Debian release, and packages that are known to serve at
/// run time. `facts` are those without it; a Python that has ended stays behind.
pub fn take_over(witness: &Witness, facts: &ProjectFacts, today: &str, answers: &mut Answers) -> Result<(), InvalidValue> {
    let reading = &witness.reading;
    let is_open = |fact: FactId| facts.hear(Source::Adopted, fact);
    let is_built = |origin: &Origin| matches!(origin, Origin::Detected { at } if at.file == witness.file);
    if let Some(Said { value, line }) = &reading.python
        && (is_open(FactId::Python) || is_built(&facts.python.origin))
        && let Some(release) = python_releases().get(*value).filter(|release| today <= release.end_of_life.as_str())
    {
        take(FactId::Python, &value.to_string(), witness.at(*line), answers)?;
        if let Some(suite) = &reading.suite
            && is_open(FactId::Suite)
            && release.suites.iter().any(|known| known.to_string() == suite.value)
        {
            take(FactId::Suite, &suite.value, witness.at(suite.line), answers)?;
        }
    }
    take_variables(witness, facts, answers)?;
    take_preparations(witness, answers)?;
    take_folders(witness, facts, answers)?;
    take_packages(witness, facts, answers)
}

/// Takes over the variables that the project reads and that nothing else sets.
fn take_variables(witness: &Witness, facts: &ProjectFacts, answers: &mut Answers) -> Result<(), InvalidValue> {
    for Said { value: (name, value), line } in &witness.variables {
        let is_set = facts.env.iter().chain(&answers.env).any(|fact| fact.value.name.to_string() == *name);
        let is_of_port = facts.port_env.value.as_ref().is_some_and(|own| own.to_string() == *name);
        if !is_set && !is_of_port && name.parse::<EnvName>().is_ok() {
            take(FactId::Env, &format!("{name}={value}"), witness.at(*line), answers)?;
        }
    }
    Ok(())
}

/// Takes over the commands that prepare something in a way that is known.
fn take_preparations(witness: &Witness, answers: &mut Answers) -> Result<(), InvalidValue> {
    if !answers.prepare.is_empty() {
        return Ok(());
    }
    for said in &witness.installs.preparations {
        let Some(step) = &said.value.step else { continue };
        if command_credential(step.words()).is_some() {
            continue;
        }
        if !answers.prepare.iter().any(|fact| fact.value == *step) {
            take(FactId::Prepare, &step.to_string(), witness.at(said.line), answers)?;
        }
    }
    Ok(())
}

/// Takes over the packages of the distribution: what serves at run time under its name on the suite, and headers where a
/// dependency is compiled of which nothing else is known.
fn take_packages(witness: &Witness, facts: &ProjectFacts, answers: &mut Answers) -> Result<(), InvalidValue> {
    if facts.base.value == Base::Alpine {
        return Ok(());
    }
    let suite = facts.suite.value;
    let is_same_suite = is_same_suite(&witness.reading, suite);
    let compiles = facts
        .native
        .reasons
        .iter()
        .filter_map(|reason| reason.dependency.as_ref().filter(|_| !reason.platforms.is_empty()))
        .any(|dependency| native_package(dependency, None).is_none());
    let is_unsure = !compiles && facts.native.unknown.iter().any(|name| native_package(name, None).is_none());
    let is_known = |list: &[Fact<SystemPackage>], name: &SystemPackage| list.iter().any(|fact| fact.value == *name);
    // Dependencies of which no list of files tells whether they have wheels: the headers of the Dockerfile do.
    let rows: Vec<&NativePackage> = facts.native.unknown.iter().filter_map(|name| native_package(name, None)).collect();
    let reading = &witness.reading;
    let own = reading.packages.iter().map(|said| (said, true));
    for (said, is_final) in own.chain(witness.build_packages.iter().map(|said| (said, false))) {
        let purpose = match () {
            () if reading.is_fedora => purpose_on_fedora(&said.value, suite),
            () if reading.is_alpine => purpose_on_alpine(&said.value, suite),
            () => package_purpose(&said.value, suite),
        };
        let (build, run) = match purpose {
            PackagePurpose::Runs(package) if is_final => (None, Some(package)),
            // The same release has the package, whatever it is for.
            PackagePurpose::Unknown if is_final && is_same_suite && is_program(&said.value) => (None, said.value.parse().ok()),
            // A compiler for something of which neither a row nor a list of files tells.
            PackagePurpose::Compiles { package: Some(package), .. } if is_unsure && is_compiler(package.as_str()) => {
                // Debian's compiler of C comes without the headers of the C library.
                let whole = toolchain("c").map(|row| row.packages(facts.base.value)).filter(|all| all.contains(&package));
                for other in whole.unwrap_or_default().iter().filter(|other| **other != package) {
                    if !is_known(&facts.build_packages, other) && !is_known(&answers.build_packages, other) {
                        take(FactId::BuildPackages, other.as_str(), witness.at(said.line), answers)?;
                    }
                }
                (Some(package), None)
            }
            PackagePurpose::Compiles { package, run } if !compiles => {
                let Some(package) = package.or_else(|| said.value.parse().ok()) else { continue };
                let asks = |row: &&&NativePackage| row.packages(facts.base.value, suite).build.contains(&package);
                let Some(row) = rows.iter().find(asks) else { continue };
                for package in row.toolchain_packages(facts.base.value) {
                    if !is_known(&facts.build_packages, &package) && !is_known(&answers.build_packages, &package) {
                        take(FactId::BuildPackages, package.as_str(), witness.at(said.line), answers)?;
                    }
                }
                for package in &row.packages(facts.base.value, suite).run {
                    if !is_known(&facts.run_packages, package) && !is_known(&answers.run_packages, package) {
                        take(FactId::RunPackages, package.as_str(), witness.at(said.line), answers)?;
                    }
                }
                (Some(package), run)
            }
            PackagePurpose::Compiles { package, run } if compiles => (package, run),
            _ => (None, None),
        };
        let run = run.filter(|package| !is_known(&facts.run_packages, package) && !is_known(&answers.run_packages, package));
        if let Some(package) = run {
            take(FactId::RunPackages, package.as_str(), witness.at(said.line), answers)?;
        }
        let build =
            build.filter(|package| !is_known(&facts.build_packages, package) && !is_known(&answers.build_packages, package));
        if let Some(package) = build {
            take(FactId::BuildPackages, package.as_str(), witness.at(said.line), answers)?;
        }
    }
    Ok(())
}

/// Whether a name that the Dockerfile installs is one of this release of Debian: the image says so, or has the newest one.
fn is_same_suite(reading: &Reading, suite: Suite) -> bool {
    let is_newest = || {
        let image = reading.image.as_ref().map(|said| said.value.as_str()).unwrap_or_default();
        let (name, tag) = image.split('@').next().unwrap_or(image).split_once(':').unwrap_or((image, ""));
        let is_official = name.rsplit('/').next() == Some("python") && tag.split('-').skip(1).all(|part| part == "slim");
        let release = reading.python.as_ref().and_then(|said| python_releases().get(said.value));
        is_official && release.is_some_and(|release| release.suites.contains(&suite)) && Suite::ALL.last() == Some(&suite)
    };
    let is_debian = !reading.is_alpine && !reading.is_fedora && !reading.has_other_sources;
    is_debian && reading.suite.as_ref().map_or_else(is_newest, |said| said.value == suite.to_string())
}

/// Whether the package may serve the program: Debian's own Python modules and what explains or debugs a package do not.
fn is_program(name: &str) -> bool {
    !name.starts_with("python3-") && !["-dbg", "-dbgsym", "-dev", "-doc"].iter().any(|ending| name.ends_with(ending))
}

/// Folders that the Dockerfile hands to the program, beside those that the code shows.
fn take_folders(witness: &Witness, facts: &ProjectFacts, answers: &mut Answers) -> Result<(), InvalidValue> {
    let is_known = |folder: &WritablePath| facts.writable.iter().any(|found| found.value == *folder);
    if !answers.writable.is_empty() {
        return Ok(());
    }
    if witness.folders.iter().all(|(folder, _)| is_known(folder)) {
        return take_variables_of_folders(witness, answers);
    }
    // A list that is answered stands in the place of the one that was found.
    for found in &facts.writable {
        let at = match &found.origin {
            Origin::Detected { at } => at.clone(),
            _ => Location::file(witness.file.clone()),
        };
        take(FactId::Writable, &found.value.to_string(), at, answers)?;
    }
    for (folder, at) in witness.folders.iter().filter(|(folder, _)| !is_known(folder)) {
        take(FactId::Writable, &folder.to_string(), at.clone(), answers)?;
    }
    take_variables_of_folders(witness, answers)
}

/// Variables that name a folder which was taken over: without them the program would write somewhere else.
fn take_variables_of_folders(witness: &Witness, answers: &mut Answers) -> Result<(), InvalidValue> {
    let names_folder = |value: &str| {
        let is_it = |folder: &WritablePath| {
            let path = folder.to_string();
            value.strip_prefix(path.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        value.starts_with('/') && witness.folders.iter().any(|(folder, _)| is_it(folder))
    };
    for variable in &witness.reading.env {
        let (name, value) = &variable.value;
        let is_answered = answers.env.iter().any(|fact| fact.value.name.as_str() == name.as_str());
        if names_folder(value) && !is_answered && !gives_a_secret(name, value) {
            take(FactId::Env, &format!("{name}={value}"), witness.at(variable.line), answers)?;
        }
    }
    Ok(())
}

/// Whether the variable may not be written down again.
fn gives_a_secret(name: &str, value: &str) -> bool {
    holds_secret(name) || credential(value).is_some()
}

fn take(fact: FactId, text: &str, at: Location, answers: &mut Answers) -> Result<(), InvalidValue> {
    answers.take(fact, text, Origin::Adopted { at })
}
