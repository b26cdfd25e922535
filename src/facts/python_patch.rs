//! The patch release of an image, where the project does not admit the newest one.

use crate::manifest::Manifests;
use crate::model::{Note, PythonVersion};

/// Official images are tagged with the feature release, which then is its newest patch release, and with each patch release. An
/// installer refuses the newest where `requires-python` says `==3.13.1`. `None` if the newest will do.
pub(super) fn exact_patch(python: PythonVersion, manifests: &Manifests, notes: &mut Vec<Note>) -> Option<u64> {
    let ranges = || manifests.python_hints.iter().filter(|hint| !hint.pin);
    let patch = python.exact_patch(ranges().map(|hint| &hint.specifiers))?;
    if let Some(hint) = ranges().find(|hint| !python.newest_satisfies([&hint.specifiers])) {
        let message = format!("using Python {python}.{patch}: `{}` admits no newer release of {python}", hint.text);
        let advice = format!("write `=={python}.*`, so that the image gets security fixes");
        notes.push(Note::warning(message).at(hint.at.clone()).hint(advice));
    }
    Some(patch)
}
