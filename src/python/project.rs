//! The project's own modules: which file an import leads to.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

use ruff_python_ast::Expr;

use super::{ImportPath, Module, Reference, SourceFile};
use crate::model::{RelPath, Text};
use crate::tree::{ProjectTree, TreeError, side_by_side};

/// The Python files of a project, parsed when they are asked for and at most once.
///
/// Views of one tree share the parsed files, and where imports lead if they start from the same folders.
pub struct Project<'a> {
    tree: &'a ProjectTree,
    listed: Rc<Listed>,
    /// Folders that absolute imports start from, the root first.
    roots: Vec<RelPath>,
    /// Top-level modules that always come from outside, even where a file of the project has the same name.
    external: BTreeSet<String>,
    found: Found,
}

/// Where imports of a folder lead, by their dotted names and their levels, each found once.
type Found = Rc<RefCell<HashMap<RelPath, HashMap<String, Vec<(u32, Target)>>>>>;

/// The parsed files of a tree.
#[derive(Default)]
struct Shared(RefCell<HashMap<RelPath, Option<Rc<Module>>>>);

/// The parsed file of the tree, which all who ask share; nothing when there is no such file.
pub fn read(tree: &ProjectTree, path: &RelPath) -> Result<Option<Rc<Module>>, TreeError> {
    let shared = tree.kept::<Shared>();
    if let Some(known) = shared.0.borrow().get(path) {
        return Ok(known.clone());
    }
    let module = tree.text(path)?.map(|text| Rc::new(Module::new(SourceFile::parse(path.clone(), text))));
    shared.0.borrow_mut().insert(path.clone(), module.clone());
    Ok(module)
}

/// Parses the files that nobody has asked for yet, several at a time.
pub fn prepare(tree: &ProjectTree, paths: &[&RelPath]) {
    let shared = tree.kept::<Shared>();
    let known = shared.0.borrow();
    let new: Vec<&RelPath> = paths.iter().filter(|path| !known.contains_key(**path)).copied().collect();
    drop(known);
    #[cfg(test)]
    new.iter().for_each(|path| super::counted::note(path));
    let texts: Vec<(&RelPath, Text)> = new.into_iter().filter_map(|path| Some((path, tree.text(path).ok().flatten()?))).collect();
    let parse = |(path, text): &(&RelPath, Text)| Module::new(SourceFile::parsed((*path).clone(), text.clone()));
    let modules = side_by_side(&texts, parse);
    let found = texts.iter().zip(modules).map(|((path, _), module)| ((*path).clone(), Some(Rc::new(module))));
    shared.0.borrow_mut().extend(found);
}

/// The names of a tree's Python files.
struct Listed {
    files: HashSet<String>,
    /// The same without their ending, and the folders above them: what an import can begin with.
    beginnings: HashSet<String>,
    /// Every name that a folder or module has anywhere: what is not among them is imported from outside.
    names: HashSet<String>,
}

impl Listed {
    fn new(files: HashSet<String>) -> Self {
        let mut listed = Self { files, beginnings: HashSet::new(), names: HashSet::new() };
        for path in listed.files.iter().filter_map(|path| path.strip_suffix(".py")) {
            let mut beginning = Some(path);
            while let Some(path) = beginning {
                if listed.beginnings.contains(path) {
                    break;
                }
                listed.beginnings.insert(path.to_owned());
                let (above, name) = path.rsplit_once('/').map_or((None, path), |(above, name)| (Some(above), name));
                if !listed.names.contains(name) {
                    listed.names.insert(name.to_owned());
                }
                beginning = above;
            }
        }
        listed
    }
}

#[derive(PartialEq)]
struct ListOf;

/// What decides where imports lead.
#[derive(PartialEq)]
struct Leads {
    roots: Vec<RelPath>,
    external: BTreeSet<String>,
}

/// What an expression names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A dotted name outside the project. Ex) `fastapi.FastAPI`
    External(String),
    /// A file of the project and what follows in it, possibly nothing. Ex) `shop/api.py` and `app`
    Project { file: RelPath, rest: String },
    /// A name of the file itself.
    Local(String),
}

/// Whether the first line gives the file to Python. Ex) `#!/usr/bin/env python3`
pub fn names_python(text: &str) -> bool {
    text.lines().next().is_some_and(|line| line.starts_with("#!") && line.contains("python"))
}

impl<'a> Project<'a> {
    pub fn new(tree: &'a ProjectTree, mut roots: Vec<RelPath>, external: BTreeSet<String>) -> Self {
        let listed = tree.once(ListOf, || {
            let files = tree.walk().files.iter().map(RelPath::as_str).filter(|path| path.ends_with(".py"));
            Rc::new(Listed::new(files.map(str::to_owned).collect()))
        });
        roots.insert(0, RelPath::root());
        roots.extend(RelPath::parse("src").ok());
        let found = tree.once(Leads { roots: roots.clone(), external: external.clone() }, Found::default);
        Self { tree, listed, roots, external, found }
    }

    /// The parsed file; `None` if it cannot be read as text, or is no module or script.
    pub fn module(&self, path: &RelPath) -> Option<Rc<Module>> {
        // What Python could not decode, nobody can import.
        if self.is_module(path.as_str()) || self.is_script(path) { read(self.tree, path).ok().flatten() } else { None }
    }

    /// Whether the path is a file without an ending that its first line gives to Python: it runs, and nothing can import it.
    fn is_script(&self, path: &RelPath) -> bool {
        if path.file_name().contains('.') {
            return false;
        }
        let text = self.tree.text(path).ok().flatten();
        text.as_deref().is_some_and(names_python)
    }

    /// Parses the modules among the files before they are asked for.
    pub fn prepare<'p>(&self, paths: impl Iterator<Item = &'p RelPath>) {
        let modules: Vec<&RelPath> = paths.filter(|path| self.is_module(path.as_str())).collect();
        prepare(self.tree, &modules);
    }

    /// The same number for views in which imports lead to the same files.
    pub fn identity(&self) -> usize {
        Rc::as_ptr(&self.found).addr()
    }

    pub fn is_module(&self, path: &str) -> bool {
        self.listed.files.contains(path)
    }

    /// What the expression names, seen from the module. `None` if it is not a name or an attribute of one.
    pub fn target(&self, module: &Module, expression: &Expr) -> Option<Target> {
        match module.imports.reference(expression)? {
            Reference::Imported(path) => {
                let first = self.import(module.path(), &path);
                if matches!(first, Target::Project { .. }) {
                    return Some(first);
                }
                // What cannot be imported is imported from somewhere else by the handler.
                let others = module.imports.alternatives(expression).into_iter();
                let mut others = others.map(|other| self.import(module.path(), &other));
                Some(others.find(|other| matches!(other, Target::Project { .. })).unwrap_or(first))
            }
            Reference::Local(name) => {
                let first = name.split('.').next().unwrap_or_default();
                let star = module.imports.stars().first();
                Some(match star {
                    Some(star) if module.definition(first).is_none() => {
                        let path = if star.path.is_empty() { name.clone() } else { format!("{}.{name}", star.path) };
                        self.import(module.path(), &ImportPath { level: star.level, path })
                    }
                    _ => Target::Local(name),
                })
            }
        }
    }

    /// Where an import of the file leads.
    pub fn import(&self, from: &RelPath, import: &ImportPath) -> Target {
        let folder = from.as_str().rsplit_once('/').map_or("", |(folder, _)| folder);
        let of_level = |known: &&(u32, Target)| known.0 == import.level;
        if let Some(found) = self.found.borrow().get(folder)
            && let Some((_, known)) = found.get(&import.path).and_then(|known| known.iter().find(of_level))
        {
            return known.clone();
        }
        let target = self.follow(from, import);
        let mut found = self.found.borrow_mut();
        let found = found.entry(from.parent()).or_default().entry(import.path.clone()).or_default();
        found.push((import.level, target.clone()));
        target
    }

    /// The file that defines what another file of the project may only import, with the name there. Ex) `shop/settings/loader.py` for
    /// `load` of `shop/settings/__init__.py`
    pub fn defined(&self, file: &RelPath, name: &str) -> (RelPath, String) {
        /// Packages that take a name from each other, followed before the search gives up.
        const DEEPEST: usize = 4;
        let (mut file, mut name) = (file.clone(), name.to_owned());
        for _ in 0..DEEPEST {
            let Some(module) = self.module(&file) else { break };
            let (first, rest) = name.split_once('.').map_or((name.as_str(), None), |(first, rest)| (first, Some(rest)));
            if module.definition(first).is_some() || module.bindings().iter().any(|binding| binding.name == first) {
                break;
            }
            let of_import = |path: &ImportPath| {
                let path = ImportPath {
                    level: path.level,
                    path: [Some(path.path.as_str()), rest].into_iter().flatten().collect::<Vec<_>>().join("."),
                };
                match self.import(&file, &path) {
                    Target::Project { file: next, rest } if next != file && !rest.is_empty() => Some((next, rest)),
                    _ => None,
                }
            };
            let of_star = |star: &ImportPath| {
                let path = if star.path.is_empty() { first.to_owned() } else { format!("{}.{first}", star.path) };
                let (next, found) = of_import(&ImportPath { level: star.level, path })?;
                let other = self.module(&next)?;
                other.definition(found.split('.').next().unwrap_or_default()).is_some().then_some((next, found))
            };
            let named = module.imports.get(first).and_then(of_import);
            let Some(next) = named.or_else(|| module.imports.stars().iter().find_map(of_star)) else { break };
            (file, name) = next;
        }
        (file, name)
    }

    fn follow(&self, from: &RelPath, import: &ImportPath) -> Target {
        let external = || Target::External(import.path.clone());
        let parts: Vec<&str> = import.path.split('.').filter(|part| !part.is_empty()).collect();
        if import.level > 0 {
            let mut folder = from.parent();
            for _ in 1..import.level {
                folder = folder.parent();
            }
            return self.find(&folder, &parts, true).unwrap_or_else(external);
        }
        if parts.first().is_some_and(|top| self.external.contains(*top) || !self.listed.names.contains(*top)) {
            return external();
        }
        let mut ancestors = Vec::new();
        let mut folder = from.parent();
        while !folder.is_root() {
            ancestors.push(folder.clone());
            folder = folder.parent();
        }
        self.roots.iter().chain(&ancestors).find_map(|root| self.find(root, &parts, false)).unwrap_or_else(external)
    }

    /// The longest leading part of the dotted name that is a module below the folder.
    fn find(&self, folder: &RelPath, parts: &[&str], relative: bool) -> Option<Target> {
        let mut path = String::with_capacity(96);
        path.push_str(folder.as_str());
        // Where the path ends after each part, as far as there is a module or a folder.
        let mut ends = vec![path.len()];
        for part in parts {
            if !path.is_empty() {
                path.push('/');
            }
            path.push_str(part);
            if !self.listed.beginnings.contains(path.as_str()) {
                break;
            }
            ends.push(path.len());
        }
        let shortest = usize::from(!relative);
        for count in (shortest..ends.len()).rev() {
            let slash = if ends[count] == 0 { "" } else { "/" };
            // Python takes the package of two that lie side by side. Ex) `shop/__init__.py` beside `shop.py`
            for ending in ["/__init__.py", ".py"].into_iter().take(if count == 0 { 1 } else { 2 }) {
                path.truncate(ends[count]);
                path.push_str(if slash.is_empty() { &ending[1..] } else { ending });
                if self.is_module(&path) {
                    return Some(Target::Project { file: RelPath::parse(&path).ok()?, rest: parts[count..].join(".") });
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_a_package_only_hands_on_is_found_where_it_is_defined() {
        let tree = ProjectTree::in_memory([
            ("shop/__init__.py", "from .settings import load, Settings\n"),
            ("shop/settings/__init__.py", "from .loader import *\nfrom .kinds import Kind as Settings\nown = 1\n"),
            ("shop/settings/loader.py", "def load():\n    pass\n"),
            ("shop/settings/kinds.py", "class Kind:\n    def read(self):\n        pass\n"),
            ("shop/circle.py", "from .other import x\n"),
            ("shop/other.py", "from .circle import x\n"),
        ]);
        let project = Project::new(&tree, Vec::new(), BTreeSet::new());
        for (file, name, expected) in [
            ("shop/__init__.py", "load", "shop/settings/loader.py load"),
            ("shop/__init__.py", "Settings.read", "shop/settings/kinds.py Kind.read"),
            ("shop/settings/__init__.py", "own", "shop/settings/__init__.py own"),
            ("shop/settings/loader.py", "missing", "shop/settings/loader.py missing"),
        ] {
            let (found, name_there) = project.defined(&RelPath::parse(file).unwrap(), name);
            assert_eq!(format!("{found} {name_there}"), expected, "{file} {name}");
        }
        // One that goes round ends.
        project.defined(&RelPath::parse("shop/circle.py").unwrap(), "x");
    }

    #[track_caller]
    fn check(from: &str, level: u32, path: &str, expected: &str) {
        let files = [
            "main.py",
            "shop/__init__.py",
            "shop/api.py",
            "src/lib/core.py",
            "backend/main.py",
            "backend/db.py",
            "shop/celery.py",
            "till.py",
            "till/__init__.py",
            "till/cash.py",
            "till/cash/notes.txt",
        ];
        let tree = ProjectTree::in_memory(files.map(|file| (file, "")));
        let project = Project::new(&tree, Vec::new(), BTreeSet::from(["celery".to_owned()]));
        let found = project.import(&RelPath::parse(from).unwrap(), &ImportPath { level, path: path.to_owned() });
        let found = match found {
            Target::External(name) => name,
            Target::Project { file, rest } => format!("{file} {rest}").trim().to_owned(),
            Target::Local(name) => name,
        };
        assert_eq!(found, expected);
    }

    #[test]
    fn an_import_leads_to_the_file_that_python_would_take() {
        check("main.py", 0, "shop.api.app", "shop/api.py app");
        check("main.py", 0, "shop.app", "shop/__init__.py app");
        check("main.py", 0, "lib.core.app", "src/lib/core.py app");
        check("main.py", 0, "flask.Flask", "flask.Flask");
        check("shop/api.py", 1, "app", "shop/__init__.py app");
        check("shop/__init__.py", 1, "api.app", "shop/api.py app");
        check("backend/main.py", 0, "db.session", "backend/db.py session");
        check("shop/api.py", 0, "celery.Celery", "celery.Celery");
        // A package comes before a module of its name, and a folder that is none does not.
        check("main.py", 0, "till.app", "till/__init__.py app");
        check("main.py", 0, "till.cash.count", "till/cash.py count");
        check("till.py", 0, "till.cash", "till/cash.py");
    }
}
