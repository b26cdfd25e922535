//! What the readers of the locks share: what they read from, and the keys that several formats have.

use std::borrow::Cow;

use memchr::{memchr2, memrchr2};

use crate::manifest::error::{ManifestError, shown};
use crate::manifest::pyproject::Pyproject;
use crate::manifest::requirements::RequirementsFile;
use crate::manifest::toml_file::{Table, TomlFile, Value};
use crate::model::{Location, LockedFile, PackageName, Version, percent_decoded};

/// The manifests that locks are resolved from.
pub(in crate::manifest) struct Sources<'a> {
    pub pyproject: Option<(&'a TomlFile<'a>, &'a Pyproject)>,
    pub pipfile: Option<&'a TomlFile<'a>>,
    pub requirements: &'a [RequirementsFile],
}

/// An archive as the TOML locks write it: a table with a URL, a path or a name. `None` if it names no archive.
pub(super) fn locked_file(archive: &Value<'_>) -> Option<LockedFile> {
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

/// The index that a lock names; `None` for a folder.
pub(super) fn index_of(url: &str) -> Option<String> {
    url.contains("://").then(|| url.to_owned())
}

/// The last component of a URL or path, as a file name. Ex) `torch-2.6.0+cpu-cp312-cp312-linux_x86_64.whl`
pub(super) fn file_name(url: &str) -> Cow<'_, str> {
    let path = &url[..memchr2(b'#', b'?', url.as_bytes()).unwrap_or(url.len())];
    let begin = memrchr2(b'/', b'\\', path.as_bytes()).map_or(0, |slash| slash + 1);
    percent_decoded(&path[begin..])
}

/// The `name` of a locked package.
pub(super) fn package_name(file: &TomlFile<'_>, package: &Table<'_>, at: &Location) -> Result<PackageName, ManifestError> {
    let text = file.string(package, "name")?.unwrap_or_default();
    text.parse().map_err(|_| {
        let problem = format!("`{}` is not a valid package name", shown(text));
        ManifestError::invalid(at.clone(), problem).hint("the lock file is damaged; regenerate it with its tool")
    })
}

/// The `version` of a locked package; a version that is not PEP 440 counts as unknown.
pub(super) fn package_version(file: &TomlFile<'_>, package: &Table<'_>) -> Result<Option<Version>, ManifestError> {
    Ok(file.string(package, "version")?.and_then(|text| text.parse().ok()))
}
