//! `[tool.poetry]`, merged into the fields that its keys stand for.
//!
//! Since poetry 2 a project may have `[project]` beside it: what `[project]` says is then what counts, and poetry's
//! dependency table only tells where those dependencies come from.

use super::super::error::{ManifestError, shown};
use super::super::poetry_constraint;
use super::super::requirement;
use super::super::toml_file::{Table, TomlFile, Value, lookup};
use super::{PoetryTable, Pyproject, ScriptEntry, project};
use crate::model::{
    Dependency, DependencySource, ExtraName, GroupName, Location, MarkerTree, PackageName, RelPath, VersionSpecifiers,
};

pub(super) fn read(file: &TomlFile<'_>, into: &mut Pyproject) -> Result<(), ManifestError> {
    let Some(value) = lookup(&file.root, &["tool", "poetry"]) else { return Ok(()) };
    let Some(poetry) = value.get_ref().as_table() else { return Err(file.wrong_type(value, "tool.poetry", "a table")) };
    metadata(file, poetry, into)?;
    let main = file.table(poetry, "dependencies")?;
    let in_project = into.has_project && lookup(&file.root, &["project", "dependencies"]).is_some();
    let has_dependencies = main.is_some_and(|table| table.keys().any(|name| !name.get_ref().eq_ignore_ascii_case("python")));
    into.poetry = Some(PoetryTable {
        package_mode: file.boolean(poetry, "package-mode")?.unwrap_or(true),
        has_dependencies,
        lists_dependencies: has_dependencies && !in_project,
        sources: names(file, poetry, "source")?,
    });
    if let Some(main) = main {
        python(file, main, into)?;
        if !in_project {
            let (all, optional) = dependencies(file, main)?;
            into.dependencies = all;
            extras(file, poetry, optional, into)?;
        }
    }
    groups(file, poetry, into)
}

fn names<'t>(file: &TomlFile<'t>, table: &Table<'t>, key: &str) -> Result<Vec<String>, ManifestError> {
    let tables = file.tables(table, key)?;
    Ok(tables.into_iter().filter_map(|(table, _)| table.get("name")?.get_ref().as_str().map(str::to_owned)).collect())
}

fn metadata(file: &TomlFile<'_>, poetry: &Table<'_>, into: &mut Pyproject) -> Result<(), ManifestError> {
    let text = |key: &str| poetry.get(key).and_then(|value| value.get_ref().as_str()).map(str::to_owned);
    if into.name.is_none() {
        // Poetry itself takes any text for it (`Online Shop`), but a template's is filled in before. Ex) `{{project_name}}`
        let is_filled_in = text("name").is_some_and(|name| name.contains("{{"));
        into.name = match project::name(file, poetry, "name") {
            Err(error) if is_filled_in => return Err(error),
            found => found.ok().flatten(),
        };
        into.raw_name = text("name");
    }
    into.version = into.version.take().or_else(|| text("version"));
    into.description = into.description.take().or_else(|| text("description"));
    into.license = into.license.take().or_else(|| text("license"));
    for key in ["homepage", "repository", "documentation"] {
        if let Some(url) = text(key) {
            into.urls.entry(key.to_owned()).or_insert(url);
        }
    }
    if let Some(urls) = poetry.get("urls").and_then(|urls| urls.get_ref().as_table()) {
        for (name, url) in urls {
            let url = url.get_ref().as_str().unwrap_or_default().to_owned();
            into.urls.entry(name.get_ref().to_lowercase()).or_insert(url);
        }
    }
    if into.readme.is_empty() {
        into.readme = poetry
            .get("readme")
            .map(texts)
            .unwrap_or_default()
            .into_iter()
            .filter_map(|path| RelPath::parse(path).ok())
            .collect();
    }
    scripts(file, poetry, into);
    Ok(())
}

/// A string, or the strings of an array.
fn texts<'v>(value: &'v Value<'_>) -> Vec<&'v str> {
    let many = value.get_ref().as_array().map_or(std::slice::from_ref(value), |array| &**array);
    many.iter().filter_map(|item| item.get_ref().as_str()).collect()
}

/// Entry points; `{ reference = "…", type = "file" }` is a file that is installed, not an entry point.
fn scripts(file: &TomlFile<'_>, poetry: &Table<'_>, into: &mut Pyproject) {
    let Some(scripts) = poetry.get("scripts").and_then(|scripts| scripts.get_ref().as_table()) else { return };
    for (name, value) in scripts {
        let table = value.get_ref().as_table();
        let is_file = table.and_then(|table| table.get("type")?.get_ref().as_str()) == Some("file");
        let target = table.and_then(|table| table.get("reference").or_else(|| table.get("callable"))).unwrap_or(value);
        if let (false, Some(target)) = (is_file, target.get_ref().as_str()) {
            into.scripts.push(ScriptEntry { name: name.get_ref().to_string(), target: target.to_owned(), at: file.at(name) });
        }
    }
}

fn python(file: &TomlFile<'_>, main: &Table<'_>, into: &mut Pyproject) -> Result<(), ManifestError> {
    let Some((key, _)) = main.get_key_value("python").filter(|_| into.requires_python.is_none()) else { return Ok(()) };
    let text = file.string(main, "python")?.unwrap_or_default();
    let range = constraint(text, &file.at(key))?;
    into.requires_python = (!range.is_empty()).then(|| (range, file.at(key)));
    Ok(())
}

fn constraint(text: &str, at: &Location) -> Result<VersionSpecifiers, ManifestError> {
    poetry_constraint::parse(text).ok_or_else(|| {
        ManifestError::invalid(at.clone(), format!("`{}` is not a version constraint that poetry reads", shown(text)))
            .hint("write it like `^1.2`, `~1.2`, `1.*` or `>=1.2,<2`")
    })
}

/// The dependencies of a table that are installed, and those that are optional.
fn dependencies(file: &TomlFile<'_>, table: &Table<'_>) -> Result<(Vec<Dependency>, Vec<Dependency>), ManifestError> {
    let (mut always, mut optional) = (Vec::new(), Vec::new());
    for (key, value) in table {
        if key.get_ref().eq_ignore_ascii_case("python") {
            continue;
        }
        let at = file.at(key);
        let name: PackageName = key.get_ref().parse().map_err(|_| {
            ManifestError::invalid(at.clone(), format!("`{}` is not a valid package name", shown(key.get_ref())))
                .hint("a name has letters, digits, `-`, `_` and `.`, and starts and ends with a letter or digit")
        })?;
        let alternatives = value.get_ref().as_array().map_or(std::slice::from_ref(value), |array| &**array);
        for value in alternatives {
            let (dependency, is_optional) = dependency(file, &name, value, &at)?;
            if is_optional { optional.push(dependency) } else { always.push(dependency) }
        }
    }
    Ok((always, optional))
}

fn dependency(
    file: &TomlFile<'_>,
    name: &PackageName,
    value: &Value<'_>,
    at: &Location,
) -> Result<(Dependency, bool), ManifestError> {
    let mut dependency = Dependency {
        name: name.clone(),
        extras: Vec::new(),
        specifiers: VersionSpecifiers::empty(),
        marker: MarkerTree::TRUE,
        source: DependencySource::Index,
        at: at.clone(),
    };
    if let Some(text) = value.get_ref().as_str() {
        dependency.specifiers = constraint(text, at)?;
        return Ok((dependency, false));
    }
    let Some(table) = value.get_ref().as_table() else {
        return Err(file.wrong_type(value, name.as_ref(), "a constraint or a table"));
    };
    if let Some(text) = file.string(table, "version")? {
        dependency.specifiers = constraint(text, at)?;
    }
    dependency.extras = file.strings(table, "extras")?.into_iter().filter_map(|(extra, _)| extra.parse().ok()).collect();
    dependency.marker = marker(file, table, at)?;
    dependency.source = source(file, table)?;
    Ok((dependency, file.boolean(table, "optional")?.unwrap_or(false)))
}

/// `markers`, `python` and `platform`, taken together.
fn marker(file: &TomlFile<'_>, table: &Table<'_>, at: &Location) -> Result<MarkerTree, ManifestError> {
    let mut marker = file.string(table, "markers")?.map_or(MarkerTree::TRUE, requirement::marker);
    if let Some(python) = file.string(table, "python")? {
        for specifier in constraint(python, at)?.iter() {
            marker.and(requirement::marker(&format!("python_full_version {} '{}'", specifier.operator(), star(specifier))));
        }
    }
    if let Some(platform) = file.string(table, "platform")?.filter(|text| text.chars().all(|c| c.is_ascii_alphanumeric())) {
        marker.and(requirement::marker(&format!("sys_platform == '{platform}'")));
    }
    Ok(marker)
}

/// The version of a clause, with its wild card. The operator's text of `==1.*` is `==` alone.
fn star(specifier: &pep440_rs::VersionSpecifier) -> String {
    let wild = if specifier.operator().is_star() { ".*" } else { "" };
    format!("{}{wild}", specifier.version())
}

fn source(file: &TomlFile<'_>, table: &Table<'_>) -> Result<DependencySource, ManifestError> {
    if let Some(url) = file.string(table, "git")? {
        let revision = ["rev", "tag", "branch"].iter().find_map(|key| table.get(*key)?.get_ref().as_str());
        let revision = revision.map(|revision| format!("@{revision}")).unwrap_or_default();
        return Ok(DependencySource::Git(format!("git+{url}{revision}")));
    }
    for key in ["path", "file"] {
        if let Some(path) = file.string(table, key)? {
            let editable = file.boolean(table, "develop")?.unwrap_or(false);
            return Ok(DependencySource::Path { path: path.to_owned(), editable });
        }
    }
    Ok(file.string(table, "url")?.map_or(DependencySource::Index, |url| DependencySource::Url(url.to_owned())))
}

/// `[tool.poetry.extras]` names dependencies of the main table that are optional.
fn extras(file: &TomlFile<'_>, poetry: &Table<'_>, optional: Vec<Dependency>, into: &mut Pyproject) -> Result<(), ManifestError> {
    let Some(extras) = file.table(poetry, "extras")? else { return Ok(()) };
    for (extra, _) in extras {
        let members: Vec<PackageName> =
            file.strings(extras, extra.get_ref())?.into_iter().filter_map(|(name, _)| name.parse().ok()).collect();
        let chosen = optional.iter().filter(|dependency| members.contains(&dependency.name)).cloned().collect();
        let name: ExtraName = project::extra_name(extra.get_ref(), file.at(extra))?;
        into.extras.insert(name, chosen);
    }
    Ok(())
}

fn groups(file: &TomlFile<'_>, poetry: &Table<'_>, into: &mut Pyproject) -> Result<(), ManifestError> {
    if let Some(groups) = file.table(poetry, "group")? {
        for (name, _) in groups {
            let Some(group) = file.table(groups, name.get_ref())? else { continue };
            if file.boolean(group, "optional")?.unwrap_or(false) {
                into.optional_groups.push(project::group_name(name.get_ref(), file.at(name))?);
            }
            if let Some(table) = file.table(group, "dependencies")? {
                let name = project::group_name(name.get_ref(), file.at(name))?;
                into.groups.entry(name).or_default().extend(dependencies(file, table)?.0);
            }
        }
    }
    if let Some(table) = file.table(poetry, "dev-dependencies")? {
        into.groups.entry(GroupName::dev()).or_default().extend(dependencies(file, table)?.0);
    }
    Ok(())
}
