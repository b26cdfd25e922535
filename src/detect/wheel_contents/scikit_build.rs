//! scikit-build-core: the packages beside what CMake builds and installs.

use super::files::Files;
use super::{WheelContents, join, moved, path};

pub(super) fn contents(files: Files<'_>, name: &str, packages: Option<&[(String, String)]>) -> WheelContents {
    let packages = packages.map_or_else(|| by_name(files, name), <[_]>::to_vec);
    let all = packages.iter().flat_map(|(target, folder)| moved(files, &path(folder.trim_end_matches('/')), target));
    WheelContents::of(all)
}

fn by_name(files: Files<'_>, name: &str) -> Vec<(String, String)> {
    let parts: Vec<String> = name.split('.').map(|part| part.replace('-', "_")).collect();
    let mut names = vec![parts.join("_")];
    if parts.len() > 1 {
        names.push(parts.join("/"));
    }
    let places =
        ["src", "python", ""].into_iter().flat_map(|base| names.iter().map(move |name| (name.clone(), join(base, name))));
    let is_package =
        |(_, folder): &(String, String)| ["__init__.py", "__init__.pyi"].iter().any(|init| files.is_file(&join(folder, init)));
    places.filter(is_package).take(1).collect()
}
