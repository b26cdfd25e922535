//! `setup.cfg`

use super::super::build_tables::SetuptoolsPackages;
use super::super::error::ManifestError;
use super::super::pyproject::ScriptEntry;
use super::super::requirement;
use super::super::requirements::RequirementsFile;
use super::SetupPackage;
use super::ini::{self, Entry};
use crate::model::{Location, Note, RelPath};
use crate::tree::ProjectTree;

pub(super) fn read(
    tree: &ProjectTree,
    path: &RelPath,
    text: &str,
    into: &mut SetupPackage,
    notes: &mut Vec<Note>,
) -> Result<(), ManifestError> {
    let entries = ini::read(text);
    for entry in &entries {
        let at = |line: usize| Location::line(path.clone(), line);
        let first = entry.lines.first().map(|(line, text)| (at(*line), text.as_str()));
        match (entry.section.as_str(), entry.key.as_str()) {
            ("metadata", "name") => into.name = first.and_then(|(at, text)| Some((text.parse().ok()?, at))),
            ("metadata", "version" | "long_description") => into.files.extend(files(entry)),
            ("metadata", "license_file" | "license_files") => {
                into.files.extend(
                    entry.lines.iter().flat_map(|(_, text)| text.split(',')).filter_map(|text| RelPath::parse(text.trim()).ok()),
                );
            }
            ("options", "python_requires") => {
                into.requires_python = first.and_then(|(at, text)| Some((requirement::requires_python(text, &at, notes)?, at)));
            }
            ("options", "install_requires") => install_requires(tree, entry, path, into, notes)?,
            ("options", "py_modules") => into.options.py_modules = Some(list(entry)),
            ("options", "packages") => into.options.packages = packages(entry, &entries),
            ("options", "package_dir") => into.options.package_dir = list(entry).iter().filter_map(|text| pair(text)).collect(),
            ("options", "include_package_data") => {
                into.options.include_package_data =
                    first.map(|(_, text)| matches!(text.to_lowercase().as_str(), "true" | "yes" | "on" | "1"));
            }
            ("options.package_data", package) => {
                into.options.package_data.insert(package.to_owned(), list(entry));
            }
            ("options.exclude_package_data", package) => {
                into.options.exclude_package_data.insert(package.to_owned(), list(entry));
            }
            ("options.extras_require", extra) => {
                if let Ok(extra) = extra.parse() {
                    let members = entry.lines.iter().filter(|(_, text)| !text.starts_with("file:"));
                    let members = members.map(|(line, text)| requirement::parse(text, &at(*line))).collect::<Result<_, _>>()?;
                    into.extras.insert(extra, members);
                }
            }
            ("options.entry_points", "console_scripts") => {
                into.scripts.extend(entry.lines.iter().filter_map(|(line, text)| script(text, at(*line))));
            }
            ("options.entry_points", group) if group.contains('.') => into.plugin_groups.push(group.to_owned()),
            _ => {}
        }
    }
    Ok(())
}

/// The values of a list, by line or by comma.
fn list(entry: &Entry) -> Vec<String> {
    let values = entry.lines.iter().flat_map(|(_, text)| text.split(',')).map(str::trim);
    values.filter(|value| !value.is_empty()).map(str::to_owned).collect()
}

/// Ex) `= src`, `shop = lib/shop`
fn pair(text: &str) -> Option<(String, String)> {
    text.split_once('=').map(|(name, folder)| (name.trim().to_owned(), folder.trim().to_owned()))
}

/// Names of packages, or `find:` with its own section.
fn packages(entry: &Entry, entries: &[Entry]) -> SetuptoolsPackages {
    let names = list(entry);
    let namespaces = match names.first().map(String::as_str) {
        Some("find:") => false,
        Some("find_namespace:") => true,
        _ => return SetuptoolsPackages::Listed(names),
    };
    let of = |key: &str| entries.iter().find(|entry| entry.section == "options.packages.find" && entry.key == key).map(list);
    SetuptoolsPackages::Find {
        folders: of("where").unwrap_or_else(|| vec![".".to_owned()]),
        include: of("include").unwrap_or_else(|| vec!["*".to_owned()]),
        exclude: of("exclude").unwrap_or_default(),
        namespaces,
        sets_folder: false,
    }
}

/// Ex) `shop = shop.cli:main`; extras behind the target are dropped. `None` if the line has no `=`.
pub(super) fn script(text: &str, at: Location) -> Option<ScriptEntry> {
    let (name, target) = text.split_once('=')?;
    let target = target.split('[').next().unwrap_or_default().trim();
    Some(ScriptEntry { name: name.trim().to_owned(), target: target.to_owned(), at })
}

/// The paths of `file: README.md, CHANGES.md`.
fn files(entry: &Entry) -> Vec<RelPath> {
    let lists = entry.lines.iter().filter_map(|(_, text)| text.strip_prefix("file:"));
    lists
        .flat_map(|list| list.split(','))
        .filter_map(|path| RelPath::parse(path.trim()).ok())
        .filter(|path| !path.is_root())
        .collect()
}

fn install_requires(
    tree: &ProjectTree,
    entry: &Entry,
    path: &RelPath,
    into: &mut SetupPackage,
    notes: &mut Vec<Note>,
) -> Result<(), ManifestError> {
    let named = files(entry);
    for file in &named {
        let read = RequirementsFile::read(tree, file, notes)?;
        into.dependencies.extend(read.into_iter().flat_map(|file| file.dependencies));
    }
    into.files.extend(named);
    for (line, text) in entry.lines.iter().filter(|(_, text)| !text.starts_with("file:")) {
        into.dependencies.push(requirement::parse(text, &Location::line(path.clone(), *line))?);
    }
    Ok(())
}
