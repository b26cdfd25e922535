//! Files that look like secrets and enter the image that runs.

use super::build::Build;
use super::image::{Eyes, Image, Layer, Presence};
use super::place;
use crate::knowledge::secret_file;
use crate::lint::{Diagnostic, build as rules};
use crate::model::{Location, RelPath};
use crate::tree::EntryKind;

/// How deep a copied folder is looked through.
const DEEPEST: usize = 4;
/// Folders with keys and passwords that belong to tests, or with nothing of the project.
const NOT_ENTERED: &[&str] =
    &[".git", ".venv", "docs", "examples", "fixtures", "node_modules", "site-packages", "test", "testing", "tests", "venv"];

/// A secret on its way into the image.
struct Found {
    path: RelPath,
    to: String,
    holds: &'static str,
}

/// Reports secrets that the last image takes from the build context.
pub fn check(build: &mut Build<'_>, image: &Image) {
    let mut found: Vec<Found> = Vec::new();
    for layer in &image.layers {
        if let Layer::Context { to, from, excluded } = layer
            && excluded.is_empty()
        {
            in_copy(build, from, to, &mut found);
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found.dedup_by(|a, b| a.path == b.path);
    for Found { path, to: place, holds } in found {
        let eyes = Eyes { context: build.context, finished: &build.finished };
        if eyes.look(image, &[], &place) == Presence::Absent {
            continue;
        }
        let ignore = &build.context.ignore_path;
        let message =
            format!("`{path}` ({holds}) is copied into the image as `{place}`, where anyone with the image can read it");
        let hint = format!("add `**/{}` to {ignore}, and give its values at run time", path.file_name());
        build.report(Diagnostic::at(rules::IGNORE_SECRET, Location::file(path), message, hint).warning());
    }
}

/// Looks at a file that is copied, or through a folder.
fn in_copy(build: &Build<'_>, from: &RelPath, to: &str, found: &mut Vec<Found>) {
    let context = build.context;
    if context.kind(from) == Some(EntryKind::File) {
        found.extend(holds(build, from).map(|holds| Found { path: from.clone(), to: to.to_owned(), holds }));
        return;
    }
    let tree = context.tree;
    let is_near = |folder: &&RelPath| folder.is_within(from) && *folder != from && folder.depth() <= from.depth() + DEEPEST;
    let is_own = |folder: &&RelPath| !folder.as_str().split('/').any(|part| NOT_ENTERED.contains(&part));
    for folder in std::iter::once(from).chain(tree.walk().folders.iter().filter(is_near).filter(is_own)) {
        let paths = tree.entries(folder).into_iter().filter_map(|name| folder.join(&name).ok());
        // The name is looked at first, which costs least.
        for path in paths.filter(|path| secret_file(path).is_some()) {
            if context.kind(&path) == Some(EntryKind::File) {
                let inner = path.as_str()[from.as_str().len()..].trim_start_matches('/');
                let to = place::join(to, inner);
                found.extend(holds(build, &path).map(|holds| Found { path, to, holds }));
            }
        }
    }
}

/// What a file holds by its name, if its content does not prove it harmless.
fn holds(build: &Build<'_>, path: &RelPath) -> Option<&'static str> {
    let row = secret_file(path)?;
    let text = build.context.tree.text(path).ok().flatten();
    row.is_proven(text.as_deref()).then_some(row.holds.as_str())
}
