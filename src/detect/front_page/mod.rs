//! Does the page at `/` need the database?
//!
//! Where the code has no page for health checks, the check asks for `/`. A page that reads rows answers with an error while
//! the database is away or has no tables yet, and the program is then restarted although it is well. The function behind
//! the page is followed to what it calls; where nothing shows a read, the page stays the check.

mod django;
mod reads;
#[cfg(test)]
mod tests;

use std::rc::Rc;

use ruff_python_ast::{Decorator, Expr, StmtFunctionDef};

use super::reached;
use super::writable::runs;
use crate::knowledge::database_calls;
use crate::model::{Location, Note, RelPath, Start};
use crate::python::{Module, Place, Project, bindings, calls, literal};
use crate::tree::ProjectTree;

/// Methods by which applications and groups of pages register a function for GET.
const REGISTERS: [&str; 3] = ["api_route", "get", "route"];

/// Methods that include a group of pages in an application.
const INCLUDES: &[&str] = &["blueprint", "include_router", "register_blueprint"];

/// Keywords that put a group of pages below a path.
const PREFIXES: &[&str] = &["prefix", "url_prefix"];

/// The line by which the page at `/` reaches the database. `None` if no such line was found.
pub fn reads_database(tree: &ProjectTree, project: &Project<'_>, start: &Start) -> Option<(Location, String)> {
    if start.framework.as_str() == "django" {
        return django::reads_database(tree, project, start);
    }
    let modules = modules(tree, project, start);
    modules.iter().find_map(|module| {
        let places = pages(module.statements()).into_iter().filter_map(|(function, decorator)| {
            let is_hook = is_hook(decorator);
            let is_front = || registers_front_page(decorator) && !is_below(project, &modules, module, decorator);
            (is_hook || is_front()).then(|| Place {
                file: module.path().clone(),
                class: None,
                function: function.name.to_string(),
            })
        });
        places.into_iter().find_map(|place| reads::from(project, place))
    })
}

/// What is said about the check that only connects.
pub fn note(at: Location, line: &str) -> Note {
    let hint = "add a page such as `/healthz` that needs no database, or choose one with `--health`";
    Note::info(format!("the health check only connects to the port: `/` reads the database (`{line}`)")).at(at).hint(hint)
}

/// The modules of the program that may register a page for `/` or run before each page.
fn modules(tree: &ProjectTree, project: &Project<'_>, start: &Start) -> Vec<Rc<Module>> {
    let program = reached::follow(tree, project, start);
    let calls = REGISTERS.map(|method| format!(".{method}("));
    let is_page = |text: &str| {
        let registers = calls.iter().any(|call| text.contains(call.as_str()));
        registers && ["\"/\"", "'/'"].iter().any(|path| text.contains(path))
    };
    let is_hook = |text: &str| database_calls().hooks.iter().any(|hook| text.contains(hook.as_str()));
    let may_serve = |text: &str| text.contains('@') && (is_page(text) || is_hook(text));
    let files = tree.files_where("front pages", |path| path.extension() == Some("py"), may_serve);
    let is_run = |path: &&RelPath| program.files.contains(*path) || (!program.is_complete && runs(path));
    files.iter().filter(is_run).filter_map(|path| project.module(path)).collect()
}

/// The functions with their decorators, those in functions included.
fn pages(statements: &[ruff_python_ast::Stmt]) -> Vec<(&StmtFunctionDef, &Decorator)> {
    let outer = bindings::functions(statements);
    let inner = outer.iter().flat_map(|function| bindings::functions(&function.body)).collect::<Vec<_>>();
    outer.into_iter().chain(inner).flat_map(|function| function.decorator_list.iter().map(move |one| (function, one))).collect()
}

fn is_hook(decorator: &Decorator) -> bool {
    let named = match &decorator.expression {
        Expr::Call(call) => call.func.as_ref(),
        other => other,
    };
    matches!(named, Expr::Attribute(attribute) if database_calls().hooks.iter().any(|hook| hook == attribute.attr.as_str()))
}

/// `@app.route("/")`
fn registers_front_page(decorator: &Decorator) -> bool {
    let Expr::Call(call) = &decorator.expression else { return false };
    let Expr::Attribute(attribute) = call.func.as_ref() else { return false };
    let path = ["path", "rule", "uri"].iter().find_map(|name| literal::string_argument(call, name, 0));
    REGISTERS.contains(&attribute.attr.as_str()) && path == Some("/")
}

/// Whether the group that the page is registered on lies below a path. Ex) `Blueprint("admin", __name__, url_prefix="/admin")`
fn is_below(project: &Project<'_>, modules: &[Rc<Module>], module: &Module, decorator: &Decorator) -> bool {
    let Expr::Call(call) = &decorator.expression else { return false };
    let Expr::Attribute(attribute) = call.func.as_ref() else { return false };
    let Expr::Name(owner) = attribute.value.as_ref() else { return false };
    let has_prefix = |call: &ruff_python_ast::ExprCall| {
        let given = PREFIXES.iter().find_map(|name| call.arguments.find_keyword(name));
        given.is_some_and(|keyword| !matches!(literal::string(&keyword.value), Some("" | "/")))
    };
    let own = module.bindings();
    let mut made = own.iter().filter(|binding| binding.name == owner.id.as_str());
    if made.any(|binding| matches!(binding.value, Expr::Call(call) if has_prefix(call))) {
        return true;
    }
    modules.iter().any(|other| {
        calls(other.statements()).into_iter().any(|site| {
            let includes = matches!(site.call.func.as_ref(), Expr::Attribute(method) if INCLUDES.contains(&method.attr.as_str()));
            let names_it = || {
                let group = site.call.arguments.find_positional(0)?;
                let (file, name) = match project.target(other, group)? {
                    crate::python::Target::Local(name) => (other.path().clone(), name),
                    crate::python::Target::Project { file, rest } => (file, rest),
                    crate::python::Target::External(_) => return None,
                };
                // A package often hands the group on under its name.
                let name = name.rsplit('.').next().unwrap_or_default().to_owned();
                let is_near = file == *module.path() || file.parent() == module.path().parent();
                Some(is_near && name == owner.id.as_str())
            };
            includes && has_prefix(site.call) && names_it().unwrap_or_default()
        })
    })
}
