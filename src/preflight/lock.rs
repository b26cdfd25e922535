//! Whether a lock is fresh, and whether the image's Python is one of the project's.

use super::step::Step;
use crate::detect::installed::Installation;
use crate::detect::native::{self, Image, Obstacle, ObstacleKind};
use crate::lint::{Diagnostic, build as rules};
use crate::model::{Base, Location, LockingProgram, PackageManager, RelPath, Selection, Suite};
use crate::wheel::Machine;

/// Reports a lock that no longer matches its manifest.
pub fn stale(step: &mut Step<'_, '_>, manager: &str, manifest: &str, lock: &RelPath) {
    let renew = LockingProgram::named(manager).map_or("uv lock", |program| program.relock);
    let message = format!("`{lock}` no longer matches `{manifest}`, and `{manager}` refuses it");
    let problem =
        Diagnostic::at(&rules::lock_stale::RULE, step.at.clone(), message, format!("run `{renew}` and commit the lock"));
    step.report(problem);
}

/// Reports an image whose Python the project excludes.
pub fn python(step: &mut Step<'_, '_>, who: &str) {
    let stated = step.build.manifests.pyproject.as_ref().and_then(|file| file.requires_python.as_ref());
    let stated = stated.or_else(|| step.build.manifests.setup.as_ref()?.requires_python.as_ref());
    let Some((range, at)) = stated.cloned() else { return };
    let Some(python) = step.image.base.as_ref().and_then(|base| base.python) else { return };
    if !python.satisfies(&range) {
        excluded(step, who, &python.to_string(), &range.to_string(), &at);
    }
}

fn excluded(step: &mut Step<'_, '_>, who: &str, python: &str, range: &str, at: &Location) {
    let message = format!("{who} refuses the image's Python {python}: the project asks for `{range}` ({at})");
    let hint = "use a base image with a Python of that range, or widen the range";
    let problem = Diagnostic::at(&rules::python_excluded::RULE, step.at.clone(), message, hint);
    step.report(problem);
}

/// `pipenv install --deploy` insists on the Python that the Pipfile names.
pub fn pipfile_python(step: &mut Step<'_, '_>) {
    let stated = step.build.manifests.pipfile.as_ref().and_then(|pipfile| pipfile.python.as_ref());
    let Some(hint) = stated.cloned() else { return };
    let Some(python) = step.image.base.as_ref().and_then(|base| base.python) else { return };
    if !python.satisfies(&hint.specifiers) {
        excluded(step, "`pipenv install --deploy`", &python.to_string(), &hint.text, &hint.at);
    }
}

/// Reports locked packages that have no file for the image's Python and C library, on no usual machine.
pub fn files(step: &mut Step<'_, '_>, manager: PackageManager) {
    let Some(base) = step.image.base.clone() else { return };
    let Some(python) = base.python else { return };
    let image = Image {
        python,
        base: if base.is_alpine { Base::Alpine } else { Base::Slim },
        suite: base.suite.unwrap_or(Suite::Trixie),
    };
    let installation = Installation::new(step.build.manifests, manager, None, false, Selection::default());
    let impossible = |machine: Machine| -> Vec<Obstacle> {
        let found = native::detect(&installation, image, &[machine]).obstacles;
        found.into_iter().filter(|obstacle| obstacle.kind == ObstacleKind::CannotInstall).collect()
    };
    let elsewhere = impossible(Machine::Aarch64);
    for obstacle in impossible(Machine::X86_64) {
        if elsewhere.iter().any(|other| other.title == obstacle.title) {
            let Obstacle { title, why, at, .. } = obstacle;
            let libc = if base.is_alpine { "Alpine" } else { "Debian" };
            let message = format!("`{title}` has no file that installs with Python {python} on {libc} ({at}): {why}");
            let hint = "use a base image with a Python that it has wheels for, or lock another release";
            let problem = Diagnostic::at(&rules::no_file_for_platform::RULE, step.at.clone(), message, hint);
            step.report(problem);
        }
    }
}
