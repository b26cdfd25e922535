//! `Pipfile`

use super::error::{ManifestError, shown};
use super::python_hints::{self, PythonHint};
use super::requirement;
use super::toml_file::{Table, TomlFile, Value, lookup};
use crate::model::{
    Dependency, DependencySource, GroupName, Location, MarkerTree, Note, PackageName, RelPath, VersionSpecifiers,
};

#[derive(Debug, Clone)]
pub struct Pipfile {
    pub path: RelPath,
    pub packages: Vec<Dependency>,
    pub dev_packages: Vec<Dependency>,
    /// Its own categories of packages. Ex) `docs` of `[docs]`
    pub categories: Vec<GroupName>,
    /// `[scripts]`: name and command line.
    pub scripts: Vec<(String, String)>,
    /// `[requires] python_version` or `python_full_version`. `None` if neither is set.
    pub python: Option<PythonHint>,
    /// Names of `[[source]]` entries. Ex) `pypi`
    pub sources: Vec<String>,
}

impl Pipfile {
    pub(super) fn read(file: &TomlFile<'_>, notes: &mut Vec<Note>) -> Result<Self, ManifestError> {
        let mut scripts = Vec::new();
        if let Some(table) = file.table(&file.root, "scripts")? {
            // `{ call = "module:function()" }` is no command line.
            let script = |(name, value): (&toml::Spanned<std::borrow::Cow<'_, str>>, &Value<'_>)| {
                Some((name.get_ref().to_string(), value.get_ref().as_str()?.to_owned()))
            };
            scripts.extend(table.iter().filter_map(script));
        }
        let python = ["python_full_version", "python_version"].iter().find_map(|key| lookup(&file.root, &["requires", key]));
        let python = python.and_then(|value| python_hints::pin(value.get_ref().as_str()?, file.at(value), notes));
        let sources = file.tables(&file.root, "source")?;
        let sources = sources.into_iter().filter_map(|(source, _)| source.get("name")?.get_ref().as_str().map(str::to_owned));
        Ok(Self {
            path: file.path.clone(),
            categories: Self::categories(&file.root).filter_map(|name| name.parse().ok()).collect(),
            packages: packages(file, "packages")?,
            dev_packages: packages(file, "dev-packages")?,
            scripts,
            python,
            sources: sources.collect(),
        })
    }

    /// The tables that are none of pipenv's own: each is a category of packages.
    pub(super) fn categories<'a>(root: &'a Table<'_>) -> impl Iterator<Item = &'a str> {
        const OWN: &[&str] =
            &["default", "dev-packages", "develop", "packages", "pipenv", "pipfile", "requires", "scripts", "source"];
        root.keys().map(|key| key.get_ref().as_ref()).filter(|name| !OWN.contains(name))
    }
}

fn packages(file: &TomlFile<'_>, section: &str) -> Result<Vec<Dependency>, ManifestError> {
    let Some(table) = file.table(&file.root, section)? else { return Ok(Vec::new()) };
    table.iter().map(|(name, value)| package(file, name.get_ref(), value, file.at(name))).collect()
}

fn package(file: &TomlFile<'_>, name: &str, value: &Value<'_>, at: Location) -> Result<Dependency, ManifestError> {
    let name: PackageName = name.parse().map_err(|_| {
        ManifestError::invalid(at.clone(), format!("`{}` is not a valid package name", shown(name)))
            .hint("a name has letters, digits, `-`, `_` and `.`, and starts and ends with a letter or digit")
    })?;
    let empty = Table::new();
    let (version, table) = match (value.get_ref().as_str(), value.get_ref().as_table()) {
        (Some(version), _) => (version, &empty),
        (None, Some(table)) => (file.string(table, "version")?.unwrap_or("*"), table),
        (None, None) => return Err(file.wrong_type(value, name.as_ref(), "a version or a table")),
    };
    Ok(Dependency {
        extras: file.strings(table, "extras")?.into_iter().filter_map(|(extra, _)| extra.parse().ok()).collect(),
        specifiers: specifiers(version, &at)?,
        marker: marker(table),
        source: source(file, table)?,
        name,
        at,
    })
}

fn specifiers(version: &str, at: &Location) -> Result<VersionSpecifiers, ManifestError> {
    let version = version.trim();
    if version == "*" || version.is_empty() {
        return Ok(VersionSpecifiers::empty());
    }
    let exact = version.starts_with(|c: char| c.is_ascii_digit()).then(|| format!("=={version}"));
    exact.as_deref().unwrap_or(version).parse().map_err(|_| {
        ManifestError::invalid(at.clone(), format!("`{}` is not a version range", shown(version)))
            .hint("write `*` or a PEP 440 range such as `>=1.2,<2`")
    })
}

/// `markers`, and any marker's name as a key of its own. Ex) `sys_platform = "== 'win32'"`
pub(super) fn marker(table: &Table<'_>) -> MarkerTree {
    const NAMES: &[&str] = &[
        "implementation_name",
        "implementation_version",
        "os_name",
        "platform_machine",
        "platform_python_implementation",
        "platform_release",
        "platform_system",
        "platform_version",
        "python_full_version",
        "python_version",
        "sys_platform",
    ];
    let text = |key: &str| table.get(key).and_then(|value| value.get_ref().as_str());
    let mut marker = text("markers").map_or(MarkerTree::TRUE, requirement::marker);
    for name in NAMES {
        if let Some(condition) = text(name) {
            marker.and(requirement::marker(&format!("{name} {condition}")));
        }
    }
    marker
}

fn source<'t>(file: &TomlFile<'t>, table: &Table<'t>) -> Result<DependencySource, ManifestError> {
    let editable = file.boolean(table, "editable")?.unwrap_or(false);
    if let Some(url) = file.string(table, "git")? {
        let revision = file.string(table, "ref")?.map(|revision| format!("@{revision}")).unwrap_or_default();
        let prefix = if url.starts_with("git+") { "" } else { "git+" };
        return Ok(DependencySource::Git(format!("{prefix}{url}{revision}")));
    }
    for key in ["path", "file"] {
        if let Some(target) = file.string(table, key)? {
            return Ok(match requirement::source_of_url(target) {
                Some(DependencySource::Path { path, .. }) => DependencySource::Path { path, editable },
                Some(other) => other,
                None => DependencySource::Path { path: target.to_owned(), editable },
            });
        }
    }
    Ok(DependencySource::Index)
}
