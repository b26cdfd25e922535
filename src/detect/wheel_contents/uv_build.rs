//! uv_build: one module, or a list of them, below `module-root`.

use super::files::{Files, path_glob};
use super::{WheelContents, import_name, join, moved, path};
use crate::manifest::UvBuildTable;

pub(super) fn contents(files: Files<'_>, name: &str, table: &UvBuildTable) -> WheelContents {
    let root = table.module_root.as_deref().unwrap_or("src").trim_matches('/');
    let root = if root == "." { "" } else { root };
    let names = table.module_name.clone().unwrap_or_else(|| vec![import_name(name)]);
    let mut found = Vec::new();
    for name in names {
        let below = name.replace('.', "/");
        let folder = join(root, &below);
        let init = if name.ends_with("-stubs") { "__init__.pyi" } else { "__init__.py" };
        let first = join(&folder, init);
        if !table.namespace && !files.is_file(&first) {
            return WheelContents::Refused(format!("`uv_build` expects a module at `{first}`"));
        }
        if !files.is_folder(&folder) {
            return WheelContents::Refused(format!("`uv_build` expects a folder `{folder}`"));
        }
        // A dotted name stands for a namespace, whose upper folders are no packages.
        let parts: Vec<&str> = below.split('/').collect();
        let mut above = (1..parts.len()).map(|count| join(&join(root, &parts[..count].join("/")), "__init__.py"));
        if let Some(inner) = above.find(|init| files.is_file(init)) {
            return WheelContents::Refused(format!("`uv_build` allows no `{inner}` in a namespace"));
        }
        found.extend(moved(files, &path(&folder), &below));
    }
    let globs: Vec<_> = table.exclude.iter().filter_map(|glob| exclusion(glob)).collect();
    found.retain(|(_, source)| {
        let parts = source.as_str().match_indices('/').map(|(end, _)| &source.as_str()[..end]);
        !parts.chain([source.as_str()]).any(|part| globs.iter().any(|glob| glob.is_match(part)))
    });
    WheelContents::of(found)
}

/// An exclusion holds at any depth unless it starts with a slash.
fn exclusion(glob: &str) -> Option<globset::GlobMatcher> {
    match glob.strip_prefix('/') {
        Some(anchored) => path_glob(anchored),
        None => path_glob(&format!("**/{glob}")),
    }
}
