//! Which Python the image runs: every statement in the project, solved as one constraint problem.
//!
//! ```text
//! ranges and pins ─► the releases that are allowed; for a pin that is older than all of them, the oldest one
//!                    ─► the one of the project's own image; for one that has ended, a newer one that is tested
//!                    ─► else up to the newest one that is tested, and before the first that lacks an imported module
//!                    ─► there the newest one for which the locked packages have wheels
//! ```
//! A Python that has ended is not replaced by one that nothing in the project was ever run with; a warning says that it has.

use pep508_rs::{Requirement, VersionOrUrl};

use super::removed_modules::{PYTHON_3, RemovedImport};
use crate::knowledge::{
    PythonRelease, PythonReleases, build_constraint, distributions_of_python_two, python_support, wheel_releases,
};
use crate::manifest::{Manifests, PythonHint, TestedPython};
use crate::model::{
    Base, Dependency, Detection, Finding, Location, Lock, LockFormat, LockedPackage, Note, PackageName, PythonVersion, RelPath,
    Suite, VersionSpecifiers,
};
use crate::wheel::{Libc, Machine, Target, WheelFileName};

/// Chooses the newest supported release that every statement allows and for which the locked packages have wheels. `built` is
/// the Python of the project's own image, `removed` the imported module that the oldest Python lacks, `held` what the code
/// needs of the dependencies whose versions are open.
///
/// Statements that cannot all hold are reported with both places, and the ranges win over the pins, because a tool
/// refuses to install what a range excludes. Nothing is chosen when not even the ranges leave a release.
pub fn detect<'a>(
    manifests: &Manifests,
    built: Option<&Finding<PythonVersion>>,
    removed: impl FnOnce() -> Option<RemovedImport>,
    held: impl FnOnce() -> Vec<(&'a Requirement, &'a Location)>,
    releases: &PythonReleases,
    today: &str,
) -> Detection<PythonVersion> {
    let hints = &manifests.python_hints;
    let mut allowed: Vec<&PythonRelease> =
        releases.by_preference().filter(|release| satisfies_all(release, hints.iter())).collect();
    // An image has the newest patch release: `<=3.11` admits 3.11.0 alone, so 3.10 is the better choice.
    let ranges = || hints.iter().filter(|hint| !hint.pin).map(|hint| &hint.specifiers);
    let is_whole = |release: &&PythonRelease| release.version.newest_satisfies(ranges());
    if allowed.iter().any(is_whole) {
        allowed.retain(is_whole);
    }
    let (mut candidates, mut notes) = if allowed.is_empty() { settle_conflict(hints, releases) } else { (allowed, Vec::new()) };
    if candidates.is_empty() {
        return Detection { notes, ..Detection::nothing() };
    }
    if let Some(dependency) = manifests.production().find(|dependency| built.is_none() && is_of_python_two(dependency)) {
        let message = format!("`{}` installs only on Python 2", dependency.name);
        notes.push(Note::warning(message).at(dependency.at.clone()).hint("remove it, or port the project to Python 3"));
        return Detection { notes, ..Detection::nothing() };
    }
    let is_maintained = |release: &PythonRelease| today <= release.end_of_life.as_str();
    let pinned = hints.iter().any(|hint| hint.pin && candidates[0].version.satisfies(&hint.specifiers));
    let built = built.filter(|_| !pinned);
    let newest = newest_tested(built, manifests.tested_python.as_ref());
    let is_newest = |version| newest.as_ref().is_none_or(|newest| newest.value <= version);
    // What is pinned may have left an ended Python behind, whatever the image says.
    let installs_all = |python| without_wheel(manifests, &[], python).is_empty();
    let own = built.and_then(|built| {
        let keeps = |release: &&PythonRelease| {
            release.version == built.value && (is_maintained(release) || (is_newest(built.value) && installs_all(built.value)))
        };
        candidates.iter().position(keeps)
    });
    let is_oldest = asks_for_older(hints, releases);
    let mut tested = None;
    // Why it is this one: the last thing that decided, and nothing that decided before it.
    let mut reason = None;
    if let Some(own) = own {
        let release = candidates.remove(own);
        candidates.insert(0, release);
    } else if is_oldest {
        candidates.sort_by_key(|release| release.version);
    } else if !pinned {
        let oldest = candidates.iter().map(|release| release.version).min();
        tested = newest
            .filter(|tested| prefer(&mut candidates, |version| version <= tested.value.max(oldest.unwrap_or(tested.value))));
        let removed = removed();
        if let Some(only) = removed.as_ref().filter(|removed| removed.removed == PYTHON_3) {
            let message = format!("the code is written for Python 2: it uses `{}`, which Python 3 does not have", only.module);
            notes
                .push(Note::warning(message).at(only.at.clone()).hint("port it to Python 3: no image of Python 2 is maintained"));
            return Detection { notes, ..Detection::nothing() };
        }
        if let Some(removed) = removed
            && prefer(&mut candidates, |version| version < removed.removed)
        {
            let RemovedImport { module, removed, at } = removed;
            let message = format!("using Python {}: the code imports `{module}`, which {removed} removed", candidates[0].version);
            reason = Some(Note::info(message).at(at));
        }
        reason = prefer_wheels(manifests, &held(), &mut candidates).or(reason);
    }
    let chosen = candidates[0];
    if let Some(ended) = tested.as_ref().filter(|tested| reason.is_none() && tested.value < chosen.version) {
        let message = format!("using Python {}: no image has {}, the newest that the project names", chosen.version, ended.value);
        reason = Some(Note::info(message).at(ended.at.clone()));
    }
    notes.extend(reason);
    let named = evidence_place(built, tested.as_ref(), chosen.version);
    notes.extend(end_of_life_note(chosen, hints, named, today));
    let evidence = if own.is_some() { built.cloned() } else { tested };
    let finding = |version| finding(version, hints, evidence.as_ref());
    let others = candidates[1..].iter().map(|release| finding(release.version)).collect();
    Detection { chosen: Some(finding(chosen.version)), others, tied: false, notes }
}

/// The newest Python that the project is known to work with: its own image may have an older one than its tests.
fn newest_tested(built: Option<&Finding<PythonVersion>>, tested: Option<&TestedPython>) -> Option<Finding<PythonVersion>> {
    let tested = tested.map(|tested| Finding { value: tested.version, at: tested.at.clone(), why: format!("`{}`", tested.text) });
    built.cloned().into_iter().chain(tested).max_by_key(|found| found.value)
}

/// Moves the releases that fit to the front, and says whether that changes the choice.
fn prefer(candidates: &mut [&PythonRelease], fits: impl Fn(PythonVersion) -> bool) -> bool {
    let before = candidates[0].version;
    candidates.sort_by_key(|release| !fits(release.version));
    candidates[0].version != before
}

fn satisfies_all<'a>(release: &PythonRelease, mut hints: impl Iterator<Item = &'a PythonHint>) -> bool {
    hints.all(|hint| release.version.satisfies(&hint.specifiers))
}

/// Names the first two statements that exclude each other and goes on with the stronger kind.
fn settle_conflict<'a>(hints: &[PythonHint], releases: &'a PythonReleases) -> (Vec<&'a PythonRelease>, Vec<Note>) {
    let by = |pin: bool| -> Vec<&PythonRelease> {
        releases.by_preference().filter(|release| satisfies_all(release, hints.iter().filter(|hint| hint.pin == pin))).collect()
    };
    // An older Python 3 than any with an image may still be replaced by one that has; Python 2 may not.
    let is_python_3 = |hint: &PythonHint| (0..=u8::MAX).any(|minor| PythonVersion::new(3, minor).satisfies(&hint.specifiers));
    let candidates = if hints.iter().all(is_python_3) { by(false) } else { Vec::new() };
    let disagree =
        |a: &PythonHint, b: &PythonHint| !releases.by_preference().any(|release| satisfies_all(release, [a, b].into_iter()));
    let pair = hints.iter().enumerate().find_map(|(index, a)| hints[index + 1..].iter().find(|b| disagree(a, b)).map(|b| (a, b)));
    let note = match pair {
        Some((a, b)) if !candidates.is_empty() => {
            Note::warning(format!("`{}` ({}) and `{}` ({}) exclude each other", a.text, a.at, b.text, b.at))
                .at(a.at.clone())
                .hint(format!("the image uses {}; change one of the two files, or pass `--python`", candidates[0].version))
        }
        Some((a, b)) => {
            Note::warning(format!("`{}` ({}) and `{}` ({}) exclude each other", a.text, a.at, b.text, b.at)).at(a.at.clone())
        }
        None => {
            let said: Vec<String> = hints.iter().map(|hint| format!("`{}` ({})", hint.text, hint.at)).collect();
            Note::warning(format!("no Python release with an image satisfies {}", said.join(", ")))
        }
    };
    (candidates, vec![note])
}

/// Moves to the front the newest release on which the fewest locked or pinned packages lack a wheel.
fn prefer_wheels(
    manifests: &Manifests,
    held: &[(&Requirement, &Location)],
    candidates: &mut Vec<&PythonRelease>,
) -> Option<Note> {
    let without = |release: &PythonRelease| without_wheel(manifests, held, release.version);
    let lacking = without(candidates.first()?);
    let Lacking { package, at, .. } = lacking.first()?.clone();
    // What has to be compiled can be installed still.
    let weight = |lacking: &[Lacking]| (lacking.len(), lacking.iter().filter(|one| one.fails).count());
    let best = (0..candidates.len()).min_by_key(|index| match index {
        0 => weight(&lacking),
        _ => weight(&without(candidates[*index])),
    });
    let best = best.filter(|best| *best != 0)?;
    let others = match lacking.len() - 1 {
        0 => " does".to_owned(),
        1 => " and 1 other package do".to_owned(),
        more => format!(" and {more} other packages do"),
    };
    let passed_over = candidates[0].version;
    let release = candidates.remove(best);
    candidates.insert(0, release);
    Some(
        Note::info(format!(
            "using Python {} instead of {passed_over}: {package}{others} not support {passed_over}",
            release.version
        ))
        .at(at),
    )
}

/// A package that has no wheel for a Python.
#[derive(Clone)]
struct Lacking {
    /// Ex) `pandas==1.5.3`
    package: String,
    at: Location,
    /// It is known not to work there, or not to build.
    fails: bool,
}

/// The production packages that would have to be compiled, or cannot be installed, on this Python.
fn without_wheel(manifests: &Manifests, held: &[(&Requirement, &Location)], python: PythonVersion) -> Vec<Lacking> {
    let lock = manifests.locks.iter().find(|lock| lock.packages.iter().any(|package| !package.files.is_empty()));
    if let Some(lock) = lock {
        return lock.production().filter(|package| loses_its_wheel(package, python)).map(titled).collect();
    }
    let pinned = manifests.lock(LockFormat::Requirements).or(manifests.lock(LockFormat::Pipenv));
    let locked = pinned.into_iter().flat_map(Lock::production).filter_map(|package| {
        let specifiers = pep440_rs::VersionSpecifier::equals_version(package.version.clone()?).into();
        Some((&package.name, specifiers, &package.at))
    });
    let declared = manifests.production().map(|dependency| (&dependency.name, dependency.specifiers.clone(), &dependency.at));
    let held = held.iter().filter_map(|(requirement, at)| match &requirement.version_or_url {
        Some(VersionOrUrl::VersionSpecifier(list)) => Some((&requirement.name, list.clone(), *at)),
        _ => None,
    });
    let lacking = |(name, specifiers, at): (&PackageName, VersionSpecifiers, &Location)| {
        let fails = python_support(name).is_some_and(|support| !support.allows(&specifiers, python))
            || !builds_on(name, &specifiers, python);
        let has_no_wheel = || wheel_releases(name).is_some_and(|row| !row.supports(&specifiers, python));
        (fails || has_no_wheel()).then(|| Lacking { package: format!("{name}{specifiers}"), at: at.clone(), fails })
    };
    let mut found: Vec<Lacking> = locked.chain(declared).chain(held).filter_map(lacking).collect();
    found.dedup_by(|a, b| a.package == b.package);
    found
}

/// Whether the dependency has no release for Python 3, and is wanted there.
fn is_of_python_two(dependency: &Dependency) -> bool {
    dependency.marker.is_true() && distributions_of_python_two().contains(&dependency.name)
}

/// Whether the tools that a pinned release needs to be built run on this Python, as far as that is known.
fn builds_on(name: &PackageName, specifiers: &VersionSpecifiers, python: PythonVersion) -> bool {
    let pinned = specifiers.iter().find(|specifier| *specifier.operator() == pep440_rs::Operator::Equal);
    let row = pinned.and_then(|pinned| build_constraint(name, pinned.version(), python));
    row.is_none_or(|row| row.builds_on(python))
}

/// A package with a Linux wheel for other Pythons alone, on one machine at least. One that has none for any Python is
/// compiled everywhere and says nothing about the choice.
fn loses_its_wheel(package: &LockedPackage, python: PythonVersion) -> bool {
    let libc = Libc::of(Base::Slim, Suite::Trixie);
    let own = python.tag();
    Machine::ALL.into_iter().any(|machine| {
        let target = Target { python, free_threaded: false, libc, machine };
        let platform = format!("_{}", machine.name());
        let here = package.files.iter().map(|file| &*file.name).filter(|name| name.contains(&platform));
        let is_compiled = here.clone().any(|name| name.contains("manylinux"));
        let pure = package.files.iter().map(|file| &*file.name).filter(|name| name.ends_with("-any.whl"));
        // Most wheels are for one Python, and for another one than this.
        let may_fit = |name: &&str| {
            let tags = name.as_bytes();
            [own.as_str(), "abi3", "none"].iter().any(|tag| memchr::memmem::find(tags, tag.as_bytes()).is_some())
        };
        is_compiled && !here.filter(may_fit).chain(pure).filter_map(WheelFileName::parse).any(|wheel| target.accepts(wheel))
    })
}

fn titled(package: &LockedPackage) -> Lacking {
    let version = package.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
    Lacking { package: format!("{}{version}", package.name), at: package.at.clone(), fails: false }
}

/// Whether a file asks for a Python 3 that is older than any with an image: the oldest one then differs least from it.
fn asks_for_older(hints: &[PythonHint], releases: &PythonReleases) -> bool {
    let Some(oldest) = releases.by_preference().map(|release| release.version).min() else { return false };
    let newest_of = |hint: &PythonHint| {
        (0..=u8::MAX).rev().map(|minor| PythonVersion::new(3, minor)).find(|version| version.satisfies(&hint.specifiers))
    };
    hints.iter().filter(|hint| hint.pin).any(|hint| newest_of(hint).is_some_and(|newest| newest < oldest))
}

/// Where the project names the Python that was chosen, outside of what it asks for.
fn evidence_place<'a>(
    built: Option<&'a Finding<PythonVersion>>,
    tested: Option<&'a Finding<PythonVersion>>,
    chosen: PythonVersion,
) -> Option<&'a Location> {
    built.into_iter().chain(tested).find(|found| found.value == chosen).map(|found| &found.at)
}

fn end_of_life_note(release: &PythonRelease, hints: &[PythonHint], named: Option<&Location>, today: &str) -> Option<Note> {
    if today <= release.end_of_life.as_str() {
        return None;
    }
    let note = Note::warning(format!("Python {} has had no security fixes since {}", release.version, release.end_of_life))
        .hint("allow a newer Python in the project, or pass `--python`");
    Some(match strongest(hints).map(|hint| &hint.at).or(named) {
        Some(at) => note.at(at.clone()),
        None => note,
    })
}

/// The statement that a person would name as the reason: a pin, else the first range.
fn strongest(hints: &[PythonHint]) -> Option<&PythonHint> {
    hints.iter().find(|hint| hint.pin).or(hints.first())
}

/// `evidence` is what shows that a release works, where no statement asks for one.
fn finding(version: PythonVersion, hints: &[PythonHint], evidence: Option<&Finding<PythonVersion>>) -> Finding<PythonVersion> {
    let satisfied = hints.iter().filter(|hint| version.satisfies(&hint.specifiers));
    let pin = satisfied.clone().find(|hint| hint.pin);
    if let Some(evidence) = evidence.filter(|evidence| pin.is_none() && evidence.value == version) {
        return Finding { value: version, ..evidence.clone() };
    }
    match pin.or_else(|| satisfied.clone().next()) {
        Some(hint) => Finding { value: version, at: hint.at.clone(), why: format!("`{}`", hint.text) },
        None => Finding { value: version, at: Location::file(RelPath::root()), why: "no file names a Python version".to_owned() },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::python_releases;
    use crate::model::Level;

    fn hint(text: &str, file: &str, pin: bool) -> PythonHint {
        PythonHint {
            specifiers: text.parse().unwrap(),
            text: text.to_owned(),
            at: Location::line(RelPath::parse(file).unwrap(), 1),
            pin,
        }
    }

    fn run(hints: &[(&str, &str, bool)]) -> Detection<PythonVersion> {
        let manifests = Manifests {
            python_hints: hints.iter().map(|(text, file, pin)| hint(text, file, *pin)).collect(),
            ..Manifests::default()
        };
        detect(&manifests, None, || None, Vec::new, python_releases(), "2026-11-21")
    }

    #[test]
    fn what_is_built_tested_or_imported_decides_where_no_statement_does() {
        let pin = hint("==3.12.*", ".python-version", true);
        let range = hint(">=3.12", "pyproject.toml", false);
        for (hints, built, tested, removed, expected) in [
            // The own image.
            (vec![], Some("3.12"), None, None, "3.12 Dockerfile:1"),
            (vec![], Some("3.8"), None, None, "3.8 Dockerfile:1"),
            (vec![], Some("3.8"), Some("3.7"), None, "3.8 Dockerfile:1"),
            (vec![], Some("3.12"), Some("3.13"), None, "3.12 Dockerfile:1"),
            (vec![range.clone()], Some("3.13"), None, None, "3.13 Dockerfile:1"),
            (vec![range.clone()], Some("3.11"), None, None, "3.12 pyproject.toml:1"),
            (vec![pin.clone()], Some("3.13"), Some("3.11"), None, "3.12 .python-version:1"),
            // An ended one is replaced by the newest tested.
            (vec![], Some("3.8"), Some("3.12"), None, "3.12 tox.ini:2"),
            (vec![], None, Some("3.12"), None, "3.12 tox.ini:2"),
            (vec![], None, Some("3.8"), None, "3.8 tox.ini:2"),
            (vec![], Some("3.8"), Some("3.9"), None, "3.9 tox.ini:2"),
            // Those without an image are replaced by the oldest that has one.
            (vec![], None, Some("3.5"), None, "3.7 ."),
            (vec![hint("==3.6.*", "runtime.txt", true)], None, Some("3.12"), None, "3.7 ."),
            (vec![hint("==3.6.*", "runtime.txt", true), hint(">=3.8", "setup.cfg", false)], None, None, None, "3.8 setup.cfg:1"),
            (vec![], None, Some("3.15"), None, "3.14 ."),
            (vec![range.clone()], None, Some("3.13"), None, "3.13 tox.ini:2"),
            // A module that is gone.
            (vec![], None, None, Some("3.13"), "3.12 ."),
            (vec![], None, Some("3.11"), Some("3.13"), "3.11 tox.ini:2"),
            (vec![pin], None, None, Some("3.12"), "3.12 .python-version:1"),
        ] {
            let at = |file: &str, line| Location::line(RelPath::parse(file).unwrap(), line);
            let tested_python = tested.map(|version| TestedPython {
                version: version.parse().unwrap(),
                text: String::new(),
                at: at("tox.ini", 2),
            });
            let manifests = Manifests { python_hints: hints, tested_python, ..Manifests::default() };
            let own: Option<Finding<PythonVersion>> =
                built.map(|version| Finding { value: version.parse().unwrap(), at: at("Dockerfile", 1), why: String::new() });
            let import =
                removed.map(|version| RemovedImport { module: "cgi", removed: version.parse().unwrap(), at: at("app.py", 3) });
            let found = detect(&manifests, own.as_ref(), || import, Vec::new, python_releases(), "2026-11-21");
            let chosen = found.chosen.unwrap();
            let place = if chosen.at.file.is_root() { ".".to_owned() } else { chosen.at.to_string() };
            assert_eq!(format!("{} {place}", chosen.value), expected, "{built:?} {tested:?} {removed:?}");
        }
    }

    #[test]
    fn the_newest_release_that_satisfies_all_is_chosen() {
        for (hints, expected) in [
            (vec![], "3.14"),
            (vec![(">=3.9,<4", "pyproject.toml", false)], "3.14"),
            (vec![("==3.12.*", ".python-version", true)], "3.12"),
            (vec![(">=3.10", "pyproject.toml", false), ("==3.12.*", ".python-version", true)], "3.12"),
            (vec![(">=3.11,<3.13", "pyproject.toml", false)], "3.12"),
            (vec![("~=3.11", "pyproject.toml", false)], "3.14"),
            (vec![(">=3.15", "pyproject.toml", false)], "3.15"),
            (vec![("==3.12.*", "pyproject.toml", false)], "3.12"),
            (vec![(">=3.9,<=3.12", "pyproject.toml", false)], "3.11"),
            (vec![(">=3.9,<=3.12", "pyproject.toml", false), ("==3.12.*", ".python-version", true)], "3.12"),
            (vec![("==3.12.4", "pyproject.toml", false)], "3.12"),
        ] {
            let chosen = run(&hints).chosen.unwrap();
            assert_eq!(chosen.value.to_string(), expected, "{hints:?}");
        }
    }

    #[test]
    fn a_pin_that_can_be_compiled_weighs_less_than_one_that_fails() {
        let tree = crate::tree::ProjectTree::in_memory([("requirements.txt", "backports.zoneinfo==0.2.1\n")]);
        let manifests = Manifests::read(&tree).unwrap();
        let detection = detect(&manifests, None, || None, Vec::new, python_releases(), "2026-11-01");
        assert_eq!(detection.chosen.unwrap().value.to_string(), "3.9");
    }

    #[test]
    fn a_conflict_names_both_places() {
        let detection = run(&[(">=3.12", "pyproject.toml", false), ("==3.11.*", ".python-version", true)]);
        assert_eq!(detection.chosen.unwrap().value.to_string(), "3.14");
        assert_eq!(
            detection.notes[0].message,
            "`>=3.12` (pyproject.toml:1) and `==3.11.*` (.python-version:1) exclude each other"
        );
    }

    #[test]
    fn what_no_release_satisfies_is_said_and_nothing_is_chosen() {
        let detection = run(&[("==2.7.*", "runtime.txt", true)]);
        assert_eq!(detection.chosen, None);
        assert_eq!(detection.notes[0].message, "no Python release with an image satisfies `==2.7.*` (runtime.txt:1)");
    }

    #[test]
    fn an_end_of_life_release_is_warned_about() {
        let detection = run(&[("==3.9.*", ".python-version", true)]);
        assert_eq!(detection.notes.iter().filter(|note| note.level == Level::Warning).count(), 1);
        assert_eq!(detection.notes[0].message, "Python 3.9 has had no security fixes since 2025-10-31");
    }
}
