//! The standard tables: `[project]` (PEP 621) and `[build-system]` (PEP 518).

use super::super::error::{ManifestError, shown};
use super::super::requirement;
use super::super::toml_file::{Table, TomlFile, Value, lookup};
use super::{BuildSystem, Pyproject, ScriptEntry};
use crate::model::{Dependency, ExtraName, GroupName, Location, Note, PackageName, RelPath};

pub(super) fn read(file: &TomlFile<'_>, into: &mut Pyproject, notes: &mut Vec<Note>) -> Result<(), ManifestError> {
    into.build_system = build_system(file)?;
    script_files(file, into);
    let Some(project) = file.table(&file.root, "project")? else { return Ok(()) };
    into.has_project = true;
    into.name = name(file, project, "name")?;
    into.raw_name = file.string(project, "name")?.map(str::to_owned);
    into.version = file.string(project, "version")?.map(str::to_owned);
    into.description = file.string(project, "description")?.map(str::to_owned);
    into.dynamic = file.strings(project, "dynamic")?.into_iter().map(|(field, _)| field.to_owned()).collect();
    if let Some(text) = file.string(project, "requires-python")? {
        let at = file.at_key(project, "requires-python");
        into.requires_python = requirement::requires_python(text, &at, notes).map(|range| (range, at));
    }
    into.dependencies = requirements(file, project, "dependencies")?;
    if let Some(extras) = file.table(project, "optional-dependencies")? {
        for (extra, _) in extras {
            into.extras.insert(extra_name(extra.get_ref(), file.at(extra))?, requirements(file, extras, extra.get_ref())?);
        }
    }
    if let Some(scripts) = file.table(project, "scripts")? {
        for (name, _) in scripts {
            let target = file.string(scripts, name.get_ref())?.unwrap_or_default().to_owned();
            into.scripts.push(ScriptEntry { name: name.get_ref().to_string(), target, at: file.at(name) });
        }
    }
    if let Some(groups) = file.table(project, "entry-points")? {
        into.plugin_groups.extend(groups.iter().map(|(group, _)| group.get_ref().to_string()));
    }
    if let Some(urls) = file.table(project, "urls")? {
        for (name, _) in urls {
            let url = file.string(urls, name.get_ref())?.unwrap_or_default();
            into.urls.insert(name.get_ref().to_lowercase(), url.to_owned());
        }
    }
    documents(project, into);
    Ok(())
}

/// Programs of the project that setuptools installs as they are. Ex) `bin/shopd`
fn script_files(file: &TomlFile<'_>, into: &mut Pyproject) {
    let Some(list) = lookup(&file.root, &["tool", "setuptools", "script-files"]).and_then(|list| list.get_ref().as_array())
    else {
        return;
    };
    for item in list {
        let Some(target) = item.get_ref().as_str() else { continue };
        let name = target.rsplit('/').next().unwrap_or(target).to_owned();
        into.scripts.push(ScriptEntry { name, target: target.to_owned(), at: file.at(item) });
    }
}

/// The project's name, as written under the key in `[project]`, `[tool.poetry]` or flit's metadata.
pub(super) fn name(file: &TomlFile<'_>, table: &Table<'_>, key: &str) -> Result<Option<(PackageName, Location)>, ManifestError> {
    let Some(value) = table.get(key) else { return Ok(None) };
    let Some(text) = value.get_ref().as_str() else { return Err(file.wrong_type(value, key, "a string")) };
    let at = file.at(value);
    match text.parse() {
        Ok(name) => Ok(Some((name, at))),
        Err(_) => Err(ManifestError::invalid(at, format!("`{}` is not a valid project name", shown(text)))
            .hint("a name has letters, digits, `-`, `_` and `.`, and starts and ends with a letter or digit")),
    }
}

pub(super) fn extra_name(text: &str, at: Location) -> Result<ExtraName, ManifestError> {
    text.parse().map_err(|_| {
        ManifestError::invalid(at, format!("`{}` is not a valid name of an extra", shown(text)))
            .hint("a name has letters, digits, `-`, `_` and `.`, and starts and ends with a letter or digit")
    })
}

/// The name of a group, which ends up on a command line of the Dockerfile.
pub(super) fn group_name(text: &str, at: Location) -> Result<GroupName, ManifestError> {
    text.parse().map_err(|_| {
        ManifestError::invalid(at, format!("`{}` is not a valid name of a dependency group", shown(text)))
            .hint("a name has letters, digits, `-`, `_` and `.`, and starts and ends with a letter or digit")
    })
}

/// An array of PEP 508 requirements.
pub(super) fn requirements<'t>(file: &TomlFile<'t>, table: &Table<'t>, key: &str) -> Result<Vec<Dependency>, ManifestError> {
    file.strings(table, key)?.into_iter().map(|(text, at)| requirement::parse(text, &at)).collect()
}

/// The readme and the licence, each given as a path, a table or text.
fn documents(project: &Table<'_>, into: &mut Pyproject) {
    into.readme.extend(project.get("readme").and_then(file_or_text).and_then(|path| RelPath::parse(path).ok()));
    if let Some(license) = project.get("license") {
        match license.get_ref().as_table() {
            Some(table) => {
                into.license = table.get("text").and_then(|text| text.get_ref().as_str()).map(str::to_owned);
                into.license_files.extend(table.get("file").and_then(|path| path.get_ref().as_str()).map(str::to_owned));
            }
            None => into.license = license.get_ref().as_str().map(str::to_owned),
        }
    }
    if let Some(globs) = project.get("license-files") {
        let globs = match globs.get_ref().as_table() {
            Some(older) => ["globs", "paths"].iter().find_map(|key| older.get(*key)).unwrap_or(globs),
            None => globs,
        };
        let globs = globs.get_ref().as_array().map(|array| &**array).unwrap_or_default();
        into.license_files.extend(globs.iter().filter_map(|glob| glob.get_ref().as_str()).map(str::to_owned));
    }
}

/// A path given as a string or as `{ file = "…" }`.
fn file_or_text<'v>(value: &'v Value<'_>) -> Option<&'v str> {
    let table = value.get_ref().as_table().and_then(|table| table.get("file"));
    table.unwrap_or(value).get_ref().as_str()
}

fn build_system(file: &TomlFile<'_>) -> Result<Option<BuildSystem>, ManifestError> {
    let Some(table) = file.table(&file.root, "build-system")? else { return Ok(None) };
    // PEP 517: without a backend of its own a source tree is built by setuptools' legacy backend.
    let backend = file.string(table, "build-backend")?.unwrap_or("setuptools.build_meta:__legacy__");
    Ok(Some(BuildSystem {
        backend: backend.to_owned(),
        requires: requirements(file, table, "requires")?,
        backend_path: file.strings(table, "backend-path")?.into_iter().map(|(folder, _)| folder.to_owned()).collect(),
        at: file.at_key(table, if table.contains_key("build-backend") { "build-backend" } else { "requires" }),
    }))
}
