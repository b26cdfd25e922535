//! The port behind a name with which a call is told where to listen. Ex) `PORT` of `app.run(port=PORT)`

use std::collections::BTreeSet;

use ruff_python_ast::{Expr, StmtFunctionDef};

use crate::model::{Port, RelPath};
use crate::python::{CallSite, Module, Project, Target, bindings, calls, literal};

/// Names that stand for other names, followed before the search gives up.
const DEEPEST: usize = 4;

/// The port that the name has in the function or file of the call, or in a file that it imports. `None` if the name stands for no
/// number that is a port.
pub fn find(project: &Project<'_>, module: &Module, site: &CallSite<'_>, name: &str) -> Option<Port> {
    named_port(module, site, name, DEEPEST).or_else(|| imported_port(project, module, name))
}

/// The port of that name in the one file that the module imports and that sets it. Ex) `class Settings: APP_PORT = 9000` for
/// `Settings.APP_PORT`
fn imported_port(project: &Project<'_>, module: &Module, name: &str) -> Option<Port> {
    if !name.to_ascii_lowercase().contains("port") {
        return None;
    }
    let files: BTreeSet<RelPath> = module
        .imports
        .paths()
        .filter_map(|path| match project.import(module.path(), path) {
            Target::Project { file, .. } => Some(file),
            Target::External(_) | Target::Local(_) => None,
        })
        .filter(|file| file != module.path())
        .collect();
    let mut found = files.iter().filter_map(|file| {
        let other = project.module(file)?;
        let of_classes = bindings::classes(other.statements()).into_iter().flat_map(|class| bindings::bindings(&class.body));
        let bound = other.bindings().into_iter().chain(of_classes).filter(|binding| binding.name == name);
        let named = |name: &str| constant(project, &other, name, DEEPEST);
        bound.filter_map(|binding| literal::port(binding.value, &named)).next()
    });
    found.next().filter(|_| found.next().is_none())
}

/// The port that a name at the top of the module has, there or where it is imported from. Ex) `port: int = DEFAULT_PORT` of a class
fn constant(project: &Project<'_>, module: &Module, name: &str, depth: usize) -> Option<Port> {
    let depth = depth.checked_sub(1)?;
    let follow = |name: &str| constant(project, module, name, depth);
    let bound = module.bindings();
    let own = bound.iter().filter(|binding| binding.name == name).find_map(|binding| literal::port(binding.value, &follow));
    own.or_else(|| match project.import(module.path(), module.imports.get(name)?) {
        Target::Project { file, rest } if file != *module.path() => constant(project, &*project.module(&file)?, &rest, depth),
        _ => None,
    })
}

/// The port behind a name: a variable of the function or file, or the default of a command-line option.
fn named_port(module: &Module, site: &CallSite<'_>, name: &str, depth: usize) -> Option<Port> {
    let depth = depth.checked_sub(1)?;
    let local = site.function.map(|function| bindings::bindings(&function.body)).unwrap_or_default();
    let follow = |name: &str| named_port(module, site, name, depth);
    let bound = local
        .iter()
        .chain(&module.bindings())
        .filter(|binding| binding.name == name)
        .find_map(|binding| literal::port(binding.value, &follow));
    let parameter = || site.function.and_then(|function| of_parameter(module, function, name, &follow));
    bound.or_else(parameter).or_else(|| {
        calls(module.statements()).iter().find_map(|other| {
            let is_it = |text: &str| text.trim_start_matches('-').replace('-', "_") == name.replace('-', "_");
            let option = other.call.arguments.args.iter().filter_map(literal::string).any(is_it);
            let default = other.call.arguments.find_keyword("default").map(|keyword| &keyword.value);
            if option { literal::port(default?, &|_| None) } else { None }
        })
    })
}

/// The port that a parameter has by default, or that a call of the file gives it.
fn of_parameter(module: &Module, function: &StmtFunctionDef, name: &str, follow: &dyn Fn(&str) -> Option<Port>) -> Option<Port> {
    let (place, parameter) =
        function.parameters.iter_non_variadic_params().enumerate().find(|(_, parameter)| parameter.name().as_str() == name)?;
    let default = parameter.default.as_deref().and_then(|value| literal::port(value, follow));
    default.or_else(|| {
        let is_own = |callee: &Expr| matches!(callee, Expr::Name(called) if called.id == function.name.id);
        let calls = calls(module.statements());
        let calls = calls.iter().filter(|site| is_own(&site.call.func));
        calls.filter_map(|site| literal::port(site.call.arguments.find_argument_value(name, place)?, follow)).next()
    })
}
