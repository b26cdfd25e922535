//! Which Python the image runs: every statement in the project, solved as one constraint problem.

use crate::knowledge::{PythonRelease, PythonReleases, wheel_history};
use crate::manifest::{Manifests, PythonHint};
use crate::model::{Base, Detection, Finding, Location, Lock, LockFormat, LockedPackage, Note, PythonVersion, RelPath, Suite};
use crate::wheel::{Libc, Machine, Target, WheelFileName};

/// Chooses the newest supported release that every statement allows and for which the locked packages have wheels.
///
/// Statements that cannot all hold are reported with both places, and the ranges win over the pins, because a tool
/// refuses to install what a range excludes. Nothing is chosen when not even the ranges leave a release.
pub fn detect(manifests: &Manifests, releases: &PythonReleases, today: &str) -> Detection<PythonVersion> {
    let hints = &manifests.python_hints;
    let allowed: Vec<&PythonRelease> = releases.by_preference().filter(|release| satisfies_all(release, hints.iter())).collect();
    let (mut candidates, mut notes) = if allowed.is_empty() { settle_conflict(hints, releases) } else { (allowed, Vec::new()) };
    if candidates.is_empty() {
        return Detection { notes, ..Detection::nothing() };
    }
    let pinned = hints.iter().any(|hint| hint.pin && candidates[0].version.satisfies(&hint.specifiers));
    if !pinned {
        notes.extend(prefer_wheels(manifests, &mut candidates));
    }
    let chosen = candidates[0];
    notes.extend(end_of_life_note(chosen, hints, today));
    let others = candidates[1..].iter().map(|release| finding(release.version, hints)).collect();
    Detection { chosen: Some(finding(chosen.version, hints)), others, tied: false, notes }
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
fn prefer_wheels(manifests: &Manifests, candidates: &mut Vec<&PythonRelease>) -> Option<Note> {
    let without = |release: &PythonRelease| without_wheel(manifests, release.version);
    let lacking = without(candidates.first()?);
    let (package, at) = lacking.first()?.clone();
    let best = (0..candidates.len()).min_by_key(|index| match index {
        0 => lacking.len(),
        _ => without(candidates[*index]).len(),
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

/// The production packages that would have to be compiled, or cannot be installed, on this Python.
fn without_wheel(manifests: &Manifests, python: PythonVersion) -> Vec<(String, Location)> {
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
    let mut found: Vec<(String, Location)> = locked
        .chain(declared)
        .filter(|(name, specifiers, _)| wheel_history(name).any(|history| !history.allows(specifiers, python)))
        .map(|(name, specifiers, at)| (format!("{name}{specifiers}"), at.clone()))
        .collect();
    found.dedup_by(|a, b| a.0 == b.0);
    found
}

/// A package with a Linux wheel for other Pythons alone, on one machine at least. One that has none for any Python is
/// compiled everywhere and says nothing about the choice.
fn loses_its_wheel(package: &LockedPackage, python: PythonVersion) -> bool {
    let libc = Libc::of(Base::Slim, Suite::Trixie);
    Machine::ALL.into_iter().any(|machine| {
        let target = Target { python, free_threaded: false, libc, machine };
        let platform = format!("_{}", machine.name());
        let here = package.files.iter().map(|file| &*file.name).filter(|name| name.contains(&platform));
        let is_compiled = here.clone().any(|name| name.contains("manylinux"));
        let pure = package.files.iter().map(|file| &*file.name).filter(|name| name.ends_with("-any.whl"));
        is_compiled && !here.chain(pure).filter_map(WheelFileName::parse).any(|wheel| target.accepts(wheel))
    })
}

fn titled(package: &LockedPackage) -> (String, Location) {
    let version = package.version.as_ref().map(|version| format!(" {version}")).unwrap_or_default();
    (format!("{}{version}", package.name), package.at.clone())
}

fn end_of_life_note(release: &PythonRelease, hints: &[PythonHint], today: &str) -> Option<Note> {
    if today <= release.end_of_life.as_str() {
        return None;
    }
    let note = Note::warning(format!("Python {} has had no security fixes since {}", release.version, release.end_of_life))
        .hint("allow a newer Python in the project, or pass `--python`");
    Some(match strongest(hints) {
        Some(hint) => note.at(hint.at.clone()),
        None => note,
    })
}

/// The statement that a person would name as the reason: a pin, else the first range.
fn strongest(hints: &[PythonHint]) -> Option<&PythonHint> {
    hints.iter().find(|hint| hint.pin).or(hints.first())
}

fn finding(version: PythonVersion, hints: &[PythonHint]) -> Finding<PythonVersion> {
    let satisfied = hints.iter().filter(|hint| version.satisfies(&hint.specifiers));
    let reason = satisfied.clone().find(|hint| hint.pin).or_else(|| satisfied.clone().next());
    match reason {
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
        detect(&manifests, python_releases(), "2026-11-21")
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
        ] {
            let chosen = run(&hints).chosen.unwrap();
            assert_eq!(chosen.value.to_string(), expected, "{hints:?}");
        }
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
