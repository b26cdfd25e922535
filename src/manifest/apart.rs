//! Which folders below the root are projects of their own, beside the one at the root.

use std::collections::BTreeSet;

use super::Manifests;
use super::folders::{at_root_is_one, with_manifests};
use crate::model::{Note, PackageName, RelPath};
use crate::tree::ProjectTree;

/// A folder of this name holds programs that help with the project, and are not what it is for.
const OF_HELPERS: &[&str] = &["ci", "deploy", "deployment", "docker", "hack", "infra", "script", "scripts", "tools"];

/// The folders that are projects of their own: neither members of the root's workspace nor a part of the project above
/// them, which is one where the project above installs everything that its manifest names.
pub(super) fn apart(tree: &ProjectTree, root: &Manifests) -> Vec<RelPath> {
    let found = with_manifests(tree);
    if found.is_empty() {
        return Vec::new();
    }
    let has_root = at_root_is_one(tree);
    let members: Vec<RelPath> = root.members.iter().map(|member| member.path.parent()).collect();
    let mut known: Vec<(RelPath, BTreeSet<PackageName>)> = Vec::new();
    if has_root {
        known.push((RelPath::root(), names(root)));
    }
    known.extend(members.iter().map(|member| (member.clone(), names(root))));
    for folder in found.into_keys() {
        if members.contains(&folder) {
            continue;
        }
        let above = known.iter().rev().find(|(above, _)| folder.is_within(above));
        let own = Manifests::read_alone(&tree.below(&folder));
        let own = match (own, above) {
            (Ok(own), _) => own,
            (Err(_), Some(_)) => continue,
            // The error is told when the folder is read on its own.
            (Err(_), None) => Manifests::default(),
        };
        let is_helper = folder.as_str().split('/').any(|part| OF_HELPERS.contains(&part.to_ascii_lowercase().as_str()));
        let is_part = above.filter(|_| !is_helper).is_some_and(|(_, names)| {
            let is_named = own.pyproject.iter().filter_map(|file| file.name.as_ref()).any(|(name, _)| names.contains(name));
            is_named || own.production().all(|dependency| names.contains(&dependency.name))
        });
        if !is_part {
            known.push((folder, names(&own)));
        }
    }
    known.into_iter().map(|(folder, _)| folder).filter(|folder| !folder.is_root() && !members.contains(folder)).collect()
}

/// Everything that the manifests declare or lock.
fn names(manifests: &Manifests) -> BTreeSet<PackageName> {
    let locked = manifests.locks.iter().flat_map(|lock| &lock.packages).map(|package| &package.name);
    let declared = manifests.production().chain(manifests.development()).map(|dependency| &dependency.name);
    declared.chain(locked).cloned().collect()
}

impl Manifests {
    /// Whether the folder itself says what is installed; projects below it do not count.
    pub fn has_own(tree: &ProjectTree) -> bool {
        at_root_is_one(tree)
    }

    /// Whether the folder is the root of a uv workspace.
    pub fn has_workspace(tree: &ProjectTree) -> bool {
        let text = tree.text(&RelPath::named("pyproject.toml")).ok().flatten();
        text.is_some_and(|text| text.lines().any(|line| line.trim_start().starts_with("[tool.uv.workspace]")))
    }

    /// Reads the manifests of a folder without looking for projects below it. Remarks are for the run that takes it.
    fn read_alone(tree: &ProjectTree) -> Result<Self, super::ManifestError> {
        let mut manifests = Self::read_root(tree, &[])?;
        manifests.notes = Vec::<Note>::new();
        Ok(manifests)
    }
}
