//! setuptools: named packages and modules, `find`, or its automatic discovery.

use std::collections::{BTreeMap, BTreeSet};

use super::files::{Files, path_glob, takes_name};
use super::{WheelContents, join, manifest_in, path};
use crate::manifest::{Manifests, SetuptoolsOptions, SetuptoolsPackages};
use crate::model::RelPath;
use crate::tree::ProjectTree;

/// Folders that the flat layout passes over, each with all that is in it.
const NO_PACKAGES: &[&str] = &[
    "ci",
    "bin",
    "debian",
    "doc",
    "docs",
    "documentation",
    "manpages",
    "news",
    "newsfragments",
    "changelog",
    "test",
    "tests",
    "unit_test",
    "unit_tests",
    "example",
    "examples",
    "scripts",
    "tools",
    "util",
    "utils",
    "python",
    "build",
    "dist",
    "venv",
    "env",
    "requirements",
    "tasks",
    "fabfile",
    "site_scons",
    "benchmark",
    "benchmarks",
    "exercise",
    "exercises",
    "htmlcov",
];
/// Modules at the root that the flat layout passes over.
const NO_MODULES: &[&str] = &[
    "setup",
    "conftest",
    "test",
    "tests",
    "example",
    "examples",
    "build",
    "toxfile",
    "noxfile",
    "pavement",
    "dodo",
    "tasks",
    "fabfile",
    "conanfile",
    "manage",
    "benchmark",
    "benchmarks",
    "exercise",
    "exercises",
    "SConstruct",
    "sconstruct",
    "Sconstruct",
    "sConstruct",
];
/// Data that is taken without being named.
const IMPLICIT_DATA: &[&str] = &["*.pyi", "py.typed"];

pub(super) fn contents(tree: &ProjectTree, files: Files<'_>, manifests: &Manifests) -> WheelContents {
    let options = options(manifests);
    let mut folders = options.package_dir.clone();
    let (packages, modules) = match discover(files, &options, &mut folders) {
        Ok(found) => found,
        Err(contents) => return contents,
    };
    let mut found: Vec<(String, RelPath)> = Vec::new();
    let mut places: BTreeMap<RelPath, String> = BTreeMap::new();
    for package in &packages {
        let folder = folder_of(package, &folders);
        if !files.is_folder(folder.as_str()) && !folder.is_root() {
            return WheelContents::Refused(format!("`setuptools` finds no folder `{folder}` for the package `{package}`"));
        }
        let target = package.replace('.', "/");
        let own = files.inside(&folder).filter(|file| file.extension() == Some("py"));
        let own = own.filter(|file| file.as_str() != "setup.py");
        found.extend(own.map(|file| (join(&target, file.file_name()), file.clone())));
        places.insert(folder, target);
    }
    for module in &modules {
        let (package, name) = module.rsplit_once('.').unwrap_or(("", module));
        let folder = folder_of(package, &folders);
        let source = path(&join(folder.as_str(), &format!("{name}.py")));
        if files.is_file(source.as_str()) {
            found.push((format!("{}.py", module.replace('.', "/")), source));
        }
    }
    found.extend(data(tree, files, &options, &packages, &folders, &places, &found));
    WheelContents::of(found)
}

/// The three files together: pyproject.toml's table first, since setuptools applies it last.
fn options(manifests: &Manifests) -> SetuptoolsOptions {
    let mut options = manifests.setup.as_ref().map(|setup| setup.options.clone()).unwrap_or_default();
    let Some(table) = manifests.pyproject.as_ref().map(|file| &file.tables.setuptools) else { return options };
    if table.packages != SetuptoolsPackages::Automatic {
        options.packages = table.packages.clone();
    }
    options.package_dir.extend(table.package_dir.clone());
    options.py_modules = table.py_modules.clone().or(options.py_modules);
    options.package_data.extend(table.package_data.clone());
    options.exclude_package_data.extend(table.exclude_package_data.clone());
    options.include_package_data = table.include_package_data.or(options.include_package_data);
    options.extensions = table.extensions.clone().or(options.extensions);
    let has_table = table.packages != SetuptoolsPackages::Automatic
        || manifests
            .pyproject
            .as_ref()
            .is_some_and(|file| file.has_project || file.tools.iter().any(|tool| tool == "setuptools"));
    options.include_package_data = options.include_package_data.or(has_table.then_some(true));
    options
}

type Discovered = (Vec<String>, Vec<String>);

/// Packages and modules by their dotted names. `folders` gains what a layout sets.
fn discover(
    files: Files<'_>,
    options: &SetuptoolsOptions,
    folders: &mut BTreeMap<String, String>,
) -> Result<Discovered, WheelContents> {
    let modules = options.py_modules.clone();
    match &options.packages {
        SetuptoolsPackages::Unknown => Err(WheelContents::Unknown),
        SetuptoolsPackages::Listed(packages) => Ok((packages.clone(), modules.unwrap_or_default())),
        SetuptoolsPackages::Find { folders: places, include, exclude, namespaces, sets_folder } => {
            let mut packages = Vec::new();
            for place in places {
                let found = find(files, &path(place), include, exclude, *namespaces);
                if *sets_folder && places.len() > 1 {
                    for package in found.iter().filter(|package| !package.contains('.')) {
                        folders.entry(package.clone()).or_insert_with(|| join(path(place).as_str(), package));
                    }
                }
                packages.extend(found);
            }
            if let ([place], true) = (places.as_slice(), *sets_folder)
                && !path(place).is_root()
            {
                folders.entry(String::new()).or_insert_with(|| place.clone());
            }
            Ok((packages, modules.unwrap_or_default()))
        }
        SetuptoolsPackages::Automatic if modules.is_some() || options.extensions.is_some() && !has_own_discovery(options) => {
            Ok((Vec::new(), modules.unwrap_or_default()))
        }
        SetuptoolsPackages::Automatic => layout(files, folders),
    }
}

/// A project with extensions is looked through only where pyproject.toml describes it.
fn has_own_discovery(options: &SetuptoolsOptions) -> bool {
    options.include_package_data == Some(true)
}

fn layout(files: Files<'_>, folders: &mut BTreeMap<String, String>) -> Result<Discovered, WheelContents> {
    let explicit: Vec<(String, String)> =
        folders.iter().filter(|(name, _)| !name.is_empty()).map(|(a, b)| (a.clone(), b.clone())).collect();
    if !explicit.is_empty() {
        let all = vec!["*".to_owned()];
        let packages = explicit.iter().flat_map(|(name, folder)| {
            let nested = find(files, &path(folder), &all, &[], true).into_iter().map(move |inner| format!("{name}.{inner}"));
            std::iter::once(name.clone()).chain(nested)
        });
        return Ok((packages.collect(), Vec::new()));
    }
    let source = folders.get("").cloned().unwrap_or_else(|| "src".to_owned());
    if files.is_folder(&source) && !path(&source).is_root() {
        folders.insert(String::new(), source.clone());
        let all = vec!["*".to_owned()];
        let modules = files.inside(&path(&source)).filter_map(module_name).collect();
        return Ok((find(files, &path(&source), &all, &[], true), modules));
    }
    flat(files)
}

fn flat(files: Files<'_>) -> Result<Discovered, WheelContents> {
    let root = RelPath::root();
    let is_package = |name: &str| {
        let stubs = name.strip_suffix("-stubs").is_some_and(is_identifier);
        (is_identifier(name) || stubs) && !name.starts_with(['.', '_']) && !NO_PACKAGES.contains(&name)
    };
    let tops: Vec<&str> = files.folders_in(&root).into_iter().filter(|name| is_package(name)).collect();
    let shown = |names: &[String]| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let counted: Vec<String> = tops.iter().filter(|name| !name.ends_with("-stubs")).map(|name| (*name).to_owned()).collect();
    if counted.len() > 1 {
        let message = format!("`setuptools` refuses a flat layout with several packages at the root: {}", shown(&counted));
        return Err(WheelContents::Refused(message));
    }
    if !counted.is_empty() {
        let mut packages = Vec::new();
        for top in tops {
            packages.push(top.to_owned());
            let nested = find(files, &path(top), &["*".to_owned()], &[], true);
            packages
                .extend(nested.into_iter().filter(|name| name.split('.').all(is_identifier)).map(|name| format!("{top}.{name}")));
        }
        return Ok((packages, Vec::new()));
    }
    let modules: Vec<String> = files
        .inside(&root)
        .filter_map(module_name)
        .filter(|name| !NO_MODULES.contains(&name.as_str()) && !name.starts_with('_'))
        .collect();
    if modules.len() > 1 {
        let message = format!("`setuptools` refuses a flat layout with several modules at the root: {}", shown(&modules));
        return Err(WheelContents::Refused(message));
    }
    Ok((Vec::new(), modules))
}

fn module_name(file: &RelPath) -> Option<String> {
    file.file_name().strip_suffix(".py").filter(|name| is_identifier(name)).map(str::to_owned)
}

fn is_identifier(name: &str) -> bool {
    let mut letters = name.chars();
    letters.next().is_some_and(|first| first.is_alphabetic() || first == '_') && letters.all(|c| c.is_alphanumeric() || c == '_')
}

/// `find_packages` and `find_namespace_packages`.
fn find(files: Files<'_>, base: &RelPath, include: &[String], exclude: &[String], namespaces: bool) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![(base.clone(), String::new())];
    while let Some((folder, above)) = open.pop() {
        for name in files.folders_in(&folder) {
            let place = path(&join(folder.as_str(), name));
            let is_package = namespaces || files.is_file(&join(place.as_str(), "__init__.py"));
            if name.contains('.') || !is_package {
                continue;
            }
            let package = if above.is_empty() { name.to_owned() } else { format!("{above}.{name}") };
            let never = package == "ez_setup" || package.ends_with("__pycache__");
            if takes_name(include, &package) && !takes_name(exclude, &package) && !never {
                found.push(package.clone());
            }
            let is_pruned = exclude.iter().any(|pattern| *pattern == format!("{package}*") || *pattern == format!("{package}.*"));
            if !is_pruned {
                open.push((place, package));
            }
        }
    }
    found.sort();
    found
}

/// The folder of a package: by its own name, by that of a package above, or by the empty name.
fn folder_of(package: &str, folders: &BTreeMap<String, String>) -> RelPath {
    let parts: Vec<&str> = package.split('.').filter(|part| !part.is_empty()).collect();
    for count in (1..=parts.len()).rev() {
        if let Some(folder) = folders.get(&parts[..count].join(".")) {
            return path(&join(path(folder).as_str(), &parts[count..].join("/")));
        }
    }
    let base = folders.get("").map(String::as_str).unwrap_or_default();
    path(&join(path(base).as_str(), &parts.join("/")))
}

/// Data files inside the packages: by `package-data`, and by what a source archive would hold.
#[allow(clippy::too_many_arguments, reason = "the parts of one answer, which only its caller has")]
fn data(
    tree: &ProjectTree,
    files: Files<'_>,
    options: &SetuptoolsOptions,
    packages: &[String],
    folders: &BTreeMap<String, String>,
    places: &BTreeMap<RelPath, String>,
    modules: &[(String, RelPath)],
) -> Vec<(String, RelPath)> {
    let mut found = Vec::new();
    let relative = |file: &RelPath, folder: &RelPath| {
        let strip = folder.as_str().len() + usize::from(!folder.is_root());
        file.as_str()[strip..].to_owned()
    };
    let patterns = |of: &BTreeMap<String, Vec<String>>, package: &str| -> Vec<String> {
        ["", "*", package].iter().filter_map(|name| of.get(*name)).flatten().cloned().collect()
    };
    for package in packages {
        let folder = folder_of(package, folders);
        let mut globs = patterns(&options.package_data, package);
        globs.extend(IMPLICIT_DATA.iter().map(|glob| (*glob).to_owned()));
        let globs: Vec<_> = globs.iter().filter_map(|glob| path_glob(glob.trim_start_matches("./"))).collect();
        let named = files.below(&folder).filter(|file| globs.iter().any(|glob| glob.is_match(relative(file, &folder))));
        found.extend(named.map(|file| (folder.clone(), file.clone())));
    }
    if options.include_package_data == Some(true) {
        let mut list: BTreeSet<&RelPath> = BTreeSet::new();
        let described =
            ["setup.py", "setup.cfg", "pyproject.toml", "MANIFEST.in", "README", "README.txt", "README.rst", "README.md"];
        let by_default: BTreeSet<&RelPath> =
            modules.iter().map(|(_, file)| file).chain(found.iter().map(|(_, file)| file)).collect();
        let sources: Vec<RelPath> = options.extensions.iter().flatten().map(|source| path(source)).collect();
        list.extend(
            files.all().filter(|file| by_default.contains(file) || sources.contains(file) || described.contains(&file.as_str())),
        );
        if let Ok(Some(text)) = tree.text(&path("MANIFEST.in")) {
            manifest_in::apply(&text, files, &mut list);
        }
        for file in list {
            // The innermost package that holds the file; a module of a package is no data of it.
            let mut folder = file.parent();
            while !places.contains_key(&folder) && !folder.is_root() {
                folder = folder.parent();
            }
            let is_module = file.parent() == folder && matches!(file.extension(), Some("py" | "pyc" | "pyo"));
            if places.contains_key(&folder) && !is_module {
                found.push((folder, file.clone()));
            }
        }
    }
    found.retain(|(folder, file)| {
        let package = places.get(folder).map(|place| place.replace('/', ".")).unwrap_or_default();
        let globs = patterns(&options.exclude_package_data, &package);
        !globs.iter().filter_map(|glob| path_glob(glob)).any(|glob| glob.is_match(relative(file, folder)))
    });
    let place = |(folder, file): (RelPath, RelPath)| {
        let target = places.get(&folder)?;
        Some((join(target, &relative(&file, &folder)), file))
    };
    found.into_iter().filter_map(place).collect()
}
