//! `[tool.uv]` and `[tool.pdm]`.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::super::error::{ManifestError, shown};
use super::super::is_public_index;
use super::super::requirement;
use super::super::toml_file::{Table, TomlFile, Value};
use super::project::{group_name, requirements};
use super::{PdmTable, Pyproject, UvTable};
use crate::model::{GroupName, RelPath};
use crate::tree::ProjectTree;

pub(super) fn read(file: &TomlFile<'_>, tree: &ProjectTree, into: &mut Pyproject) -> Result<(), ManifestError> {
    let Some(uv) = tool(file, "uv")? else { return Ok(()) };
    let mut table = UvTable { package: file.boolean(uv, "package")?, ..UvTable::default() };
    table.default_groups = default_groups(file, uv)?;
    for (name, _) in file.strings(uv, "no-binary-package")? {
        table.formats.no_binary(name);
    }
    for (name, _) in file.strings(uv, "no-build-package")? {
        table.formats.only_binary(name);
    }
    if file.boolean(uv, "no-binary")? == Some(true) {
        table.formats.no_binary(":all:");
    }
    if file.boolean(uv, "no-build")? == Some(true) {
        table.formats.only_binary(":all:");
    }
    for (index, _) in file.tables(uv, "index")? {
        let is_public = file.string(index, "url")?.is_some_and(is_public_index);
        table.indexes.extend(file.string(index, "name")?.filter(|_| !is_public).map(str::to_owned));
    }
    table.required_version = file.string(uv, "required-version")?.and_then(|text| text.parse().ok());
    table.overrides = requirements(file, uv, "override-dependencies")?;
    if let Some(sources) = file.table(uv, "sources")? {
        table.path_sources = sources.iter().flat_map(|(_, source)| path_sources(source)).collect();
    }
    if let Some(workspace) = file.table(uv, "workspace")? {
        table.has_workspace = true;
        table.workspace_members = members(file, workspace, tree)?;
    }
    if uv.contains_key("dev-dependencies") {
        into.groups.entry(GroupName::dev()).or_default().extend(requirements(file, uv, "dev-dependencies")?);
    }
    into.uv = Some(table);
    Ok(())
}

/// `[tool.<name>]`
fn tool<'v, 't>(file: &'v TomlFile<'t>, name: &str) -> Result<Option<&'v Table<'t>>, ManifestError> {
    let Some(tools) = file.table(&file.root, "tool")? else { return Ok(None) };
    file.table(tools, name)
}

/// `default-groups` is a list of names, or `"all"`.
fn default_groups(file: &TomlFile<'_>, uv: &Table<'_>) -> Result<Option<Vec<String>>, ManifestError> {
    let Some(value) = uv.get("default-groups") else { return Ok(None) };
    if value.get_ref().as_str() == Some("all") {
        let groups = file.table(&file.root, "dependency-groups")?;
        return Ok(Some(groups.into_iter().flat_map(|groups| groups.keys()).map(|name| name.get_ref().to_string()).collect()));
    }
    Ok(Some(file.strings(uv, "default-groups")?.into_iter().map(|(name, _)| name.to_owned()).collect()))
}

/// The project paths of one `sources` entry, which is a table or an array of them.
fn path_sources(source: &Value<'_>) -> Vec<RelPath> {
    let many = source.get_ref().as_array().map_or(std::slice::from_ref(source), |array| &**array);
    let path = |item: &Value<'_>| RelPath::parse(item.get_ref().as_table()?.get("path")?.get_ref().as_str()?).ok();
    many.iter().filter_map(path).collect()
}

/// Folders with a pyproject.toml that `members` matches and `exclude` does not.
fn members<'t>(file: &TomlFile<'t>, workspace: &Table<'t>, tree: &ProjectTree) -> Result<Vec<RelPath>, ManifestError> {
    let (included, excluded) = (globs(file, workspace, "members")?, globs(file, workspace, "exclude")?);
    let is_member = |folder: &&RelPath| {
        let manifest = folder.join("pyproject.toml");
        included.is_match(folder.as_str())
            && !excluded.is_match(folder.as_str())
            && manifest.is_ok_and(|manifest| tree.is_file(&manifest))
    };
    Ok(tree.walk().folders.iter().filter(is_member).cloned().collect())
}

fn globs<'t>(file: &TomlFile<'t>, table: &Table<'t>, key: &str) -> Result<GlobSet, ManifestError> {
    let mut set = GlobSetBuilder::new();
    for (text, at) in file.strings(table, key)? {
        let glob = GlobBuilder::new(text.trim_start_matches("./").trim_end_matches('/')).literal_separator(true).build();
        set.add(glob.map_err(|_| ManifestError::invalid(at, format!("`{}` is not a valid glob", shown(text))))?);
    }
    set.build().map_err(|error| ManifestError::invalid(file.at_key(table, key), shown(&error.to_string())))
}

pub(super) fn read_pdm(file: &TomlFile<'_>, into: &mut Pyproject) -> Result<(), ManifestError> {
    let Some(pdm) = tool(file, "pdm")? else { return Ok(()) };
    let distribution = file.boolean(pdm, "distribution")?.unwrap_or(into.build_system.is_some());
    into.pdm = Some(PdmTable { distribution });
    let Some(groups) = file.table(pdm, "dev-dependencies")? else { return Ok(()) };
    for (name, _) in groups {
        let group = into.groups.entry(group_name(name.get_ref(), file.at(name))?).or_default();
        for (text, at) in file.strings(groups, name.get_ref())? {
            // `-e file:///${PROJECT_ROOT}/x` names a folder, whose own name is not known here.
            if !text.trim_start().starts_with("-e ") {
                group.push(requirement::parse(text, &at)?);
            }
        }
    }
    Ok(())
}
