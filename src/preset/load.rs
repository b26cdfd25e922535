//! Where presets are taken from.

use std::path::{Path, PathBuf};

use super::bundle::Bundle;
use super::layers::{Draft, parse};
use super::{Preset, PresetError};
use crate::tree::ProjectTree;

/// The most layers that a preset has.
const DEEPEST: usize = 8;

/// Finds presets by the names that people give them.
pub struct Shelf {
    /// What a relative folder is relative to: the project.
    root: PathBuf,
}

impl Shelf {
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// The preset with this name, in this folder or in this repository, with all that it extends.
    pub fn load(&self, source: &str) -> Result<Preset, PresetError> {
        self.layers(self.bundle(source, None)?)
    }

    /// The bundle and all that it extends.
    fn layers(&self, bundle: Bundle) -> Result<Preset, PresetError> {
        let mut bundles: Vec<Bundle> = vec![bundle];
        let mut files = Vec::new();
        loop {
            let bundle = &bundles[bundles.len() - 1];
            let file = parse(bundle)?;
            let parent = file.extends.as_ref().map(|extends| (extends.get_ref().clone(), extends.span().start));
            files.push(file);
            let Some((name, offset)) = parent else { break };
            let parent = self.bundle(&name, Some(bundle)).map_err(|error| match error {
                PresetError::Unknown { known, .. } => {
                    let problem = format!("it extends `{}`, which is not a preset", name.escape_debug());
                    bundle.invalid(offset, problem, format!("known are {known}, folders and repositories"))
                }
                other => other,
            })?;
            if bundles.iter().any(|known| known.label == parent.label) {
                let circle: Vec<&str> =
                    bundles.iter().map(|bundle| bundle.label.as_str()).chain([parent.label.as_str()]).collect();
                let problem = format!("the layers go in a circle: {}", circle.join(" → "));
                return Err(bundle.invalid(offset, problem, "the last parent extends nothing, or a preset of pydock's own"));
            }
            if bundles.len() == DEEPEST {
                let problem = format!("there are more than {DEEPEST} layers");
                return Err(bundle.invalid(offset, problem, "join some of them"));
            }
            bundles.push(parent);
        }
        let mut draft = Draft::new();
        for (bundle, file) in bundles.iter().zip(&files).rev() {
            draft.lay(bundle, file)?;
        }
        draft.finish(&bundles[0])
    }

    fn bundle(&self, source: &str, _child: Option<&Bundle>) -> Result<Bundle, PresetError> {
        if source.starts_with(['.', '/']) {
            let tree = ProjectTree::open(&self.root.join(source))?;
            return Bundle::read(&tree, source);
        }
        let known = || Bundle::built_in_names().join(", ");
        Bundle::built_in(source).unwrap_or_else(|| Err(PresetError::Unknown { name: source.to_owned(), known: known() }))
    }
}

impl Preset {
    /// The one that is taken where none is named.
    pub fn production() -> Result<Self, PresetError> {
        Shelf::new(Path::new(".")).load("production")
    }
}

/// The preset in a tree, which extends one of pydock's own at most.
pub fn of_tree(tree: &ProjectTree, label: &str) -> Result<Preset, PresetError> {
    Shelf::new(Path::new(".")).layers(Bundle::read(tree, label)?)
}

/// Every preset that is part of pydock, the default first, the others by name.
pub fn built_in() -> Result<Vec<Preset>, PresetError> {
    let shelf = Shelf::new(Path::new("."));
    Bundle::built_in_names().into_iter().map(|name| shelf.load(name)).collect()
}
