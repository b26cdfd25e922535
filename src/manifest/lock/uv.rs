//! `uv.lock`, version 1.

use super::super::error::ManifestError;
use super::super::toml_file::{Table, TomlFile, Value, lookup};
use super::uv_graph::{self, Asked, Asks};
use super::{Sources, index_of, locked_file, package_name, package_version, uv_archives, uv_fresh};
use crate::model::{
    DependencySource, ExtraName, Location, Lock, LockFormat, LockedFile, LockedPackage, RelPath, Text, VersionSpecifiers,
};
use crate::tree::ProjectTree;

pub(super) fn read(tree: &ProjectTree, path: &RelPath, text: &Text, sources: &Sources<'_>) -> Result<Lock, ManifestError> {
    let mut taken = uv_archives::take(text);
    let file = TomlFile::parse(path, &taken.text)?;
    check_version(&file)?;
    let requires_python: Option<VersionSpecifiers> =
        file.string(&file.root, "requires-python")?.and_then(|text| text.parse().ok());
    let fresh = match sources.pyproject {
        Some((manifest, pyproject)) => {
            uv_fresh::is_fresh(&uv_fresh::Project { lock: &file, tree, file: manifest, pyproject }, requires_python.as_ref())?
        }
        None => None,
    };
    let (mut packages, mut asked) = (Vec::new(), Vec::new());
    let tables = file.tables(&file.root, "package")?;
    for (table, at) in &tables {
        let taken = ["wheels", "sdist"].map(|key| taken.files.remove(&file.at_key(table, key).line?));
        let package = package(&file, table, at, taken.into_iter().flatten().flatten())?;
        packages.push(package);
        asked.push(asks(table));
    }
    let graph = uv_graph::graph(&packages, asked, &members(&file));
    let (format, at) = (LockFormat::Uv, Location::file(path.clone()));
    Ok(Lock { format, at, requires_python, written_by: None, packages, fresh, graph, usual: Default::default() })
}

/// The members of the workspace, by name; none for a single project.
fn members<'v>(file: &'v TomlFile<'_>) -> Vec<&'v str> {
    array(lookup(&file.root, &["manifest", "members"])).iter().filter_map(|name| name.get_ref().as_str()).collect()
}

fn check_version(file: &TomlFile<'_>) -> Result<(), ManifestError> {
    let version = file.root.get("version").and_then(|value| value.get_ref().as_integer());
    match version.and_then(|version| version.as_str().parse::<u64>().ok()) {
        Some(1) => Ok(()),
        _ => Err(ManifestError::invalid(
            file.at_key(&file.root, "version"),
            "pydock reads version 1 of uv.lock, and this is another version",
        )
        .hint("lock the project with a uv that writes version 1, or update pydock")),
    }
}

/// `taken` are the archives that were taken out of the text.
fn package(
    file: &TomlFile<'_>,
    table: &Table<'_>,
    at: &Location,
    taken: impl Iterator<Item = LockedFile>,
) -> Result<LockedPackage, ManifestError> {
    let archives = array(table.get("wheels")).iter().chain(table.get("sdist"));
    let source = table.get("source");
    Ok(LockedPackage {
        name: package_name(file, table, at)?,
        version: package_version(file, table)?,
        source: source.map_or(DependencySource::Index, self::source),
        index: source.and_then(registry),
        files: taken.chain(archives.filter_map(locked_file)).collect(),
        hashes: Vec::new(),
        at: at.clone(),
    })
}

fn source(value: &Value<'_>) -> DependencySource {
    let text = |key: &str| value.get_ref().as_table()?.get(key)?.get_ref().as_str();
    if let Some(url) = text("git") {
        return DependencySource::Git(format!("git+{url}"));
    }
    if let Some(url) = text("url") {
        return DependencySource::Url(url.to_owned());
    }
    let local = [("editable", true), ("virtual", false), ("directory", false), ("path", false)];
    let local = local.iter().find_map(|(key, editable)| Some((text(key)?, *editable)));
    local.map_or(DependencySource::Index, |(path, editable)| DependencySource::Path { path: path.to_owned(), editable })
}

fn registry(source: &Value<'_>) -> Option<String> {
    index_of(source.get_ref().as_table()?.get("registry")?.get_ref().as_str()?)
}

/// What the package asks for.
fn asks(table: &Table<'_>) -> Asks {
    let extras = entries(table, "optional-dependencies");
    Asks {
        always: asked(table.get("dependencies")),
        extras: extras.filter_map(|(extra, value)| Some((extra.parse().ok()?, asked(Some(value))))).collect(),
        groups: entries(table, "dev-dependencies").map(|(group, value)| (group.to_owned(), asked(Some(value)))).collect(),
    }
}

fn asked(value: Option<&Value<'_>>) -> Vec<Asked> {
    let tables = array(value).iter().filter_map(|asked| asked.get_ref().as_table());
    let read = |table: &Table<'_>| {
        let text = |key: &str| table.get(key).and_then(|value| value.get_ref().as_str());
        let extras = array(table.get("extra")).iter().filter_map(|extra| extra.get_ref().as_str()?.parse::<ExtraName>().ok());
        Some(Asked {
            name: text("name")?.to_owned(),
            version: text("version").and_then(|version| version.parse().ok()),
            place: table.get("source").map(|value| (source(value), registry(value))),
            extras: extras.collect(),
            marker: text("marker").map(str::to_owned),
        })
    };
    tables.filter_map(read).collect()
}

fn array<'v, 't>(value: Option<&'v Value<'t>>) -> &'v [Value<'t>] {
    value.and_then(|value| value.get_ref().as_array()).map(|array| &**array).unwrap_or_default()
}

/// The keys and values of a table in a table.
fn entries<'v, 't>(table: &'v Table<'t>, key: &str) -> impl Iterator<Item = (&'v str, &'v Value<'t>)> {
    let entries = table.get(key).and_then(|value| value.get_ref().as_table());
    entries.into_iter().flatten().map(|(key, value)| (&**key.get_ref(), value))
}
