//! The folder that a module's dotted name starts from.

use super::django::settings_module;
use super::evidence::Evidence;
use super::files::Scanned;
use super::import_index::{self, ImportIndex};
use crate::model::{ModulePath, RelPath};
use crate::python::Project;

/// Modules of the standard library whose names projects like to give to their own.
const STANDARD: &[&str] = &[
    "ast",
    "calendar",
    "cmd",
    "code",
    "collections",
    "copy",
    "csv",
    "dataclasses",
    "email",
    "enum",
    "html",
    "http",
    "inspect",
    "io",
    "json",
    "locale",
    "logging",
    "math",
    "operator",
    "platform",
    "queue",
    "random",
    "secrets",
    "select",
    "signal",
    "site",
    "socket",
    "statistics",
    "string",
    "struct",
    "test",
    "threading",
    "time",
    "token",
    "types",
    "typing",
    "uuid",
    "xml",
];

/// A file as Python finds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Importable {
    /// The folder on `sys.path`.
    pub root: RelPath,
    /// `None` if a folder or the file has a name that no import statement can spell.
    pub module: Option<ModulePath>,
}

/// Decides for each file which folder its imports are written for.
pub struct ImportRoots<'a> {
    evidence: Evidence<'a>,
    project: &'a Project<'a>,
    scanned: &'a [Scanned],
    index: &'a ImportIndex,
    named: Vec<RelPath>,
}

impl<'a> ImportRoots<'a> {
    pub fn new(evidence: Evidence<'a>, project: &'a Project<'a>, scanned: &'a [Scanned], index: &'a ImportIndex) -> Self {
        Self { evidence, project, scanned, index, named: evidence.package_roots() }
    }

    pub fn of(&self, file: &RelPath) -> Importable {
        let root = self.root(file);
        let module = module_path(&root, file);
        if module.is_some() || root.is_root() {
            return Importable { root, module };
        }
        Importable { module: module_path(&file.parent(), file), root: file.parent() }
    }

    fn root(&self, file: &RelPath) -> RelPath {
        if let Some(named) = self.named.iter().find(|root| file.is_within(root)) {
            return if self.is_named_within(file, named) { named.parent() } else { named.clone() };
        }
        if let Some(folder) = self.django_inside_package(file) {
            return folder;
        }
        let ancestors = self.possible(file);
        let Some((nearest, rest)) = ancestors.split_first() else { return RelPath::root() };
        if let Some(django) =
            ancestors.iter().find(|folder| folder.join("manage.py").is_ok_and(|path| self.evidence.tree.is_file(&path)))
        {
            return self.holder_of_settings(django, &ancestors).unwrap_or_else(|| django.clone());
        }
        if rest.is_empty() {
            return self.inside_package(file, nearest).unwrap_or_else(|| nearest.clone());
        }
        if let Some(inside) = self.inside_package(file, nearest) {
            return inside;
        }
        let imports = self.index.absolute_imports(self.scanned, nearest);
        let score = |folder: &RelPath| imports.iter().filter(|top| self.holds(folder, top)).count();
        let scores: Vec<usize> = ancestors.iter().map(score).collect();
        let best = scores.iter().copied().max().unwrap_or_default();
        if best > 0
            && let Some((folder, _)) = ancestors.iter().zip(&scores).find(|(_, score)| **score == best)
        {
            return folder.clone();
        }
        // Nothing imports anything of the project. Where the only manifest lies in a folder, that is the project.
        let of_manifest = self.evidence.manifest.map(RelPath::parent).filter(|folder| !folder.is_root());
        if let Some(folder) = of_manifest.filter(|folder| ancestors.contains(folder)) {
            return folder;
        }
        // Any folder works, and the root needs no change of folder.
        if nearest.file_name() == "src" || module_path(&RelPath::root(), file).is_none() {
            nearest.clone()
        } else {
            RelPath::root()
        }
    }

    /// Whether code imports the folder of the packages by its own name, so that the folder above it must be on the path: the
    /// file does, or everything below the folder does. Ex) `from src.shop.db import Session` in `src/shop/api.py`
    fn is_named_within(&self, file: &RelPath, folder: &RelPath) -> bool {
        let name = folder.file_name();
        if self.holds(folder, name) {
            return false;
        }
        let tops = self.index.absolute_imports(self.scanned, folder);
        let by_others = || tops.contains(name) && !tops.iter().any(|top| self.holds(folder, top));
        let own = import_index::find(self.scanned, file);
        let mut own = own.iter().flat_map(|scanned| &scanned.imports).filter(|import| import.level == 0);
        own.any(|import| import.path.split('.').next() == Some(name)) || by_others()
    }

    /// The folder that has the settings which `manage.py` names, where that is not its own: they are installed, or on the
    /// path. Ex) `src` for `shop.settings`
    fn holder_of_settings(&self, of_manage: &RelPath, ancestors: &[RelPath]) -> Option<RelPath> {
        let settings = settings_module(self.evidence.tree, &of_manage.join("manage.py").ok()?)?;
        if self.holds(of_manage, settings.top()) {
            return None;
        }
        ancestors.iter().find(|folder| self.holds(folder, settings.top())).cloned()
    }

    /// A folder of `manage.py` that is a package by an `__init__.py`, where `manage.py` names its settings from inside.
    fn django_inside_package(&self, file: &RelPath) -> Option<RelPath> {
        let mut folder = file.parent();
        while !folder.is_root() && folder.is_within(&self.evidence.folder()) {
            let has = |name| folder.join(name).ok().filter(|path| self.evidence.tree.is_file(path));
            if let (Some(manage), Some(_)) = (has("manage.py"), has("__init__.py")) {
                let settings = settings_module(self.evidence.tree, &manage)?;
                let top = settings.as_str().split('.').next().unwrap_or_default();
                return (self.holds(&folder, top) && !self.holds(&folder.parent(), top)).then_some(folder);
            }
            folder = folder.parent();
        }
        None
    }

    /// The file's own folder, where it is a package by its `__init__.py` but the file imports its neighbours as
    /// top-level modules: it was written to be run from there.
    fn inside_package(&self, file: &RelPath, root: &RelPath) -> Option<RelPath> {
        let folder = file.parent();
        let scanned = import_index::find(self.scanned, file)?;
        if folder == *root || scanned.imports.iter().any(|import| import.level > 0) {
            return None;
        }
        let tops = || scanned.imports.iter().filter_map(|import| import.path.split('.').next());
        let is_neighbour = |name: &&str| {
            self.holds(&folder, name) && !self.holds(root, name) && !STANDARD.contains(name) && !self.is_framework(name)
        };
        (tops().any(|name| is_neighbour(&name)) && !tops().any(|name| self.holds(root, name))).then_some(folder)
    }

    fn is_framework(&self, name: &str) -> bool {
        self.evidence.frameworks.rows().iter().any(|row| row.imports.iter().any(|import| import == name))
    }

    /// The file's folders that may be on `sys.path`, nearest first: none that is itself a package, and none that a
    /// relative import of the file leaves.
    fn possible(&self, file: &RelPath) -> Vec<RelPath> {
        let mut folder = file.parent();
        let dots = import_index::find(self.scanned, file).map(|scanned| &scanned.imports);
        let above = dots.into_iter().flatten().map(|import| import.level).max().unwrap_or_default();
        for _ in 0..above {
            folder = folder.parent();
        }
        let is_package = |folder: &RelPath| folder.join("__init__.py").is_ok_and(|path| self.evidence.tree.is_file(&path));
        let top = self.evidence.folder();
        while folder != top && !folder.is_root() && is_package(&folder) {
            folder = folder.parent();
        }
        let mut possible = vec![folder.clone()];
        while folder != top && !folder.is_root() {
            folder = folder.parent();
            if !is_package(&folder) || folder.is_root() {
                possible.push(folder.clone());
            }
        }
        // Ex) `web` for `web/fastapi/app.py`: what is installed as `fastapi` could not be imported from there.
        let hides = |folder: &RelPath| {
            let module = module_path(folder, file);
            module.is_some_and(|module| module.as_str().contains('.') && self.is_installed(module.top()))
        };
        let last = possible.pop();
        possible.retain(|folder| !hides(folder));
        possible.extend(last);
        possible
    }

    /// Whether a framework that the project depends on is imported by this name.
    fn is_installed(&self, top: &str) -> bool {
        let mut rows = self.evidence.frameworks.rows().iter();
        rows.any(|row| row.is_imported_as(top) && self.evidence.declares_framework(row))
    }

    fn holds(&self, folder: &RelPath, name: &str) -> bool {
        let beginning = if folder.is_root() { String::new() } else { format!("{folder}/") };
        self.project.is_module(&format!("{beginning}{name}.py"))
            || folder.join(name).is_ok_and(|package| !package.is_root() && self.index.is_folder(&package))
    }
}

/// The dotted name of the file below the folder; `None` if no import statement can spell it.
pub fn module_path(root: &RelPath, file: &RelPath) -> Option<ModulePath> {
    let below = if root.is_root() { file.as_str() } else { file.as_str().strip_prefix(root.as_str())?.strip_prefix('/')? };
    let name = below.strip_suffix(".py")?;
    let name = name.strip_suffix("/__init__").unwrap_or(name);
    if name == "__init__" || name.contains('.') {
        return None;
    }
    ModulePath::new(&name.replace('/', ".")).ok()
}
