//! Small projects that every preset is tried on, and a preset to start from.

use include_dir::{Dir, DirEntry, include_dir};

use crate::model::{RelPath, RenderedFile};
use crate::tree::ProjectTree;

static EXAMPLES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/preset/examples");
static SCAFFOLD: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/src/preset/scaffold");

/// Each with its name, sorted.
pub fn examples() -> Vec<(&'static str, ProjectTree)> {
    let mut all: Vec<(&str, ProjectTree)> = EXAMPLES
        .dirs()
        .map(|folder| {
            let files = files(folder);
            let name = folder.path().to_str().unwrap_or_default();
            (name, ProjectTree::in_memory(files.iter().map(|(path, text)| (path.as_str(), *text))))
        })
        .collect();
    all.sort_by_key(|(name, _)| *name);
    all
}

/// The files of a new preset with this name.
pub fn scaffold(name: &str) -> Vec<RenderedFile> {
    let renamed = |text: &str| text.replacen("name = \"my-preset\"", &format!("name = \"{name}\""), 1);
    let file = |(path, text): (String, &str)| {
        Some(RenderedFile {
            path: RelPath::parse(&path).ok()?,
            contents: if path == "preset.toml" { renamed(text) } else { text.to_owned() },
        })
    };
    files(&SCAFFOLD).into_iter().filter_map(file).collect()
}

/// Path below the folder and text of every file, sorted.
pub(super) fn files(folder: &'static Dir<'static>) -> Vec<(String, &'static str)> {
    let mut files = Vec::new();
    let mut open = vec![folder];
    while let Some(current) = open.pop() {
        for entry in current.entries() {
            match entry {
                DirEntry::Dir(folder) => open.push(folder),
                DirEntry::File(file) => {
                    let path = file.path().strip_prefix(folder.path()).unwrap_or(file.path());
                    files.push((path.to_string_lossy().replace('\\', "/"), file.contents_utf8().unwrap_or_default()));
                }
            }
        }
    }
    files.sort();
    files
}
