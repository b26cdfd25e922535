//! Where presets are taken from.

use std::path::{Path, PathBuf};

use super::bundle::{Bundle, Home};
use super::layers::{Draft, parse};
use super::{Preset, PresetError, PresetLayer};
use crate::source::{Commit, Consent, GitSource, PresetSource, Store};
use crate::tree::ProjectTree;

/// The most layers that a preset has.
const DEEPEST: usize = 8;

/// Finds presets by the names that people give them.
pub struct PresetLoader {
    /// What a relative folder is relative to: the project.
    pub root: PathBuf,
    /// What `~` stands for. `None` if the home folder is not known.
    pub home: Option<PathBuf>,
    /// Repositories.
    pub store: Store,
    /// The commits of an earlier run, which are taken instead of what their references mean today.
    pub pins: Vec<PresetLayer>,
}

impl PresetLoader {
    /// The presets that are part of pydock, and folders; nothing is fetched.
    pub fn local(root: &Path) -> Self {
        let store = Store { cache: None, offline: true, consent: Consent::Given, interactive: false, git: PathBuf::from("git") };
        Self { root: root.to_owned(), home: None, store, pins: Vec::new() }
    }

    /// The preset with this name, in this folder or in this repository, with all that it extends.
    pub fn load(&self, source: &str) -> Result<Preset, PresetError> {
        self.layers(self.open(source)?)
    }

    /// The bundle and all that it extends, the last parent laid first.
    fn layers(&self, bundle: Bundle) -> Result<Preset, PresetError> {
        let mut bundles: Vec<Bundle> = vec![bundle];
        let mut files = Vec::new();
        loop {
            let bundle = &bundles[bundles.len() - 1];
            let file = parse(bundle)?;
            let parent = file.extends.as_ref().map(|extends| (extends.get_ref().clone(), extends.span().start));
            files.push(file);
            let Some((name, offset)) = parent else { break };
            let parent = self.parent(bundle, &name, offset)?;
            if bundles.iter().any(|known| known.label == parent.label) {
                let labels: Vec<&str> =
                    bundles.iter().map(|bundle| bundle.label.as_str()).chain([parent.label.as_str()]).collect();
                let problem = format!("the presets extend each other in a circle: {}", labels.join(" → "));
                return Err(bundle.invalid(offset, problem, "the last parent extends nothing, or a preset of pydock's own"));
            }
            if bundles.len() == DEEPEST {
                let problem = format!("there are more than {DEEPEST} layers");
                return Err(bundle.invalid(offset, problem, "merge some of them"));
            }
            bundles.push(parent);
        }
        let mut draft = Draft::new();
        for (bundle, file) in bundles.iter().zip(&files).rev() {
            draft.lay(bundle, file)?;
        }
        let mut preset = draft.finish(&bundles[0])?;
        let fetched = bundles.iter().filter_map(|bundle| match &bundle.home {
            Home::Git(_, commit) => Some(PresetLayer { source: bundle.label.clone(), commit: commit.clone() }),
            Home::BuiltIn | Home::Folder(_) => None,
        });
        preset.layers = fetched.collect();
        Ok(preset)
    }

    fn open(&self, source: &str) -> Result<Bundle, PresetError> {
        match source.parse::<PresetSource>()? {
            PresetSource::BuiltIn(name) => Bundle::built_in(name.as_str()).unwrap_or_else(|| {
                let known = Bundle::built_in_names().join(", ");
                Err(PresetError::Unknown { name: source.to_owned(), known })
            }),
            PresetSource::Folder(folder) => {
                let label = tidy(&folder);
                let path = match (label.strip_prefix("~/"), &self.home) {
                    (Some(rest), Some(home)) => home.join(rest),
                    _ => self.root.join(&label),
                };
                let tree = ProjectTree::open(&path).map_err(|error| PresetError::Invalid {
                    place: label.clone(),
                    problem: format!("the preset's folder cannot be read: {}", error.problem),
                    hint: "paths of folders are relative to the project".to_owned(),
                })?;
                Bundle::read(&tree, &label, Home::Folder(label.clone()))
            }
            PresetSource::Git(git) => self.fetched(&git, None),
        }
    }

    /// What `extends` names: a path is relative to the preset that says so, in its own repository if it comes from one.
    fn parent(&self, child: &Bundle, name: &str, offset: usize) -> Result<Bundle, PresetError> {
        let is_relative = name.starts_with('.');
        let opened = match &child.home {
            Home::Folder(folder) if is_relative => self.open(&format!("{folder}/{name}")),
            Home::Git(git, commit) if is_relative => match git.beside(name) {
                Ok(beside) => self.fetched(&beside, Some(commit)),
                Err(error) => Err(error.into()),
            },
            Home::Git(..) | Home::BuiltIn if name.starts_with(['.', '/', '~']) => {
                let hint = "a preset that is fetched extends one of pydock's own, or a folder of a repository";
                return Err(child.invalid(offset, format!("`{}` is a folder of this machine", name.escape_debug()), hint));
            }
            _ => self.open(name),
        };
        opened.map_err(|error| match error {
            PresetError::Unknown { known, .. } => {
                let problem = format!("it extends `{}`, which is not a preset", name.escape_debug());
                child.invalid(offset, problem, format!("known presets: {known}, folders and repositories"))
            }
            PresetError::Invalid { place, problem, .. } if !place.contains("preset.toml") => {
                let problem = format!("it extends `{}`: {problem}", name.escape_debug());
                child.invalid(offset, problem, "a path is relative to this file")
            }
            other => other,
        })
    }

    /// A folder of a repository: at the commit that its child comes from, at that of an earlier run, or as it is now.
    fn fetched(&self, git: &GitSource, commit: Option<&Commit>) -> Result<Bundle, PresetError> {
        let label = git.to_string();
        let pin = || self.pins.iter().find(|pin| pin.source == label).map(|pin| &pin.commit);
        let checkout = match commit.or_else(pin) {
            Some(commit) => self.store.at(git, commit)?,
            None => self.store.fetch(git)?,
        };
        let files = checkout.files.iter().map(|(path, bytes)| (path.as_str(), bytes.as_slice()));
        Bundle::read(&ProjectTree::in_memory_bytes(files), &label, Home::Git(git.clone(), checkout.commit))
    }
}

/// A folder as it is named, without detours, so that one folder has one name. Ex) `./a` for `./b/../a`
fn tidy(folder: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/') {
        match (part, parts.last()) {
            ("" | ".", Some(_)) => {}
            ("..", Some(last)) if !matches!(*last, "" | "." | ".." | "~") => {
                parts.pop();
            }
            ("..", Some(&".")) => parts[0] = "..",
            _ => parts.push(part),
        }
    }
    let text = parts.join("/");
    match text.as_str() {
        "" => "/".to_owned(),
        _ if text.starts_with(['.', '/', '~']) => text,
        _ => format!("./{text}"),
    }
}

impl Preset {
    /// The one that is taken where none is named.
    pub fn production() -> Result<Self, PresetError> {
        PresetLoader::local(Path::new(".")).load("production")
    }
}

/// The preset in a tree, which extends one of pydock's own at most.
pub fn of_tree(tree: &ProjectTree, label: &str) -> Result<Preset, PresetError> {
    PresetLoader::local(Path::new(".")).layers(Bundle::read(tree, label, Home::BuiltIn)?)
}

/// Every preset that is part of pydock, the default first, the others by name.
pub fn built_in() -> Result<Vec<Preset>, PresetError> {
    let shelf = PresetLoader::local(Path::new("."));
    Bundle::built_in_names().into_iter().map(|name| shelf.load(name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_folder_has_one_name() {
        for (written, expected) in [
            ("./presets/web", "./presets/web"),
            ("./presets/web/../base", "./presets/base"),
            ("./a/../../b", "../b"),
            ("../a/./b/", "../a/b"),
            ("../../a", "../../a"),
            ("/srv/presets/../x", "/srv/x"),
            ("~/presets//web", "~/presets/web"),
            (".", "."),
            ("..", ".."),
            ("./web/..", "."),
        ] {
            assert_eq!(tidy(written), expected, "{written}");
        }
    }
}
