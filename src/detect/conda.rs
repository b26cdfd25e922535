//! Dependencies that only conda or pixi installs.

use crate::manifest::Manifests;
use crate::model::Location;
use crate::tree::ProjectTree;

/// What pydock does not install from, although the project's dependencies stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsupported {
    /// One sentence without a full stop.
    pub message: String,
    pub at: Location,
    pub hint: String,
}

/// Files that conda and pixi install from, and which of the two it is.
const FILES: &[(&str, &str)] = &[
    ("pixi.toml", "pixi"),
    ("environment.yml", "conda"),
    ("environment.yaml", "conda"),
    ("conda.yml", "conda"),
    ("conda.yaml", "conda"),
    ("conda-lock.yml", "conda"),
];

/// The file of conda or pixi that lists dependencies, and its tool. `None` if the project has none.
pub fn detect(tree: &ProjectTree, manifests: &Manifests) -> Option<(Location, &'static str)> {
    let table = manifests.pyproject.as_ref().and_then(|pyproject| pyproject.pixi.clone());
    let file = || {
        let (path, tool) = FILES.iter().find_map(|(name, tool)| {
            Some((crate::model::RelPath::parse(name).ok()?, tool)).filter(|(path, _)| tree.is_file(path))
        })?;
        Some((Location::file(path), *tool))
    };
    table.map(|at| (at, "pixi")).or_else(file)
}

/// Why the project cannot be installed where nothing else lists its dependencies.
pub fn unsupported((at, tool): (Location, &str)) -> Unsupported {
    Unsupported {
        message: format!("the dependencies are {tool}'s (`{}`), which pydock does not install yet", at.file),
        at,
        hint: format!(
            "list the dependencies in `pyproject.toml` or `requirements.txt`, or write the Dockerfile by {tool}'s own guide"
        ),
    }
}
