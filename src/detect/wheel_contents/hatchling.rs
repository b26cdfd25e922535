//! hatchling: `packages`, `only-include`, `include`, or the package that bears the project's name.

use std::collections::BTreeMap;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::files::Files;
use super::{WheelContents, join, moved, path};
use crate::manifest::HatchTable;
use crate::model::RelPath;

pub(super) fn contents(files: Files<'_>, name: &str, table: &HatchTable) -> WheelContents {
    let mut table = table.clone();
    let mut takes_nothing = false;
    if table.include.is_empty() && table.packages.is_empty() && table.only_include.is_empty() {
        match by_name(files, name) {
            Some(Named::Package(package)) => table.packages = vec![package],
            Some(Named::Module(module)) => table.only_include = vec![module],
            None if table.bypass_selection || !table.artifacts.is_empty() || !table.force_include.is_empty() => {
                takes_nothing = true;
            }
            None => {
                let names = import_names(name).join("` or `");
                return WheelContents::Refused(format!("`hatchling` finds no package or module `{names}`"));
            }
        }
    }
    let selection = Selection::new(&table, takes_nothing);
    let only = if table.only_include.is_empty() { &table.packages } else { &table.only_include };
    let mut found = Vec::new();
    if only.is_empty() {
        found.extend(files.all().filter(|file| selection.takes(file, false, files)).cloned());
    }
    for root in only.iter().map(|root| path(root.trim_start_matches('/'))) {
        let named = files.all().filter(|file| **file == root);
        let below = files.below(&root).filter(|file| selection.takes(file, true, files));
        found.extend(named.chain(below).cloned());
    }
    let mut wheel: Vec<(String, RelPath)> = found.into_iter().map(|file| (selection.place(&file), file)).collect();
    for (source, target) in &table.force_include {
        let (root, target) = (path(source), target.trim_matches('/'));
        if files.is_file(root.as_str()) {
            wheel.push((target.to_owned(), root));
        } else {
            wheel.extend(moved(files, &root, target));
        }
    }
    WheelContents::of(wheel)
}

enum Named {
    Package(String),
    Module(String),
}

/// The project's name as it is written, then as PEP 503 has it.
fn import_names(name: &str) -> Vec<String> {
    let component = |name: &str| name.replace(['-', '.'], "_");
    let normalized: Vec<&str> = name.split(['-', '_', '.']).filter(|word| !word.is_empty()).collect();
    let mut names = vec![component(name), component(&normalized.join("-").to_lowercase())];
    names.dedup();
    names
}

fn by_name(files: Files<'_>, name: &str) -> Option<Named> {
    for name in import_names(name) {
        for place in [name.clone(), join("src", &name)] {
            if files.is_file(&join(&place, "__init__.py")) {
                return Some(Named::Package(place));
            }
        }
        let module = format!("{name}.py");
        if files.is_file(&module) {
            return Some(Named::Module(module));
        }
        let spaces = files.folders_in(&RelPath::root());
        let mut spaces = spaces.into_iter().filter(|space| files.is_file(&join(space, &join(&name, "__init__.py"))));
        if let (Some(space), None) = (spaces.next(), spaces.next()) {
            return Some(Named::Package(space.to_owned()));
        }
    }
    None
}

/// What the patterns take, and where it goes.
struct Selection {
    include: Option<Gitignore>,
    exclude: Gitignore,
    artifacts: Gitignore,
    /// Beginnings of paths and what stands for them, as the backend sorts them.
    sources: BTreeMap<String, String>,
    only_packages: bool,
    takes_nothing: bool,
}

impl Selection {
    fn new(table: &HatchTable, takes_nothing: bool) -> Self {
        let mut sources = BTreeMap::new();
        for (source, target) in &table.sources {
            let target = target.trim_matches('/');
            let source = source.trim_matches('/');
            let key = if source.is_empty() { String::new() } else { format!("{source}/") };
            sources.insert(key, if target.is_empty() || target == "." { String::new() } else { format!("{target}/") });
        }
        for package in table.packages.iter().map(|package| package.trim_matches('/')) {
            let Some((folder, _)) = package.rsplit_once('/') else { continue };
            if !sources.contains_key(&format!("{package}/")) {
                sources.insert(format!("{folder}/"), String::new());
            }
        }
        Self {
            include: (!table.include.is_empty()).then(|| patterns(&table.include)),
            exclude: patterns(&table.exclude),
            artifacts: patterns(&table.artifacts),
            sources,
            only_packages: table.only_packages,
            takes_nothing,
        }
    }

    fn takes(&self, file: &RelPath, explicit: bool, files: Files<'_>) -> bool {
        let is = |spec: &Gitignore| spec.matched_path_or_any_parents(file.as_str(), false).is_ignore();
        if is(&self.artifacts) {
            return true;
        }
        if self.takes_nothing || is(&self.exclude) {
            return false;
        }
        if self.only_packages && !files.is_file(&join(file.parent().as_str(), "__init__.py")) {
            return false;
        }
        explicit || self.include.as_ref().is_none_or(is)
    }

    fn place(&self, file: &RelPath) -> String {
        for (source, target) in &self.sources {
            if source.is_empty() {
                return format!("{target}{file}");
            }
            if let Some(rest) = file.as_str().strip_prefix(source.as_str()) {
                return format!("{target}{rest}");
            }
        }
        file.to_string()
    }
}

/// Patterns in the grammar of `.gitignore`.
fn patterns(lines: &[String]) -> Gitignore {
    let mut builder = GitignoreBuilder::new("");
    for line in lines {
        // A pattern that is none is passed over here; the backend stops at it, and says so.
        let _ = builder.add_line(None, line);
    }
    builder.build().unwrap_or_else(|_| Gitignore::empty())
}
