//! The files of one preset, wherever they come from.

use include_dir::{Dir, DirEntry, include_dir};

use super::PresetError;
use super::example::files;
use crate::model::{RelPath, Text};
use crate::source::{Commit, GitSource};
use crate::tree::ProjectTree;

static BUILT_IN: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/presets");
const FILE: &str = "preset.toml";
const TEMPLATES: &str = "templates";
/// The most templates that a preset has, and the longest of its files.
const MOST: usize = 200;

/// Where a bundle was taken from, which is where its parent is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Home {
    BuiltIn,
    /// As a person named it, relative to the project.
    Folder(String),
    Git(GitSource, Commit),
}

/// `preset.toml` and the templates beside it.
#[derive(Debug)]
pub struct Bundle {
    /// How a person named it. Ex) `production`, `./presets/web`
    pub label: String,
    pub home: Home,
    pub text: Text,
    /// Name and text of each template. Ex) `step/proxy.tera`
    pub templates: Vec<(String, String)>,
}

impl Bundle {
    /// One that is part of pydock: a file `presets/<name>.toml`, or a folder of that name. `None` if there is none.
    pub fn built_in(name: &str) -> Option<Result<Self, PresetError>> {
        if let Some(file) = BUILT_IN.get_file(format!("{name}.toml")) {
            let text = Text::from(file.contents_utf8().unwrap_or_default());
            return Some(Ok(Self { label: name.to_owned(), home: Home::BuiltIn, text, templates: Vec::new() }));
        }
        let folder = BUILT_IN.get_dir(name)?;
        let files = files(folder);
        let tree = ProjectTree::in_memory(files.iter().map(|(path, text)| (path.as_str(), *text)));
        Some(Self::read(&tree, name, Home::BuiltIn))
    }

    /// The names of those that are part of pydock, the default first, the others sorted.
    pub fn built_in_names() -> Vec<&'static str> {
        let stem = |entry: &'static DirEntry<'static>| entry.path().file_stem()?.to_str();
        let mut names: Vec<&str> = BUILT_IN.entries().iter().filter_map(stem).collect();
        names.sort_by_key(|name| (*name != "production", *name));
        names
    }

    /// Out of a folder, on disk or in memory.
    pub fn read(tree: &ProjectTree, label: &str, home: Home) -> Result<Self, PresetError> {
        let Some(text) = tree.text(&RelPath::named(FILE))? else {
            return Err(PresetError::Invalid {
                place: label.to_owned(),
                problem: format!("there is no `{FILE}` here, so this is not a preset"),
                hint: "`pydock preset new DIR` writes one to start from".to_owned(),
            });
        };
        let folder = RelPath::named(TEMPLATES);
        let is_template = |path: &&RelPath| path.is_within(&folder) && path.extension() == Some("tera");
        let mut templates = Vec::new();
        for path in tree.walk().files.iter().filter(is_template) {
            let name = path.as_str().trim_start_matches(TEMPLATES).trim_start_matches('/').to_owned();
            templates.push((name, tree.text(path)?.unwrap_or_default().to_string()));
        }
        if templates.len() > MOST {
            return Err(PresetError::Invalid {
                place: label.to_owned(),
                problem: format!("it has {} templates, and a preset has {MOST} at most", templates.len()),
                hint: "split it into layers with `extends`".to_owned(),
            });
        }
        Ok(Self { label: label.to_owned(), home, text, templates })
    }

    /// The place of a byte of `preset.toml`, as an error names it. Ex) `./presets/web/preset.toml:7`
    pub fn place(&self, offset: usize) -> String {
        let line = 1 + self.text[..offset.min(self.text.len())].matches('\n').count();
        let is_folder = self.label.starts_with(['.', '/', '~']);
        if is_folder {
            format!("{}/{FILE}:{line}", self.label.trim_end_matches('/'))
        } else {
            format!("preset {}: {FILE}:{line}", self.label)
        }
    }

    pub fn invalid(&self, offset: usize, problem: impl Into<String>, hint: impl Into<String>) -> PresetError {
        PresetError::Invalid { place: self.place(offset), problem: problem.into(), hint: hint.into() }
    }
}
