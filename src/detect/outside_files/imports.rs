//! Modules of the project that it imports and does not have.

use ruff_python_ast::{ExceptHandler, Expr, Stmt};
use ruff_text_size::{Ranged, TextSize};

use crate::detect::environment::ends;
use crate::detect::start::settings_module;
use crate::knowledge::{modules, outside_file_names};
use crate::model::RelPath;
use crate::python::bindings::is_main_guard;
use crate::python::{ImportPath, Module, Project, Reference, Target, literal};
use crate::tree::ProjectTree;

/// The files of modules that the module imports whenever it is loaded, and that are not there. `base` is the folder whose
/// modules are imported by their names alone.
pub fn missing(
    tree: &ProjectTree,
    project: &Project<'_>,
    module: &Module,
    base: &RelPath,
    is_start: bool,
) -> Vec<(RelPath, TextSize)> {
    let mut imported = Vec::new();
    at_load(module, module.statements(), is_start, &mut imported);
    let mut found: Vec<(RelPath, TextSize)> = Vec::new();
    for (import, offset) in imported {
        found.extend(file_of(tree, project, module, base, &import).map(|file| (file, offset)));
    }
    // A module that has modules of its own is no file of this name. Ex) `config.py` for `from config.loader import load`
    let is_folder = |file: &RelPath| {
        let stem = file.as_str().trim_end_matches(".py").replace('/', ".");
        let name = stem.rsplit('.').next().unwrap_or_default();
        module.source.text.lines().map(str::trim_start).any(|line| {
            let rest = line.strip_prefix("from ").or_else(|| line.strip_prefix("import "));
            rest.and_then(|rest| rest.strip_prefix(name)).is_some_and(|rest| rest.starts_with('.'))
        })
    };
    found.retain(|(file, _)| !is_folder(file));
    if let Some(settings) = settings_module(tree, module.path()) {
        let import = ImportPath { level: 0, path: settings.to_string() };
        let offset =
            module.source.text.find(&settings.to_string()).and_then(|offset| u32::try_from(offset).ok()).unwrap_or_default();
        found.extend(file_of(tree, project, module, base, &import).map(|file| (file, offset.into())));
    }
    found
}

/// What the statements import when they are run, nothing catching the failure.
fn at_load(module: &Module, statements: &[Stmt], is_start: bool, found: &mut Vec<(ImportPath, TextSize)>) {
    for statement in statements {
        match statement {
            Stmt::Import(import) => {
                found.extend(
                    import.names.iter().map(|alias| (ImportPath { level: 0, path: alias.name.to_string() }, statement.start())),
                );
            }
            Stmt::ImportFrom(import) => {
                let base = import.module.as_ref().map(ToString::to_string).unwrap_or_default();
                for alias in &import.names {
                    let name = alias.name.as_str();
                    let path = match (base.as_str(), name) {
                        (_, "*") => base.clone(),
                        ("", name) => name.to_owned(),
                        (base, name) => format!("{base}.{name}"),
                    };
                    found.push((ImportPath { level: import.level, path }, statement.start()));
                }
            }
            Stmt::Assign(assign) => found.extend(by_name(module, &assign.value).map(|import| (import, statement.start()))),
            Stmt::Expr(expression) => found.extend(by_name(module, &expression.value).map(|import| (import, statement.start()))),
            Stmt::Try(attempt) => {
                let goes_on = attempt.handlers.iter().any(|ExceptHandler::ExceptHandler(handler)| !ends(&handler.body));
                if !goes_on {
                    at_load(module, &attempt.body, is_start, found);
                }
            }
            Stmt::If(branch) if is_start && is_main_guard(&branch.test) => at_load(module, &branch.body, is_start, found),
            _ => {}
        }
    }
}

/// `importlib.import_module("shop.configuration")`, and the default of a variable that names the module.
fn by_name(module: &Module, value: &Expr) -> Option<ImportPath> {
    let Expr::Call(call) = value else { return None };
    match module.imports.reference(&call.func)? {
        Reference::Imported(path) if path.path == "importlib.import_module" => {}
        _ => return None,
    }
    let stated = |value: &Expr| match value {
        Expr::Call(read) => literal::string_argument(read, "default", 1).map(str::to_owned),
        value => literal::string(value).map(str::to_owned),
    };
    let name = match call.arguments.args.first()? {
        Expr::Name(name) => stated(module.bindings().iter().find(|bound| bound.name == name.id.as_str())?.value),
        value => stated(value),
    };
    name.filter(|name| !name.starts_with('.')).map(|path| ImportPath { level: 0, path })
}

/// The file that the import asks for, where the project should have it and does not.
fn file_of(tree: &ProjectTree, project: &Project<'_>, module: &Module, base: &RelPath, import: &ImportPath) -> Option<RelPath> {
    let parts: Vec<&str> = import.path.split('.').filter(|part| !part.is_empty()).collect();
    let file = match project.import(module.path(), import) {
        // A name of a package that is neither defined in it nor one of its modules.
        Target::Project { file, rest } => {
            let first = rest.split('.').next().filter(|first| !first.is_empty())?;
            if file.file_name() != "__init__.py" || &file == module.path() && import.level == 0 {
                return None;
            }
            let package = project.module(&file)?;
            let is_bound = package.definition(first).is_some()
                || package.imports.get(first).is_some()
                || !package.imports.stars().is_empty()
                || package.source.text.contains("__getattr__");
            if is_bound {
                return None;
            }
            file.parent().join(&format!("{first}.py")).ok()?
        }
        Target::External(_) => {
            let mut folder = module.path().parent();
            for _ in 1..import.level {
                folder = folder.parent();
            }
            let first = *parts.first()?;
            if import.level == 0 {
                let is_brought = modules().is_standard(first) || !modules().distributions(first).is_empty();
                folder = base.clone();
                if is_brought || tree.is_folder(&folder.join(first).ok()?) {
                    return None;
                }
            }
            folder.join(&format!("{first}.py")).ok()?
        }
        Target::Local(_) => return None,
    };
    let stem = file.file_name().trim_end_matches(".py");
    let is_built = outside_file_names().is_built(stem);
    let is_there = tree.walk().files.binary_search(&file).is_ok() || tree.is_folder(&file.parent().join(stem).ok()?);
    (!is_built && !is_there).then_some(file)
}
