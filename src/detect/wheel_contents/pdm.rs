//! pdm-backend: every package at the root or in `src`, or what `includes` names.

use std::collections::BTreeMap;

use super::files::Files;
use super::{WheelContents, join, path};
use crate::manifest::PdmBuildTable;
use crate::model::RelPath;

pub(super) fn contents(files: Files<'_>, table: &PdmBuildTable) -> WheelContents {
    let default =
        if table.includes.is_empty() && files.is_folder("src") || table.includes.iter().any(|path| path.starts_with("src")) {
            "src"
        } else {
            ""
        };
    let package_dir = table.package_dir.as_deref().unwrap_or(default).trim_matches('/');
    let package_dir = if package_dir == "." { "" } else { package_dir };
    let source_includes = if table.source_includes.is_empty() { vec!["tests".to_owned()] } else { table.source_includes.clone() };
    let mut includes = table.includes.clone();
    if includes.is_empty() {
        includes = top_packages(files, package_dir);
        if includes.is_empty() {
            includes = vec![join(package_dir, "*.py")];
        }
    }
    let excludes: Vec<String> = table.excludes.iter().chain(&source_includes).cloned().collect();
    let (includes, excludes) = (expanded(files, &includes), expanded(files, &excludes));
    // A path that is both is what the heavier of its two patterns says; on a par it is left out.
    let (mut taken, mut left): (Vec<RelPath>, Vec<RelPath>) = (Vec::new(), Vec::new());
    for (path, pattern) in &includes {
        if excludes.get(path).is_none_or(|other| weight(pattern) > weight(other)) {
            taken.push(path.clone());
        }
    }
    for (path, pattern) in &excludes {
        if includes.get(path).is_none_or(|other| weight(other) <= weight(pattern)) {
            left.push(path.clone());
        }
    }
    let mut found = Vec::new();
    for root in &taken {
        for file in files.all().filter(|file| file.is_within(root)) {
            let is_named = file == root;
            if is_named || !left.iter().any(|path| file.is_within(path)) {
                let target = file.as_str().strip_prefix(package_dir).filter(|_| !package_dir.is_empty());
                let target = target.and_then(|rest| rest.strip_prefix('/')).unwrap_or(file.as_str());
                found.push((target.to_owned(), file.clone()));
            }
        }
    }
    WheelContents::of(found)
}

fn top_packages(files: Files<'_>, folder: &str) -> Vec<String> {
    let names = files.folders_in(&path(folder)).into_iter();
    let is_package = |name: &&str| {
        let place = join(folder, name);
        files.is_file(&join(&place, "__init__.py")) || (name.ends_with("-stubs") && files.is_file(&join(&place, "__init__.pyi")))
    };
    names.filter(is_package).map(|name| join(folder, name)).collect()
}

/// Every file and folder that the patterns name, with the last pattern that does.
fn expanded(files: Files<'_>, patterns: &[String]) -> BTreeMap<RelPath, String> {
    let mut found = BTreeMap::new();
    for pattern in patterns {
        let plain = pattern.trim_end_matches('/');
        if let Some(matcher) = super::files::path_glob(plain) {
            for file in files.all() {
                let folders = file.as_str().match_indices('/').map(|(end, _)| &file.as_str()[..end]);
                for place in folders.chain([file.as_str()]).filter(|place| matcher.is_match(place)) {
                    found.insert(path(place), pattern.clone());
                }
            }
        }
    }
    found
}

/// How exact a pattern is: by its parts, then by how few wild cards it has.
fn weight(pattern: &str) -> (usize, isize) {
    let parts = pattern.trim_end_matches('/').split('/');
    let wild: isize = parts
        .clone()
        .map(|part| match part {
            "**" => 2,
            part if part.contains(['*', '?', '[']) => 1,
            _ => 0,
        })
        .sum();
    (parts.count(), -wild)
}
