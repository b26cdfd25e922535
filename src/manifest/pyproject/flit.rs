//! `[tool.flit.metadata]` and `[tool.flit.scripts]`, with which flit described a project before `[project]` existed; its releases
//! below 4 still build such a project.

use super::super::error::ManifestError;
use super::super::requirement;
use super::super::toml_file::{Table, TomlFile, lookup};
use super::{Pyproject, ScriptEntry, project};
use crate::model::RelPath;

/// Reads the tables into the fields that they stand for. flit takes no file that has `[project]` as well.
pub(super) fn read(file: &TomlFile<'_>, into: &mut Pyproject) -> Result<(), ManifestError> {
    if into.has_project {
        return Ok(());
    }
    let Some(value) = lookup(&file.root, &["tool", "flit", "metadata"]) else { return Ok(()) };
    let Some(metadata) = value.get_ref().as_table() else { return Err(file.wrong_type(value, "tool.flit.metadata", "a table")) };
    let text = |key: &str| metadata.get(key).and_then(|value| value.get_ref().as_str()).map(str::to_owned);
    // Without `dist-name` the module, which may be a dotted one, is the name.
    if let Some(key) = ["dist-name", "module"].into_iter().find(|key| metadata.contains_key(*key)) {
        into.name = project::name(file, metadata, key)?;
        into.raw_name = text(key);
    }
    if let Some(range) = file.string(metadata, "requires-python")? {
        let at = file.at_key(metadata, "requires-python");
        into.requires_python = requirement::requires_python(range, &at, &mut Vec::new()).map(|range| (range, at));
    }
    into.dependencies = project::requirements(file, metadata, "requires")?;
    if let Some(extras) = file.table(metadata, "requires-extra")? {
        for (extra, _) in extras {
            let name = project::extra_name(extra.get_ref(), file.at(extra))?;
            into.extras.insert(name, project::requirements(file, extras, extra.get_ref())?);
        }
    }
    into.readme.extend(text("description-file").and_then(|path| RelPath::parse(&path).ok()));
    into.license = text("license");
    if let Some(url) = text("home-page") {
        into.urls.insert("homepage".to_owned(), url);
    }
    if let Some(urls) = file.table(metadata, "urls")? {
        for (name, _) in urls {
            let url = file.string(urls, name.get_ref())?.unwrap_or_default();
            into.urls.insert(name.get_ref().to_lowercase(), url.to_owned());
        }
    }
    let Some(flit) = lookup(&file.root, &["tool", "flit"]).and_then(|flit| flit.get_ref().as_table()) else { return Ok(()) };
    scripts(file, flit, into)
}

fn scripts(file: &TomlFile<'_>, flit: &Table<'_>, into: &mut Pyproject) -> Result<(), ManifestError> {
    let Some(scripts) = file.table(flit, "scripts")? else { return Ok(()) };
    for (name, _) in scripts {
        let target = file.string(scripts, name.get_ref())?.unwrap_or_default().to_owned();
        into.scripts.push(ScriptEntry { name: name.get_ref().to_string(), target, at: file.at(name) });
    }
    Ok(())
}
