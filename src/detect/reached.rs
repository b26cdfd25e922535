//! The modules that the start leads to by imports.

use std::collections::BTreeSet;

use ruff_python_ast::{Expr, ExprCall};

use crate::model::{Distribution, RelPath, Start};
use crate::python::{ImportPath, Module, Project, Target, calls, strings};
use crate::tree::ProjectTree;

/// Text of code that imports what no statement names.
const DYNAMIC: &[&str] = &[
    "__import__(",
    "autodiscover",
    "entry_points(",
    "import_module(",
    "import_string(",
    "iter_modules(",
    "load_module(",
    "load_object(",
    "namedAny(",
    "runpy",
    "twistd",
    "walk_packages(",
];

/// Functions that load the module whose name, or whose file, they are given. Ex) `app.config.from_object("shop.settings")`
const LOADERS: &[&str] = &["config_from_object", "from_object", "from_pyfile"];

/// The project's modules as Python finds them in the image.
pub fn project<'t>(tree: &'t ProjectTree, start: &Start, installed: Option<&Distribution>) -> Project<'t> {
    let roots = installed.iter().flat_map(|found| &found.packages).map(RelPath::parent).chain(start.working_dir.clone());
    Project::new(tree, roots.filter(|root| !root.is_root()).collect(), BTreeSet::new())
}

/// The files that imports lead to.
#[derive(Debug, Default, Clone)]
pub struct Reached {
    pub files: BTreeSet<RelPath>,
    /// No other file of the project runs: the start is a module of the project, and no module imports by a computed name.
    pub is_complete: bool,
}

/// The files that run; `None` if the imports cannot be followed to their end.
pub fn from_start(tree: &ProjectTree, project: &Project<'_>, start: &Start) -> Option<BTreeSet<RelPath>> {
    let reached = follow(tree, project, start);
    reached.is_complete.then_some(reached.files)
}

/// Follows the imports as far as statements name them. Django imports its applications by their names.
pub fn follow(tree: &ProjectTree, project: &Project<'_>, start: &Start) -> Reached {
    tree.once(From(project.identity(), start.clone()), || find(tree, project, start))
}

/// Where the search begins.
#[derive(PartialEq)]
struct From(usize, Start);

fn find(tree: &ProjectTree, project: &Project<'_>, start: &Start) -> Reached {
    let is_python = |path: &RelPath| path.extension() == Some("py");
    let mut open: Vec<RelPath> = start.file.iter().filter(|path| is_python(path) && tree.is_file(path)).cloned().collect();
    let base = start.working_dir.clone().unwrap_or_else(RelPath::root);
    if let Some(entrypoint) = &start.entrypoint
        && let Ok(here) = base.join("__main__.py")
    {
        let import = ImportPath { level: 0, path: entrypoint.module.to_string() };
        open.extend(file_of(project, &here, &import));
    }
    let mut is_complete = !open.is_empty() && start.framework.as_str() != "django";
    // Configuration files of servers, and modules that the command names.
    for word in start.command.words() {
        open.extend(base.join(word).ok().filter(|path| is_python(path) && tree.is_file(path)));
    }
    if let Some(command) = command_of_django(start) {
        // Django imports the applications by their names before it runs the command.
        is_complete = false;
        let name = format!("management/commands/{command}.py");
        open.extend(tree.walk().files.iter().filter(|path| path.as_str().ends_with(&name)).cloned());
    }
    let mut reached = BTreeSet::new();
    let mut prepared = 0;
    while let Some(path) = open.pop() {
        if !reached.insert(path.clone()) {
            continue;
        }
        // Those that are open now come next.
        if open.len() > prepared {
            project.prepare(open.iter().chain([&path]));
        }
        prepared = open.len();
        let Some(module) = project.module(&path) else { continue };
        if DYNAMIC.iter().any(|sign| memchr::memmem::find(module.source.text.as_bytes(), sign.as_bytes()).is_some()) {
            is_complete = false;
        }
        for import in module.imports.loaded() {
            open.extend(file_of(project, &path, import));
        }
        if LOADERS.iter().any(|name| module.source.text.contains(name)) {
            open.extend(loaded(tree, project, &module));
        }
        open.extend(objects_by_name(project, &module));
        // Importing a module runs the packages that it is in.
        let mut folder = path.parent();
        while !folder.is_root() {
            open.extend(folder.join("__init__.py").ok().filter(|init| tree.is_file(init)));
            folder = folder.parent();
        }
    }
    Reached { files: reached, is_complete }
}

/// The command that the start gives Django's `manage.py`. Ex) `run_bot`
fn command_of_django(start: &Start) -> Option<&str> {
    let words = start.command.words();
    let place = words.iter().position(|word| word.rsplit('/').next() == Some("manage.py"))?;
    words.get(place + 1).map(String::as_str).filter(|word| !word.starts_with('-'))
}

/// The files that a module with a call of a loader names: modules by their dotted names, in the call or in a table that one is
/// chosen from, and files of Flask's `from_pyfile`.
fn loaded(tree: &ProjectTree, project: &Project<'_>, module: &Module) -> Vec<RelPath> {
    let is_loader = |call: &ExprCall| match call.func.as_ref() {
        Expr::Attribute(attribute) => LOADERS.contains(&attribute.attr.as_str()),
        _ => false,
    };
    if !calls(module.statements()).iter().any(|site| is_loader(site.call)) {
        return Vec::new();
    }
    let is_name =
        |text: &str| text.split('.').all(|part| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '_'));
    let mut found = Vec::new();
    for (text, _) in strings(module.statements()) {
        let name = text.split(':').next().unwrap_or(text);
        if name.ends_with(".py") {
            let folders = [module.path().parent(), RelPath::root()];
            found.extend(folders.iter().filter_map(|folder| folder.join(name).ok()).find(|path| tree.is_file(path)));
        } else if is_name(name) {
            let import = ImportPath { level: 0, path: name.to_owned() };
            found.extend(file_of(project, module.path(), &import));
        }
    }
    found
}

/// The modules of objects that texts of the module name. Ex) `"shop.mail:Sender"` in a table of providers
fn objects_by_name(project: &Project<'_>, module: &Module) -> Vec<RelPath> {
    let text = module.source.text.as_bytes();
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
    let is_quote = |byte: Option<&u8>| matches!(byte, Some(b'"' | b'\''));
    let mut found = Vec::new();
    for colon in memchr::memchr_iter(b':', text) {
        let before = text[..colon].iter().rev().take_while(|byte| is_name(byte) || **byte == b'.').count();
        let after = text[colon + 1..].iter().take_while(|byte| is_name(byte)).count();
        let (start, end) = (colon - before, colon + 1 + after);
        let is_whole = start > 0 && is_quote(text.get(start - 1)) && is_quote(text.get(end));
        if !is_whole || before == 0 || after == 0 {
            continue;
        }
        let whole = &module.source.text;
        let import = ImportPath { level: 0, path: whole[start..colon].to_owned() };
        let Target::Project { file, rest } = project.import(module.path(), &import) else { continue };
        if rest.is_empty() && project.module(&file).is_some_and(|other| other.defines(&whole[colon + 1..end])) {
            found.push(file);
        }
    }
    found
}

fn file_of(project: &Project<'_>, from: &RelPath, import: &ImportPath) -> Option<RelPath> {
    match project.import(from, import) {
        Target::Project { file, .. } => Some(file),
        _ => None,
    }
}
