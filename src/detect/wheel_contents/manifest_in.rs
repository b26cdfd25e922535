//! `MANIFEST.in`: which files setuptools puts into a source archive, and from there into a wheel.

use std::collections::BTreeSet;

use globset::GlobMatcher;

use super::files::{Files, path_glob};
use crate::model::RelPath;

/// Applies the lines in their order to what is in the list already.
pub(super) fn apply<'a>(text: &str, files: Files<'a>, list: &mut BTreeSet<&'a RelPath>) {
    // A backslash at the end joins a line with the next one.
    let text = text.replace("\\\r\n", " ").replace("\\\n", " ");
    for line in text.lines() {
        let line = line.split('#').next().unwrap_or_default();
        let mut words = line.split_whitespace();
        let (Some(command), words) = (words.next(), words.collect::<Vec<&str>>()) else { continue };
        let (verb, globs): (&str, Vec<GlobMatcher>) = match command {
            "include" | "exclude" => (command, globs(words.iter().map(|glob| (*glob).to_owned()))),
            "global-include" | "global-exclude" => (&command[7..], globs(words.iter().map(|glob| format!("**/{glob}")))),
            "recursive-include" | "recursive-exclude" => {
                let Some((folder, rest)) = words.split_first() else { continue };
                let folder = folder.trim_end_matches('/');
                let below = if folder == "." { String::new() } else { format!("{folder}/") };
                (&command[10..], globs(rest.iter().map(|glob| format!("{below}**/{glob}"))))
            }
            "graft" => ("include", globs(words.iter().map(|folder| format!("{}/**", folder.trim_end_matches('/'))))),
            "prune" => ("exclude", globs(words.iter().map(|folder| format!("{}/**", folder.trim_end_matches('/'))))),
            _ => continue,
        };
        let is_named = |file: &RelPath| globs.iter().any(|glob| glob.is_match(file.as_str()));
        if verb == "include" {
            list.extend(files.all().filter(|file| is_named(file)));
        } else {
            list.retain(|file| !is_named(file));
        }
    }
}

fn globs(texts: impl Iterator<Item = String>) -> Vec<GlobMatcher> {
    texts.filter_map(|text| path_glob(text.trim_start_matches("./"))).collect()
}
