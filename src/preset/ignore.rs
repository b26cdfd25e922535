//! The `.dockerignore`: the default list, what this tree adds, and nothing that the build needs.

use crate::dockerfile::IgnoreFile;
use crate::knowledge::ignore_sections;
use crate::model::{IgnoreList, RelPath, Stage, Step};

use super::resolve::Inputs;

/// The sections to write. A default pattern that would hide something the build reads is left out.
pub fn lists(inputs: Inputs<'_>, stages: &[Stage]) -> Vec<IgnoreList> {
    let needed = needed(inputs, stages);
    let sections = ignore_sections();
    let mut lists: Vec<IgnoreList> = sections
        .iter()
        .map(|section| {
            let patterns = section.patterns.iter().filter(|pattern| !hides(pattern, &needed)).cloned().collect();
            IgnoreList { title: section.title.clone(), patterns }
        })
        .collect();
    let here: Vec<String> = inputs.facts.ignored.iter().filter(|pattern| !hides(pattern, &needed)).cloned().collect();
    if !here.is_empty() {
        // Before the secrets, which stay last.
        lists.insert(lists.len().saturating_sub(1), IgnoreList { title: "Found in this repository".to_owned(), patterns: here });
    }
    lists
}

fn hides(pattern: &str, needed: &[RelPath]) -> bool {
    IgnoreFile::parse(pattern).is_ok_and(|file| needed.iter().any(|path| file.is_ignored(path)))
}

/// Every path that some instruction names, and what the build backend reads.
fn needed(inputs: Inputs<'_>, stages: &[Stage]) -> Vec<RelPath> {
    let facts = inputs.facts;
    let mut needed: Vec<RelPath> = facts.sources.iter().map(|fact| fact.value.to_rel_path()).collect();
    needed.extend(facts.manifest.value.clone());
    let mounts = stages.iter().flat_map(|stage| &stage.steps).filter_map(|step| match step {
        Step::Install { install, .. } => Some(&install.mounts),
        _ => None,
    });
    let sources = mounts.flatten().filter_map(|mount| mount.strip_prefix("type=bind,source=")?.split(',').next());
    needed.extend(sources.filter_map(|source| RelPath::parse(source).ok()));
    if let Some(distribution) = &facts.distribution {
        needed.extend(distribution.value.build_inputs.iter().chain(&distribution.value.packages).cloned());
    }
    needed.retain(|path| inputs.tree.kind(path).is_some());
    needed
}
