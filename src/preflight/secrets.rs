//! Files that look like secrets and enter the image that runs.

use super::build::Build;
use super::image::{Eyes, Image, Layer, Presence};
use super::place;
use super::problem::Problem;
use crate::model::{Location, RelPath};
use crate::tree::EntryKind;

/// Names that say it, wherever they stand.
const NAMES: &[&str] =
    &[".env", ".netrc", ".pypirc", "id_rsa", "id_ed25519", "id_ecdsa", ".env.production", ".env.prod", ".env.local"];

/// Reports secrets that the last image takes from the build context.
pub fn check(build: &mut Build<'_>, image: &Image) {
    let mut found: Vec<(RelPath, String)> = Vec::new();
    for layer in &image.layers {
        if let Layer::Context { to, from, excluded } = layer
            && excluded.is_empty()
        {
            in_copy(build, from, to, &mut found);
        }
    }
    found.sort();
    found.dedup_by(|a, b| a.0 == b.0);
    for (path, place) in found {
        let eyes = Eyes { context: build.context, finished: &build.finished };
        if eyes.look(image, &[], &place) == Presence::Absent {
            continue;
        }
        let ignore = &build.context.ignore_path;
        let message = format!("`{path}` enters the image as `{place}`, where everybody who has the image can read it");
        let hint = format!("add `**/{}` to {ignore}, and give its values at run time", path.file_name());
        build.report(Problem::warning("secret-copied", Location::file(path), message, hint));
    }
}

/// Looks at a file that is copied, or through the upper levels of a folder.
fn in_copy(build: &Build<'_>, from: &RelPath, to: &str, found: &mut Vec<(RelPath, String)>) {
    const DEEPEST: usize = 3;
    const ELSEWHERE: &[&str] = &["tests", "test", "testing", "docs", "examples", "fixtures"];
    if build.context.kind(from) == Some(EntryKind::File) {
        if is_secret(build, from) {
            found.push((from.clone(), to.to_owned()));
        }
        return;
    }
    let tree = build.context.tree;
    let is_near = |folder: &&RelPath| folder.is_within(from) && *folder != from && folder.depth() <= from.depth() + DEEPEST;
    let is_own = |folder: &&RelPath| !folder.as_str().split('/').any(|part| ELSEWHERE.contains(&part));
    let folders = std::iter::once(from).chain(tree.walk().folders.iter().filter(is_near).filter(is_own));
    for folder in folders {
        let names = tree
            .entries(folder)
            .into_iter()
            .filter(|name| NAMES.contains(&name.as_str()) || name.ends_with(".pem") || name.ends_with(".key"));
        for path in names.filter_map(|name| folder.join(&name).ok()) {
            if build.context.kind(&path) == Some(EntryKind::File) && is_secret(build, &path) {
                let inner = path.as_str()[from.as_str().len()..].trim_start_matches('/');
                found.push((path.clone(), place::join(to, inner)));
            }
        }
    }
}

/// A name is a hint, and the content decides.
fn is_secret(build: &Build<'_>, path: &RelPath) -> bool {
    let name = path.file_name();
    let Ok(Some(text)) = build.context.tree.text(path) else { return false };
    if name.ends_with(".pem") || name.ends_with(".key") || name.starts_with("id_") {
        return text.contains("PRIVATE KEY");
    }
    if !NAMES.contains(&name) {
        return false;
    }
    if name == ".netrc" || name == ".pypirc" {
        return text.contains("password");
    }
    const WORDS: &[&str] =
        &["SECRET", "PASSWORD", "PASSWD", "TOKEN", "API_KEY", "APIKEY", "PRIVATE_KEY", "ACCESS_KEY", "CREDENTIAL"];
    text.lines().filter(|line| !line.trim_start().starts_with('#')).any(|line| {
        let Some((name, value)) = line.split_once('=') else { return false };
        let value = value.trim().trim_matches(['"', '\'']);
        WORDS.iter().any(|word| name.to_uppercase().contains(word)) && !value.is_empty() && !value.starts_with(['<', '$'])
    })
}
