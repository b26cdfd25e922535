//! Files that look like secrets and enter the image that runs.

use super::build::Build;
use super::image::{Eyes, Image, Layer, Presence};
use super::problem::Problem;
use crate::model::{Location, RelPath};
use crate::tree::EntryKind;

/// Names that say it, wherever they stand.
const NAMES: &[&str] =
    &[".env", ".netrc", ".pypirc", "id_rsa", "id_ed25519", "id_ecdsa", ".env.production", ".env.prod", ".env.local"];

/// Reports secrets that the last image takes from the build context.
pub fn check(build: &mut Build<'_>, image: &Image) {
    let mut found: Vec<(RelPath, String)> = Vec::new();
    let mut open: Vec<&Layer> = image.layers.iter().collect();
    while let Some(layer) = open.pop() {
        match layer {
            Layer::Context { to, from, excluded } if excluded.is_empty() => in_folder(build, from, to, 0, &mut found),
            _ => {}
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

fn in_folder(build: &Build<'_>, path: &RelPath, to: &str, depth: usize, found: &mut Vec<(RelPath, String)>) {
    match build.context.kind(path) {
        Some(EntryKind::File) if is_secret(build, path) => found.push((path.clone(), to.to_owned())),
        Some(EntryKind::Folder) => {}
        _ => return,
    }
    if build.context.kind(path) != Some(EntryKind::Folder) || depth > 3 {
        return;
    }
    for name in build.context.tree.entries(path) {
        let Ok(child) = path.join(&name) else { continue };
        let is_test = matches!(
            name.as_str(),
            "tests" | "test" | "testing" | "node_modules" | ".git" | ".venv" | "venv" | "docs" | "examples" | "fixtures"
        );
        let looks_like_file = NAMES.contains(&name.as_str()) || name.ends_with(".pem") || name.ends_with(".key");
        if is_test || (!looks_like_file && build.context.tree.kind(&child) != Some(EntryKind::Folder)) {
            continue;
        }
        in_folder(build, &child, &super::place::join(to, &name), depth + 1, found);
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
