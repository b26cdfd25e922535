//! Files that list variables: examples, platforms' files, and the compose file's service.

use std::collections::BTreeSet;

use crate::detect::start::Evidence;
use crate::knowledge::environment_readers;
use crate::manifest::variables;
use crate::model::{EnvName, Location, MentionedBy, RelPath, Start};

/// Every name that a file beside the program lists.
pub fn all(evidence: &Evidence<'_>, start: Option<&Start>) -> Vec<(EnvName, MentionedBy, Location)> {
    let mut found = Vec::new();
    let mut add = |by: MentionedBy, names: Vec<(EnvName, Location)>| {
        found.extend(names.into_iter().map(|(name, at)| (name, by, at)));
    };
    let folders = folders(evidence, start);
    for folder in &folders {
        for name in &environment_readers().examples {
            if let Ok(path) = folder.join(name)
                && evidence.tree.walk().files.binary_search(&path).is_ok()
            {
                add(MentionedBy::Example, variables::of_example(evidence.tree, &path));
            }
        }
        add(MentionedBy::Platform, variables::of_platforms(evidence.tree, folder));
    }
    for service in &evidence.manifests.compose {
        add(MentionedBy::Compose, service.environment.clone());
    }
    found
}

/// The folder of the project, those above the program's file, and those that hold what Docker is given.
fn folders(evidence: &Evidence<'_>, start: Option<&Start>) -> BTreeSet<RelPath> {
    let mut folders = BTreeSet::from([RelPath::root(), evidence.folder()]);
    folders.extend(start.and_then(|start| start.working_dir.clone()));
    let mut folder = start.and_then(|start| start.file.as_ref()).map_or_else(RelPath::root, RelPath::parent);
    while !folder.is_root() {
        folders.insert(folder.clone());
        folder = folder.parent();
    }
    for name in ["docker", "deploy", "docker/conf", "config", "conf", "compose"] {
        folders.extend(evidence.folder().join(name).ok());
    }
    folders
}
