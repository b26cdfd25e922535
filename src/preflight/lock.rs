//! Whether a lock is fresh, and whether the image's Python is one of the project's.

use super::problem::Problem;
use super::run::Step;
use crate::model::{Location, RelPath};

/// Reports a lock that no longer matches its manifest.
pub fn stale(step: &mut Step<'_, '_>, manager: &str, manifest: &str, lock: &RelPath) {
    let renew = match manager {
        "poetry" => "poetry lock",
        "pdm" => "pdm lock",
        "pipenv" => "pipenv lock",
        _ => "uv lock",
    };
    let message = format!("`{lock}` no longer matches `{manifest}`, and `{manager}` refuses it");
    let problem = Problem::error("lock-stale", step.at.clone(), message, format!("run `{renew}` and commit the lock"));
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
    let hint = "take a base image with a Python of that range, or widen the range";
    let problem = Problem::error("python-excluded", step.at.clone(), message, hint);
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
