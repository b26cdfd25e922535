//! Lock files, one file per format, each reduced to a [`Lock`].
//!
//! Keys that a newer revision of a format adds are passed over, as the tools do; a newer major version is refused by name.

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

use std::borrow::Cow;

use memchr::{memchr2, memrchr2};

use super::at_root;
use super::error::ManifestError;
use super::pyproject::Pyproject;
use super::requirements::RequirementsFile;
use super::toml_file::{Table, TomlFile, Value};
use crate::model::{Lock, LockedFile, Version};
use crate::tree::ProjectTree;

/// The manifests that locks are resolved from.
pub(super) struct Sources<'a> {
    pub pyproject: Option<(&'a TomlFile<'a>, &'a Pyproject)>,
    pub pipfile: Option<&'a TomlFile<'a>>,
    pub requirements: &'a [RequirementsFile],
}

/// Every lock at the root of the tree.
pub(super) fn read_all(tree: &ProjectTree, sources: &Sources<'_>) -> Result<Vec<Lock>, ManifestError> {
    let mut locks = Vec::new();
    let path = at_root("uv.lock");
    if let Some(text) = tree.text(&path)? {
        locks.push(uv::read(tree, &path, &text, sources)?);
    }
    type Reader = fn(&TomlFile<'_>, &str, &Sources<'_>) -> Result<Lock, ManifestError>;
    let readers: [(&str, Reader); 3] = [("poetry.lock", poetry::read), ("pdm.lock", pdm::read), ("pylock.toml", pylock::read)];
    for (name, read) in readers {
        let path = at_root(name);
        if let Some(text) = tree.text(&path)? {
            locks.push(read(&TomlFile::parse(&path, &text)?, &text, sources)?);
        }
    }
    let path = at_root("Pipfile.lock");
    if let Some(text) = tree.text(&path)? {
        locks.push(pipenv::read(&path, &text, sources.pipfile)?);
    }
    locks.extend(requirements::read(sources.requirements));
    Ok(locks)
}

/// An archive as the TOML locks write it: a table with a URL, a path or a name.
fn locked_file(archive: &Value<'_>) -> Option<LockedFile> {
    let table = archive.get_ref().as_table()?;
    let text = |key: &str| table.get(key).and_then(|value| value.get_ref().as_str());
    let named = ["name", "file", "filename", "url", "path"].iter().find_map(|key| text(key))?;
    let size = table.get("size").and_then(|size| size.get_ref().as_integer()?.as_str().parse().ok());
    let hashes = table.get("hashes").and_then(|hashes| hashes.get_ref().as_table());
    let in_table =
        || hashes?.iter().find_map(|(algorithm, hex)| Some(format!("{}:{}", algorithm.get_ref(), hex.get_ref().as_str()?)));
    let hash = text("hash").map(str::to_owned).or_else(in_table);
    let url = text("url").filter(|url| url.contains("://"));
    Some(LockedFile { name: file_name(named).into_owned().into(), size, hash: hash.map(Into::into), url: url.map(Into::into) })
}

/// The index that a lock names; nothing for a folder.
fn index_of(url: &str) -> Option<String> {
    url.contains("://").then(|| url.to_owned())
}

/// The last component of a URL or path, as a file name. Ex) `torch-2.6.0+cpu-cp312-cp312-linux_x86_64.whl`
fn file_name(url: &str) -> Cow<'_, str> {
    let path = &url[..memchr2(b'#', b'?', url.as_bytes()).unwrap_or(url.len())];
    let begin = memrchr2(b'/', b'\\', path.as_bytes()).map_or(0, |slash| slash + 1);
    percent_decoded(&path[begin..])
}

fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
        match hex.filter(|_| *first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    Cow::Owned(String::from_utf8_lossy(&bytes).into_owned())
}

/// The `name` of a locked package.
fn package_name(
    file: &TomlFile<'_>,
    package: &Table<'_>,
    at: &crate::model::Location,
) -> Result<crate::model::PackageName, ManifestError> {
    let text = file.string(package, "name")?.unwrap_or_default();
    text.parse().map_err(|_| {
        let problem = format!("`{}` is not a valid package name", super::error::shown(text));
        ManifestError::invalid(at.clone(), problem).hint("the lock file is damaged; regenerate it with its tool")
    })
}

/// The `version` of a locked package; a version that is not PEP 440 counts as unknown.
fn package_version(file: &TomlFile<'_>, package: &Table<'_>) -> Result<Option<Version>, ManifestError> {
    Ok(file.string(package, "version")?.and_then(|text| text.parse().ok()))
}
