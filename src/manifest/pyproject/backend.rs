//! What the build backends' own tables say: packages, modules, and files that metadata is read from.

use std::collections::BTreeMap;

use super::super::build_tables::{
    BuildTables, HatchHook, HatchTable, MaturinTable, PdmBuildTable, PoetryInclude, PoetryPackages, SetuptoolsPackages,
    UvBuildTable,
};
use super::super::toml_file::{Table, TomlFile, Value, lookup};
use super::Pyproject;
use crate::model::RelPath;

pub(super) fn read(file: &TomlFile<'_>, into: &mut Pyproject) {
    let root = &file.root;
    setuptools_dynamic(root, into);
    poetry_include(root, into);
    into.pdm_scm_version =
        lookup(root, &["tool", "pdm", "version", "source"]).and_then(|source| source.get_ref().as_str()) == Some("scm");
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
    into.tables = BuildTables {
        setuptools: setuptools(root),
        uv: uv_build(root),
        hatch: hatch(file),
        flit_module: [["tool", "flit", "module", "name"], ["tool", "flit", "metadata", "module"]]
            .iter()
            .find_map(|keys| lookup(root, keys)?.get_ref().as_str().map(str::to_owned)),
        poetry: poetry(root),
        pdm: pdm(root),
        maturin: maturin(root),
        scikit_packages: scikit_packages(root),
    };
}

/// A string, or the strings of an array.
fn texts<'v>(value: &'v Value<'_>) -> Vec<&'v str> {
    let many = value.get_ref().as_array().map_or(std::slice::from_ref(value), |array| &**array);
    many.iter().filter_map(|item| item.get_ref().as_str()).collect()
}

fn owned(value: &Value<'_>) -> Vec<String> {
    texts(value).into_iter().map(str::to_owned).collect()
}

fn table<'v, 't>(root: &'v Table<'t>, keys: &[&str]) -> Option<&'v Table<'t>> {
    lookup(root, keys)?.get_ref().as_table()
}

fn text(table: &Table<'_>, key: &str) -> Option<String> {
    table.get(key)?.get_ref().as_str().map(str::to_owned)
}

fn list(table: &Table<'_>, key: &str) -> Vec<String> {
    table.get(key).map(owned).unwrap_or_default()
}

fn boolean(table: &Table<'_>, key: &str) -> Option<bool> {
    table.get(key)?.get_ref().as_bool()
}

/// A table of strings, in the order of the file.
fn pairs(value: &Value<'_>) -> Vec<(String, String)> {
    let table = value.get_ref().as_table();
    let pair = |(key, value): (&toml::Spanned<toml::de::DeString<'_>>, &Value<'_>)| {
        Some((key.get_ref().to_string(), value.get_ref().as_str()?.to_owned()))
    };
    table.into_iter().flat_map(|table| table.iter()).filter_map(pair).collect()
}

/// The path up to its first component with a wild card.
fn plain_path(text: &str) -> Option<RelPath> {
    let plain: Vec<&str> = text.trim_start_matches('/').split('/').take_while(|part| !part.contains(['*', '?', '['])).collect();
    RelPath::parse(&plain.join("/")).ok().filter(|path| !path.is_root())
}

fn setuptools_dynamic(root: &Table<'_>, into: &mut Pyproject) {
    let Some(dynamic) = table(root, &["tool", "setuptools", "dynamic"]) else { return };
    let dependencies = lookup(dynamic, &["dependencies", "file"]).map(texts).unwrap_or_default();
    into.dynamic_dependency_files = dependencies.into_iter().filter_map(plain_path).collect();
    let mut sources: Vec<&Value<'_>> = dynamic.iter().map(|(_, source)| source).collect();
    // `optional-dependencies` has a table for each extra.
    let extras = dynamic.get("optional-dependencies").and_then(|extras| extras.get_ref().as_table());
    sources.extend(extras.into_iter().flat_map(|extras| extras.iter().map(|(_, source)| source)));
    let files = sources.into_iter().filter_map(|source| source.get_ref().as_table()?.get("file"));
    into.dynamic_files.extend(files.flat_map(texts).filter_map(plain_path));
}

fn setuptools(root: &Table<'_>) -> super::super::build_tables::SetuptoolsOptions {
    let mut options = super::super::build_tables::SetuptoolsOptions::default();
    let Some(own) = table(root, &["tool", "setuptools"]) else { return options };
    options.packages = match own.get("packages") {
        None => SetuptoolsPackages::Automatic,
        Some(packages) => match packages.get_ref().as_table().and_then(|table| table.get("find")?.get_ref().as_table()) {
            Some(find) => SetuptoolsPackages::Find {
                folders: find.get("where").map_or_else(|| vec![".".to_owned()], owned),
                include: find.get("include").map_or_else(|| vec!["*".to_owned()], owned),
                exclude: list(find, "exclude"),
                namespaces: boolean(find, "namespaces").unwrap_or(true),
                sets_folder: true,
            },
            None => SetuptoolsPackages::Listed(owned(packages)),
        },
    };
    options.package_dir = own.get("package-dir").map(pairs).unwrap_or_default().into_iter().collect();
    options.py_modules = own.get("py-modules").map(owned);
    let globs = |key: &str| -> BTreeMap<String, Vec<String>> {
        let table = own.get(key).and_then(|table| table.get_ref().as_table());
        table.into_iter().flat_map(|table| table.iter()).map(|(name, value)| (name.get_ref().to_string(), owned(value))).collect()
    };
    options.package_data = globs("package-data");
    options.exclude_package_data = globs("exclude-package-data");
    options.include_package_data = boolean(own, "include-package-data");
    if let Some(modules) = own.get("ext-modules").and_then(|modules| modules.get_ref().as_array()) {
        let sources = modules.iter().filter_map(|module| module.get_ref().as_table()?.get("sources"));
        options.extensions = Some(sources.flat_map(owned).collect());
    }
    options
}

/// Files beside the packages that poetry's `include` names.
fn poetry_include(root: &Table<'_>, into: &mut Pyproject) {
    let items = lookup(root, &["tool", "poetry", "include"]).and_then(|value| value.get_ref().as_array());
    for item in items.map(|array| &**array).unwrap_or_default() {
        let path = item.get_ref().as_table().and_then(|table| table.get("path")).unwrap_or(item).get_ref().as_str();
        into.dynamic_files.extend(path.and_then(plain_path));
    }
}

fn poetry(root: &Table<'_>) -> PoetryPackages {
    let mut found = PoetryPackages::default();
    let Some(own) = table(root, &["tool", "poetry"]) else { return found };
    let items = |key: &str| own.get(key).and_then(|value| value.get_ref().as_array()).map(|array| &**array).unwrap_or_default();
    let is_for_wheels = |item: &Value<'_>, default: bool| {
        let format = item.get_ref().as_table().and_then(|table| table.get("format"));
        format.map_or(default, |format| texts(format).contains(&"wheel"))
    };
    for item in items("packages").iter().filter(|item| is_for_wheels(item, true)) {
        let Some(table) = item.get_ref().as_table() else { continue };
        let Some(include) = text(table, "include") else { continue };
        found.packages.push(PoetryInclude { include, from: text(table, "from"), to: text(table, "to") });
    }
    for item in items("include").iter().filter(|item| is_for_wheels(item, false)) {
        let path = item.get_ref().as_table().and_then(|table| text(table, "path"));
        found.include.extend(path);
    }
    found.exclude = list(own, "exclude");
    found
}

/// uv's own backend looks for `module-name` below `module-root`, which is `src` where it is not set.
fn uv_build(root: &Table<'_>) -> UvBuildTable {
    let Some(own) = table(root, &["tool", "uv", "build-backend"]) else { return UvBuildTable::default() };
    UvBuildTable {
        module_root: text(own, "module-root"),
        module_name: own.get("module-name").map(owned),
        namespace: boolean(own, "namespace").unwrap_or_default(),
        exclude: [list(own, "source-exclude"), list(own, "wheel-exclude")].concat(),
    }
}

fn hatch(file: &TomlFile<'_>) -> HatchTable {
    let root = &file.root;
    let tables = [table(root, &["tool", "hatch", "build", "targets", "wheel"]), table(root, &["tool", "hatch", "build"])];
    let first = |key: &str| tables.iter().flatten().find_map(|table| table.get(key));
    let list = |key: &str| first(key).map(owned).unwrap_or_default();
    let sources = first("sources").map(|value| match value.get_ref().as_table() {
        Some(_) => pairs(value),
        None => owned(value).into_iter().map(|folder| (folder, String::new())).collect(),
    });
    let flag = |key: &str| first(key).and_then(|value| value.get_ref().as_bool()).unwrap_or_default();
    HatchTable {
        include: list("include"),
        exclude: list("exclude"),
        packages: list("packages"),
        only_include: list("only-include"),
        artifacts: list("artifacts"),
        force_include: first("force-include").map(pairs).unwrap_or_default(),
        sources: sources.unwrap_or_default(),
        bypass_selection: flag("bypass-selection"),
        only_packages: flag("only-packages"),
        hooks: tables.iter().flatten().filter_map(|table| table.get("hooks")).flat_map(|value| hooks(file, value)).collect(),
    }
}

fn hooks(file: &TomlFile<'_>, value: &Value<'_>) -> Vec<HatchHook> {
    let all = value.get_ref().as_table();
    let hook = |(name, value): (&toml::Spanned<toml::de::DeString<'_>>, &Value<'_>)| {
        let own = value.get_ref().as_table()?;
        let usual = (name.get_ref() == "custom").then(|| "hatch_build.py".to_owned());
        Some(HatchHook {
            name: name.get_ref().to_string(),
            path: text(own, "path").or(usual).and_then(|path| RelPath::parse(&path).ok()),
            function: text(own, "build-function"),
            at: file.at(name),
        })
    };
    all.into_iter().flat_map(|table| table.iter()).filter_map(hook).collect()
}

fn pdm(root: &Table<'_>) -> PdmBuildTable {
    let Some(own) = table(root, &["tool", "pdm", "build"]) else { return PdmBuildTable::default() };
    PdmBuildTable {
        includes: list(own, "includes"),
        excludes: list(own, "excludes"),
        source_includes: list(own, "source-includes"),
        package_dir: text(own, "package-dir"),
    }
}

fn maturin(root: &Table<'_>) -> MaturinTable {
    let Some(own) = table(root, &["tool", "maturin"]) else { return MaturinTable::default() };
    MaturinTable {
        module_name: text(own, "module-name"),
        python_source: text(own, "python-source"),
        python_packages: list(own, "python-packages"),
    }
}

fn scikit_packages(root: &Table<'_>) -> Option<Vec<(String, String)>> {
    let packages = lookup(root, &["tool", "scikit-build", "wheel", "packages"])?;
    if packages.get_ref().as_table().is_some() {
        return Some(pairs(packages));
    }
    let name = |folder: &str| folder.trim_end_matches('/').rsplit('/').next().unwrap_or_default().to_owned();
    Some(texts(packages).into_iter().map(|folder| (name(folder), folder.to_owned())).collect())
}
