//! Files with secrets that would enter the image, and what is said about them.

use crate::knowledge::{secret_file, secret_in_text};
use crate::model::{Location, Note, RelPath};
use crate::tree::ProjectTree;

/// Endings of data files of any name, whose text is looked at when they lie at the root.
const TEXT_ENDINGS: &[&str] = &["cfg", "conf", "ini", "json", "toml", "txt", "xml", "yaml", "yml"];
/// How many files a message names.
const NAMED: usize = 8;

/// A file that must not be copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Secret {
    pub path: RelPath,
    /// Ex) `a private key`
    pub holds: &'static str,
    /// The default list of the `.dockerignore` has a pattern for its name.
    pub is_listed: bool,
}

/// What the file holds, if it is a secret by its name or by its text; `None` otherwise.
pub fn of(tree: &ProjectTree, path: &RelPath) -> Option<Secret> {
    let text = || tree.text(path).ok().flatten();
    if let Some(row) = secret_file(path) {
        return row.is_proven(text().as_deref()).then(|| Secret { path: path.clone(), holds: &row.holds, is_listed: true });
    }
    let is_data = path.depth() == 1
        && path.extension().is_some_and(|ending| TEXT_ENDINGS.contains(&ending.to_ascii_lowercase().as_str()))
        && !path.file_name().starts_with("requirements");
    let holds = is_data.then(text).flatten().and_then(|text| secret_in_text(&text))?;
    Some(Secret { path: path.clone(), holds, is_listed: false })
}

/// The secrets among the files that git does not ignore, at the root and below the paths.
pub fn find(tree: &ProjectTree, below: &[RelPath]) -> Vec<Secret> {
    tree.once(Below(below.to_vec()), || {
        let files = tree.walk().files.iter();
        let near = files.filter(|file| file.depth() == 1 || below.iter().any(|path| file.is_within(path)));
        near.filter_map(|file| of(tree, file)).collect()
    })
}

/// Where secrets are looked for.
#[derive(PartialEq)]
struct Below(Vec<RelPath>);

/// The warning about all of them; `None` if there are none.
pub fn note(secrets: &[Secret]) -> Option<Note> {
    let first = secrets.first()?;
    let named: Vec<String> = secrets
        .iter()
        .take(NAMED)
        .map(|secret| format!("`{}` ({})", secret.path.as_str().escape_debug(), secret.holds))
        .collect();
    let rest = match secrets.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let message = format!("secrets are kept out of the image: {}{rest}", named.join(", "));
    let hint = "pass them when the container runs: as variables, or as files that are mounted";
    Some(Note::warning(message).at(Location::file(first.path.clone())).hint(hint))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_texts_that_decide_are_read() {
        let tree = ProjectTree::in_memory([
            ("app.py", "import os"),
            ("keys.json", "-----BEGIN PRIVATE KEY-----"),
            ("requirements.txt", "flask"),
            ("shop/logo.svg", "<svg/>"),
            ("shop/prices.json", "-----BEGIN PRIVATE KEY-----"),
            ("shop/server.pem", "-----BEGIN PRIVATE KEY-----\nMIIE\n"),
        ]);
        let found = find(&tree, &[RelPath::parse("shop").unwrap()]);
        assert_eq!(found.iter().map(|secret| secret.path.as_str()).collect::<Vec<_>>(), ["keys.json", "shop/server.pem"]);
        assert_eq!(tree.texts_read(), 2);
    }
}
