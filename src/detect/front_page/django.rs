//! Django's view of `/`: the list of URLs, followed through `include`.

use std::rc::Rc;

use ruff_python_ast::{Expr, ExprCall, Stmt, StmtClassDef};
use ruff_text_size::Ranged;

use super::reads;
use crate::detect::static_files;
use crate::knowledge::database_calls;
use crate::model::{Location, RelPath, Start};
use crate::python::{Definition, ImportPath, Module, Place, Project, Target, bindings, literal, strings_in};
use crate::tree::ProjectTree;

/// Lists in lists that are followed.
const DEEPEST: usize = 6;

/// Methods of a view that run for a request, and of a middleware.
const METHODS: &[&str] =
    &["__call__", "dispatch", "get", "get_context_data", "get_queryset", "get_redirect_url", "process_request", "process_view"];

/// What is known about the page.
enum Page {
    Reads((Location, String)),
    ReadsNothing,
}

pub fn reads_database(tree: &ProjectTree, project: &Project<'_>, start: &Start) -> Option<(Location, String)> {
    let settings = static_files::settings_file(tree, start).and_then(|file| project.module(&file));
    let urls = settings.as_ref().and_then(|settings| {
        let settings = binding(project, settings, "ROOT_URLCONF", DEEPEST)?;
        let bound = settings.bindings();
        let bound = bound.iter().rev().find(|binding| binding.name == "ROOT_URLCONF")?;
        module_of(project, settings.path(), literal::string(bound.value)?)
    });
    let beside = start.file.as_ref().and_then(|file| file.parent().join("urls.py").ok());
    let urls = urls.or(beside).and_then(|file| project.module(&file))?;
    match page(project, &urls, DEEPEST) {
        Some(Page::Reads(line)) => Some(line),
        Some(Page::ReadsNothing) | None => ["MIDDLEWARE", "TEMPLATES"].into_iter().find_map(|name| {
            let settings = binding(project, settings.as_ref()?, name, DEEPEST)?;
            before_each_page(project, &settings, name)
        }),
    }
}

/// The module that sets the name, of those that take everything from each other.
fn binding(project: &Project<'_>, module: &Rc<Module>, name: &str, depth: usize) -> Option<Rc<Module>> {
    let depth = depth.checked_sub(1)?;
    if module.definition(name).is_some() {
        return Some(module.clone());
    }
    module.imports.stars().iter().find_map(|star| match project.import(module.path(), star) {
        Target::Project { file, rest } if rest.is_empty() => binding(project, &project.module(&file)?, name, depth),
        _ => None,
    })
}

fn module_of(project: &Project<'_>, from: &RelPath, name: &str) -> Option<RelPath> {
    match project.import(from, &ImportPath { level: 0, path: name.to_owned() }) {
        Target::Project { file, rest } if rest.is_empty() => Some(file),
        _ => None,
    }
}

/// The page of the first pattern that takes the empty path.
fn page(project: &Project<'_>, module: &Module, depth: usize) -> Option<Page> {
    let depth = depth.checked_sub(1)?;
    let mut elements: Vec<&Expr> = Vec::new();
    bindings::own_statements(module.statements(), &mut |statement, _| {
        let (target, value) = match statement {
            Stmt::Assign(assign) => match assign.targets.as_slice() {
                [target] => (target, assign.value.as_ref()),
                _ => return,
            },
            Stmt::AugAssign(assign) => (assign.target.as_ref(), assign.value.as_ref()),
            _ => return,
        };
        if matches!(target, Expr::Name(name) if name.id.as_str() == "urlpatterns") {
            listed(value, &mut elements);
        }
    });
    elements.into_iter().find_map(|element| {
        let Expr::Call(call) = element else { return None };
        let route = ["route", "regex"].iter().find_map(|name| literal::string_argument(call, name, 0))?;
        let view = call.arguments.find_argument_value("view", 1)?;
        let is_pattern = called(call).is_none_or(|name| name != "path");
        if let Some(included) = included(view) {
            let takes_all = if is_pattern { matches!(route, "" | "^") } else { route.is_empty() };
            let file =
                literal::string(included).and_then(|name| module_of(project, module.path(), name)).or_else(|| {
                    match project.target(module, included)? {
                        Target::Project { file, rest } if rest.is_empty() => Some(file),
                        _ => None,
                    }
                });
            return page(project, &*project.module(&file.filter(|_| takes_all)?)?, depth);
        }
        let is_front = if is_pattern { matches!(route, "" | "^" | "^$" | "^/?$" | r"\A\Z" | r"^\Z") } else { route.is_empty() };
        is_front.then(|| of_view(project, module, view, depth)).flatten()
    })
}

/// The elements of a list, of lists that are added, and of the arguments of `i18n_patterns(…)`.
fn listed<'a>(value: &'a Expr, elements: &mut Vec<&'a Expr>) {
    match value {
        Expr::List(list) => elements.extend(&list.elts),
        Expr::Tuple(list) => elements.extend(&list.elts),
        Expr::BinOp(both) => {
            listed(&both.left, elements);
            listed(&both.right, elements);
        }
        Expr::Call(call) if called(call) == Some("i18n_patterns") => elements.extend(&call.arguments.args),
        _ => {}
    }
}

fn called(call: &ExprCall) -> Option<&str> {
    match call.func.as_ref() {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        _ => None,
    }
}

/// What `include(…)` includes. Ex) `"shop.urls"` of `include(("shop.urls", "shop"), namespace="shop")`
fn included(view: &Expr) -> Option<&Expr> {
    let Expr::Call(call) = view else { return None };
    let first = call.arguments.find_argument_value("arg", 0).filter(|_| called(call) == Some("include"))?;
    match first {
        Expr::Tuple(pair) => pair.elts.first(),
        other => Some(other),
    }
}

fn of_view(project: &Project<'_>, module: &Module, view: &Expr, depth: usize) -> Option<Page> {
    let depth = depth.checked_sub(1)?;
    let class = match view {
        Expr::Call(call) => match call.func.as_ref() {
            Expr::Attribute(attribute) if attribute.attr.as_str() == "as_view" => attribute.value.as_ref(),
            // `login_required(view)`, `cache_page(60)(view)`
            _ => return of_view(project, module, call.arguments.find_positional(0)?, depth),
        },
        other => other,
    };
    let (file, name) = match project.target(module, class)? {
        Target::Local(name) => (module.path().clone(), name),
        Target::Project { file, rest } => (file, rest),
        Target::External(name) => return of_external(module, view, &name),
    };
    let found = project.module(&file)?;
    match found.definition(&name) {
        Some(Definition::Function(_)) => Some(page_of(reads::from(project, Place { file, class: None, function: name }))),
        Some(Definition::Class(class)) => Some(of_class(project, &found, class, depth)),
        Some(Definition::Values(values)) => values.into_iter().find_map(|value| of_view(project, &found, value, depth)),
        // A package that hands the name on.
        None => match project.import(&file, found.imports.get(&name)?) {
            Target::Project { file, rest } => {
                let place = project.module(&file)?;
                match place.definition(&rest)? {
                    Definition::Class(class) => Some(of_class(project, &place, class, depth)),
                    _ => Some(page_of(reads::from(project, Place { file, class: None, function: rest }))),
                }
            }
            _ => None,
        },
    }
}

fn page_of(line: Option<(Location, String)>) -> Page {
    line.map_or(Page::ReadsNothing, Page::Reads)
}

fn of_external(module: &Module, view: &Expr, name: &str) -> Option<Page> {
    let name = name.rsplit('.').next().unwrap_or_default();
    let has = |list: &[String]| list.iter().any(|known| known == name);
    if has(&database_calls().reading_views) {
        return Some(Page::Reads(reads::shown(module, view.start())));
    }
    has(&database_calls().plain_views).then_some(Page::ReadsNothing)
}

/// A class of the project: a view by what it is made from and what its methods do.
fn of_class(project: &Project<'_>, module: &Module, class: &StmtClassDef, depth: usize) -> Page {
    let own = bindings::functions(&class.body).into_iter().filter(|method| METHODS.contains(&method.name.as_str()));
    let method = |name: String| Place { file: module.path().clone(), class: Some(class.name.to_string()), function: name };
    if let Some(line) = own.into_iter().find_map(|function| reads::from(project, method(function.name.to_string()))) {
        return Page::Reads(line);
    }
    let bases = class.arguments.iter().flat_map(|arguments| arguments.args.iter());
    let of_base = |base: &Expr| match project.target(module, base)? {
        Target::External(name) => {
            let name = name.rsplit('.').next().unwrap_or_default();
            let is_reader = database_calls().reading_views.iter().any(|known| known == name);
            is_reader.then(|| reads::shown(module, class.start()))
        }
        Target::Local(name) => base_of(project, module, &name, depth),
        Target::Project { file, rest } => base_of(project, &*project.module(&file)?, &rest, depth),
    };
    page_of(bases.into_iter().find_map(of_base))
}

fn base_of(project: &Project<'_>, module: &Module, name: &str, depth: usize) -> Option<(Location, String)> {
    let Definition::Class(class) = module.definition(name)? else { return None };
    match of_class(project, module, class, depth.checked_sub(1)?) {
        Page::Reads(line) => Some(line),
        Page::ReadsNothing => None,
    }
}

/// Middleware and context processors of the project, which its settings name.
fn before_each_page(project: &Project<'_>, settings: &Module, list: &str) -> Option<(Location, String)> {
    let lists = settings.bindings().into_iter().filter(|binding| binding.name == list);
    let named = lists.flat_map(|binding| strings_in(binding.value));
    named.into_iter().filter(|name| name.contains('.')).find_map(|name| {
        let Target::Project { file, rest } = project.import(settings.path(), &ImportPath { level: 0, path: name.to_owned() })
        else {
            return None;
        };
        let module = project.module(&file)?;
        match module.definition(&rest)? {
            Definition::Class(class) => match of_class(project, &module, class, DEEPEST) {
                Page::Reads(line) => Some(line),
                Page::ReadsNothing => None,
            },
            Definition::Function(_) => reads::from(project, Place { file, class: None, function: rest }),
            Definition::Values(_) => None,
        }
    })
}
