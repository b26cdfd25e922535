//! Lock files, one file per format, each reduced to a [`Lock`].
//!
//! Keys that a newer revision of a format adds are passed over, as the tools do; a newer major version is refused by name.

mod entries;
mod pdm;
mod pipenv;
mod poetry;
mod poetry_graph;
mod pylock;
mod python_json;
mod requirements;
mod uv;
mod uv_archives;
mod uv_fresh;
mod uv_graph;

use super::error::ManifestError;
use super::toml_file::TomlFile;
use crate::model::{Lock, RelPath};
use crate::tree::ProjectTree;
pub(super) use entries::Sources;
use entries::{file_name, index_of, locked_file, package_name, package_version};

/// Every lock at the root of the tree.
pub(super) fn read_all(tree: &ProjectTree, sources: &Sources<'_>) -> Result<Vec<Lock>, ManifestError> {
    let mut locks = Vec::new();
    let path = RelPath::named("uv.lock");
    if let Some(text) = tree.text(&path)? {
        locks.push(uv::read(tree, &path, &text, sources)?);
    }
    type Reader = fn(&TomlFile<'_>, &str, &Sources<'_>) -> Result<Lock, ManifestError>;
    let readers: [(&str, Reader); 3] = [("poetry.lock", poetry::read), ("pdm.lock", pdm::read), ("pylock.toml", pylock::read)];
    for (name, read) in readers {
        let path = RelPath::named(name);
        if let Some(text) = tree.text(&path)? {
            locks.push(read(&TomlFile::parse(&path, &text)?, &text, sources)?);
        }
    }
    let path = RelPath::named("Pipfile.lock");
    if let Some(text) = tree.text(&path)? {
        locks.push(pipenv::read(&path, &text, sources.pipfile)?);
    }
    locks.extend(requirements::read(sources.requirements));
    Ok(locks)
}
