//! What the build backends' own tables name: packages, modules, and files that metadata is read from.

use super::super::toml_file::{Table, TomlFile, Value, lookup};
use super::Pyproject;
use crate::model::RelPath;

pub(super) fn read(file: &TomlFile<'_>, into: &mut Pyproject) {
    let root = &file.root;
    setuptools(root, into);
    poetry(root, into);
    uv_build(root, into);
    into.pdm_scm_version =
        lookup(root, &["tool", "pdm", "version", "source"]).and_then(|source| source.get_ref().as_str()) == Some("scm");
    for keys in [
        ["tool", "hatch", "build", "targets", "wheel", "packages"].as_slice(),
        &["tool", "hatch", "build", "packages"],
        &["tool", "scikit-build", "wheel", "packages"],
    ] {
        into.named_packages.extend(lookup(root, keys).map(texts).unwrap_or_default().into_iter().filter_map(plain_path));
    }
    for keys in [["tool", "flit", "module", "name"].as_slice(), &["tool", "maturin", "module-name"]] {
        let name = lookup(root, keys).and_then(|name| name.get_ref().as_str());
        into.named_packages.extend(name.and_then(|name| plain_path(&name.replace('.', "/"))));
    }
    for keys in [
        ["tool", "hatch", "version", "path"].as_slice(),
        &["tool", "hatch", "metadata", "hooks", "requirements_txt", "files"],
        &["tool", "hatch", "build", "include"],
        &["tool", "pdm", "version", "path"],
        &["tool", "pdm", "version", "file"],
        &["tool", "flit", "external-data", "directory"],
    ] {
        into.dynamic_files.extend(lookup(root, keys).map(texts).unwrap_or_default().into_iter().filter_map(plain_path));
    }
}

/// A string, or the strings of an array.
fn texts<'v>(value: &'v Value<'_>) -> Vec<&'v str> {
    let many = value.get_ref().as_array().map(|array| &**array).unwrap_or(std::slice::from_ref(value));
    many.iter().filter_map(|item| item.get_ref().as_str()).collect()
}

/// The path up to its first component with a wild card.
fn plain_path(text: &str) -> Option<RelPath> {
    let plain: Vec<&str> = text.trim_start_matches('/').split('/').take_while(|part| !part.contains(['*', '?', '['])).collect();
    RelPath::parse(&plain.join("/")).ok().filter(|path| !path.is_root())
}

fn setuptools(root: &Table<'_>, into: &mut Pyproject) {
    let Some(table) = lookup(root, &["tool", "setuptools"]).and_then(|value| value.get_ref().as_table()) else { return };
    if let Some(dynamic) = table.get("dynamic").and_then(|dynamic| dynamic.get_ref().as_table()) {
        let dependencies = lookup(dynamic, &["dependencies", "file"]).map(texts).unwrap_or_default();
        into.dynamic_dependency_files = dependencies.into_iter().filter_map(plain_path).collect();
        let mut sources: Vec<&Value<'_>> = dynamic.iter().map(|(_, source)| source).collect();
        // `optional-dependencies` has a table for each extra.
        let extras = dynamic.get("optional-dependencies").and_then(|extras| extras.get_ref().as_table());
        sources.extend(extras.into_iter().flat_map(|extras| extras.iter().map(|(_, source)| source)));
        let files = sources.into_iter().filter_map(|source| source.get_ref().as_table()?.get("file"));
        into.dynamic_files.extend(files.flat_map(texts).filter_map(plain_path));
    }
    let folders = table.get("package-dir").and_then(|folders| folders.get_ref().as_table());
    let folder_of = |name: &str| folders.and_then(|folders| folders.get(name)?.get_ref().as_str());
    for name in table.get("packages").map(texts).unwrap_or_default() {
        let top = name.split('.').next().unwrap_or_default();
        let path = match (folder_of(top), folder_of("")) {
            (Some(own), _) => own.to_owned(),
            (None, Some(base)) => format!("{base}/{top}"),
            (None, None) => top.to_owned(),
        };
        let path = plain_path(&path).filter(|path| !into.named_packages.contains(path));
        into.named_packages.extend(path);
    }
    for name in table.get("py-modules").map(texts).unwrap_or_default() {
        let base = folder_of("").map(|base| format!("{base}/")).unwrap_or_default();
        into.named_packages.extend(plain_path(&format!("{base}{}.py", name.replace('.', "/"))));
    }
}

fn poetry(root: &Table<'_>, into: &mut Pyproject) {
    let Some(table) = lookup(root, &["tool", "poetry"]).and_then(|value| value.get_ref().as_table()) else { return };
    let items = |key: &str| table.get(key).and_then(|value| value.get_ref().as_array()).map(|array| &**array).unwrap_or_default();
    for item in items("packages") {
        let text = |key: &str| item.get_ref().as_table()?.get(key)?.get_ref().as_str();
        let Some(include) = text("include") else { continue };
        let path = text("from").map_or(include.to_owned(), |from| format!("{from}/{include}"));
        into.named_packages.extend(plain_path(&path));
    }
    for item in items("include") {
        let path = item.get_ref().as_table().and_then(|table| table.get("path")).unwrap_or(item).get_ref().as_str();
        into.dynamic_files.extend(path.and_then(plain_path));
    }
}

/// uv's own backend looks for `module-name` below `module-root`, which is `src` where it is not set.
fn uv_build(root: &Table<'_>, into: &mut Pyproject) {
    let Some(names) = lookup(root, &["tool", "uv", "build-backend", "module-name"]) else { return };
    let base = lookup(root, &["tool", "uv", "build-backend", "module-root"]).and_then(|base| base.get_ref().as_str());
    for name in texts(names) {
        into.named_packages.extend(plain_path(&format!("{}/{}", base.unwrap_or("src"), name.replace('.', "/"))));
    }
}
