//! Whether the application itself installs packages or makes environments while it runs.

use super::reached;
use crate::model::{Location, RelPath, Start};
use crate::python::{Project, Target};
use crate::tree::ProjectTree;

/// Modules of the base that only install packages.
const MODULES: [&str; 3] = ["ensurepip", "pip", "venv"];

/// The place that imports or starts one of them, and its name. `None` if the program uses none.
pub fn detect(tree: &ProjectTree, project: &Project<'_>, start: &Start) -> Option<(&'static str, Location)> {
    let known = |name: &str| MODULES.into_iter().find(|module| *module == name);
    if let Some(name) = start.command.words().iter().find_map(|word| known(word)) {
        return Some((name, Location::file(start.file.clone().unwrap_or_else(RelPath::root))));
    }
    let files = reached::from_start(tree, project, start)?;
    files.iter().find_map(|path| {
        let module = project.module(path)?;
        module.imports.loaded().filter(|import| import.level == 0).find_map(|import| match project.import(path, import) {
            Target::External(name) => {
                let name = known(name.split('.').next().unwrap_or_default())?;
                Some((name, Location::file(path.clone())))
            }
            _ => None,
        })
    })
}
