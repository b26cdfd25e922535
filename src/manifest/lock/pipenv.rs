//! `Pipfile.lock`, pipfile specification 6.
//!
//! The section `default` is production. The file is JSON as pipenv writes it, so the line of a package is that of its key.

use std::collections::HashMap;

use serde_json::Value;

use super::super::error::{ManifestError, shown};
use super::super::pipfile::Pipfile;
use super::super::requirement;
use super::super::toml_file::{TomlFile, lookup};
use super::python_json::{Style, array, dumps, object, sha256, string};
use crate::model::{
    DependencySource, Edge, Location, Lock, LockFormat, LockGraph, LockedPackage, PackageName, RelPath, Root, Scope,
};

pub(super) fn read(path: &RelPath, text: &str, pipfile: Option<&TomlFile<'_>>) -> Result<Lock, ManifestError> {
    let root: Value = serde_json::from_str(text).map_err(|error| {
        let at = Location::line(path.clone(), error.line().max(1));
        ManifestError::invalid(at, format!("invalid JSON: {}", shown(&error.to_string())))
    })?;
    let meta = root.get("_meta");
    check_version(path, meta)?;
    let python = meta.and_then(|meta| meta.get("requires")?.get("python_version")?.as_str());
    let requires_python = python.and_then(|version| format!("=={version}.*").parse().ok());
    let lines = lines_of_keys(text);
    let (mut packages, mut graph) = (Vec::new(), LockGraph::default());
    for (section, entries) in root.as_object().into_iter().flatten().filter(|(section, _)| *section != "_meta") {
        let scope = match section.as_str() {
            "default" => Scope::Main,
            "develop" => Scope::Group("dev".to_owned()),
            category => Scope::Group(category.to_owned()),
        };
        for (name, entry) in entries.as_object().into_iter().flatten() {
            let key = (section.as_str(), name.as_str());
            let at = Location { file: path.clone(), line: lines.get(&key).copied() };
            let marker = entry.get("markers").and_then(Value::as_str).map(|text| graph.marker(text));
            let edge = Edge { to: packages.len(), extras: Vec::new(), of_extra: None, marker };
            graph.roots.push(Root { member: None, scope: scope.clone(), edge });
            packages.push(package(name, entry, at)?);
        }
    }
    let locked = meta.and_then(|meta| meta.get("hash")?.get("sha256")?.as_str());
    let fresh = locked.zip(pipfile).and_then(|(locked, pipfile)| is_fresh(locked, pipfile));
    let at = Location::file(path.clone());
    let usual = Default::default();
    Ok(Lock { format: LockFormat::Pipenv, at, requires_python, written_by: None, packages, fresh, graph, usual })
}

fn check_version(path: &RelPath, meta: Option<&Value>) -> Result<(), ManifestError> {
    match meta.and_then(|meta| meta.get("pipfile-spec")) {
        Some(version) if version.as_u64() != Some(6) => {
            let problem = format!("pydock reads pipfile-spec 6 of Pipfile.lock, and this is {}", shown(&version.to_string()));
            Err(ManifestError::invalid(Location::file(path.clone()), problem)
                .hint("lock the project with a current pipenv, or update pydock"))
        }
        _ => Ok(()),
    }
}

fn package(name: &str, entry: &Value, at: Location) -> Result<LockedPackage, ManifestError> {
    let name: PackageName = name.parse().map_err(|_| {
        let problem = format!("`{}` is not a valid package name", shown(name));
        ManifestError::invalid(at.clone(), problem).hint("the lock file is damaged; run `pipenv lock`")
    })?;
    let version = entry.get("version").and_then(Value::as_str);
    let version = version.and_then(|version| version.trim_start_matches('=').parse().ok());
    let hashes = entry.get("hashes").and_then(Value::as_array).into_iter().flatten();
    let hashes = hashes.filter_map(|hash| hash.as_str().map(str::to_owned)).collect();
    Ok(LockedPackage { name, version, source: source(entry), index: None, files: Vec::new(), hashes, at })
}

fn source(entry: &Value) -> DependencySource {
    let text = |key: &str| entry.get(key).and_then(Value::as_str);
    if let Some(url) = text("git") {
        let prefix = if url.starts_with("git+") { "" } else { "git+" };
        return DependencySource::Git(format!("{prefix}{url}@{}", text("ref").unwrap_or_default()));
    }
    let editable = entry.get("editable").and_then(Value::as_bool).unwrap_or(false);
    let target = text("path").or_else(|| text("file")).and_then(requirement::source_of_url);
    match target {
        Some(DependencySource::Path { path, .. }) => DependencySource::Path { path, editable },
        Some(other) => other,
        None => DependencySource::Index,
    }
}

/// The line of each package's key, by pipenv's own layout: sections are indented by four spaces, packages by eight.
fn lines_of_keys(text: &str) -> HashMap<(&str, &str), usize> {
    let mut lines = HashMap::new();
    let mut section = "";
    for (index, line) in text.lines().enumerate() {
        let Some(key) = line.trim_start().strip_prefix('"').and_then(|rest| rest.strip_suffix("\": {")) else { continue };
        match line.len() - line.trim_start().len() {
            4 => section = key,
            8 => {
                lines.insert((section, key), index + 1);
            }
            _ => {}
        }
    }
    lines
}

/// pipenv's hash of the Pipfile. Package names count in their normal form since pipenv 2026; before, as written.
fn is_fresh(locked: &str, pipfile: &TomlFile<'_>) -> Option<bool> {
    Some(content_hash(pipfile, true)? == locked || content_hash(pipfile, false)? == locked)
}

fn content_hash(pipfile: &TomlFile<'_>, normalize: bool) -> Option<String> {
    let style = Style::Compact;
    let section = |name: &str| packages(pipfile, name, normalize);
    // A Pipfile without a source is read as if it named PyPI.
    let pypi = object(
        [("name", string("pypi")), ("url", string("https://pypi.org/simple")), ("verify_ssl", "true".to_owned())]
            .map(|(key, value)| (key.to_owned(), value))
            .to_vec(),
        style,
    );
    let sources = lookup(&pipfile.root, &["source"]).map_or(Some(array(&[pypi], style)), |value| dumps(value, style))?;
    let requires = lookup(&pipfile.root, &["requires"]).map_or(Some("{}".to_owned()), |value| dumps(value, style))?;
    let meta = object(vec![("sources".to_owned(), sources), ("requires".to_owned(), requires)], style);
    let mut content = vec![
        ("_meta".to_owned(), meta),
        ("default".to_owned(), section("packages")?),
        ("develop".to_owned(), section("dev-packages")?),
    ];
    for category in Pipfile::categories(&pipfile.root) {
        content.push((category.to_owned(), section(category)?));
    }
    Some(sha256(&object(content, style)))
}

fn packages(pipfile: &TomlFile<'_>, section: &str, normalize: bool) -> Option<String> {
    let Some(value) = pipfile.root.get(section) else { return Some("{}".to_owned()) };
    let mut members = Vec::new();
    for (name, value) in value.get_ref().as_table()? {
        let normal = name.get_ref().parse::<PackageName>().ok().filter(|_| normalize).map(|name| name.to_string());
        members.push((normal.unwrap_or_else(|| name.get_ref().to_string()), dumps(value, Style::Compact)?));
    }
    Some(object(members, Style::Compact))
}
