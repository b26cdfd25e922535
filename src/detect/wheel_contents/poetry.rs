//! poetry-core: what `packages` names, else the package or module that bears the project's name.

use std::collections::BTreeSet;

use super::files::Files;
use super::{WheelContents, import_name, join, path};
use crate::manifest::{PoetryInclude, PoetryPackages};
use crate::model::RelPath;

pub(super) fn contents(files: Files<'_>, name: &str, table: &PoetryPackages) -> WheelContents {
    let packages = if table.packages.is_empty() {
        match by_name(files, &import_name(name)) {
            Ok(package) => vec![package],
            Err(refusal) => return refusal,
        }
    } else {
        table.packages.clone()
    };
    let included: BTreeSet<&RelPath> = table.include.iter().flat_map(|glob| files.named_by(&RelPath::root(), glob)).collect();
    let mut excluded: BTreeSet<&RelPath> = table.exclude.iter().flat_map(|glob| files.named_by(&RelPath::root(), glob)).collect();
    excluded.retain(|file| !included.contains(file));
    let mut found = Vec::new();
    for package in &packages {
        let base = path(package.from.as_deref().unwrap_or_default());
        let named = files.named_by(&base, &package.include);
        if named.is_empty() {
            let place = join(base.as_str(), &package.include);
            return WheelContents::Refused(format!("`poetry` finds nothing at `{place}`"));
        }
        let is_folder = files.is_folder(&join(base.as_str(), &package.include));
        let has_modules = named.iter().any(|file| matches!(file.extension(), Some("py" | "pyi")));
        if (is_folder || named.len() > 1) && !has_modules {
            return WheelContents::Refused(format!("`{}` is no package to `poetry`: it holds no module", package.include));
        }
        let strip = base.as_str().len() + usize::from(!base.is_root());
        let to = package.to.as_deref().unwrap_or_default().trim_matches('/');
        let taken = named.into_iter().filter(|file| !excluded.contains(file));
        found.extend(taken.map(|file| (join(to, &file.as_str()[strip..]), file.clone())));
    }
    found.extend(included.into_iter().map(|file| (file.to_string(), file.clone())));
    WheelContents::of(found)
}

fn by_name(files: Files<'_>, name: &str) -> Result<PoetryInclude, WheelContents> {
    for from in ["", "src"] {
        let (folder, file) = (join(from, name), join(from, &format!("{name}.py")));
        let include = match (files.is_folder(&folder), files.is_file(&file)) {
            (true, true) => {
                return Err(WheelContents::Refused(format!("`poetry` cannot choose between `{folder}/` and `{file}`")));
            }
            (true, false) => name.to_owned(),
            (false, true) => format!("{name}.py"),
            (false, false) => continue,
        };
        let from = Some(from.to_owned()).filter(|from| !from.is_empty());
        return Ok(PoetryInclude { include, from, to: None });
    }
    Err(WheelContents::Refused(format!("`poetry` finds no `{name}/` or `{name}.py`, at the root or in `src/`")))
}
