//! What pydock thinks a wheel holds against what the real backends built: `tests/wheel-contents/`.

use std::collections::BTreeMap;

use libtest_mimic::Trial;
use pydock::detect::wheel_contents::{self, WheelContents};
use pydock::manifest::Manifests;
use pydock::tree::ProjectTree;

const LAYOUTS: &str = include_str!("../wheel-contents/layouts.txt");
const RECORDED: &str = include_str!("../wheel-contents/recorded.txt");

pub fn trials() -> Vec<Trial> {
    let recorded = sections(RECORDED, "=== ");
    let layouts = sections(LAYOUTS, "=== ");
    assert!(layouts.len() >= 60, "tests/wheel-contents is not whole");
    let trial = |(name, text): (&'static str, &'static str)| {
        let expected = recorded.iter().find(|(other, _)| *other == name).map(|(_, text)| *text).unwrap_or_default();
        Trial::test(format!("wheel-contents/{name}"), move || {
            let found = shown(text);
            let expected: Vec<&str> = expected.lines().collect();
            if found == expected { Ok(()) } else { Err(format!("the backend: {expected:#?}\npydock: {found:#?}").into()) }
        })
    };
    layouts.into_iter().map(trial).collect()
}

/// The texts below lines that begin with the mark, by the rest of those lines.
fn sections(text: &'static str, mark: &str) -> Vec<(&'static str, &'static str)> {
    let starts: Vec<usize> =
        text.match_indices(mark).map(|(start, _)| start).filter(|start| *start == 0 || text[..*start].ends_with('\n')).collect();
    let ends = starts.iter().skip(1).copied().chain([text.len()]);
    starts
        .iter()
        .zip(ends)
        .map(|(start, end)| {
            let section = &text[start + mark.len()..end];
            let (name, rest) = section.split_once('\n').unwrap_or((section, ""));
            (name.trim(), rest)
        })
        .collect()
}

/// The wheel's files, or the word `refused`, as the record has them.
fn shown(layout: &'static str) -> Vec<String> {
    let files: BTreeMap<&str, &str> = sections(layout, "--- ").into_iter().collect();
    let tree = ProjectTree::in_memory(files);
    let manifests = Manifests::read(&tree).unwrap();
    match wheel_contents::detect(&tree, &manifests) {
        WheelContents::Files(files) => {
            // What a backend writes itself is not in the record.
            files.into_iter().filter(|file| file.source.is_some()).map(|file| file.target).collect()
        }
        WheelContents::Refused(_) => vec!["refused".to_owned()],
        WheelContents::Unknown => vec!["unknown".to_owned()],
    }
}
