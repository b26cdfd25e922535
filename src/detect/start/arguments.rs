//! Whether a program that is started without arguments only says what it could be given.

use std::collections::BTreeSet;

use ruff_python_ast::{Expr, StmtFunctionDef};

use super::names::name_of;
use super::survey::Survey;
use crate::model::RelPath;
use crate::python::{CallSite, Module, Place, bindings, calls, literal, reach};

/// Whether running the program without arguments ends with an error or a help text: what the functions read that it runs.
pub fn needs_arguments(survey: &Survey<'_>, first: &Place) -> bool {
    let mut needs = false;
    let mut files = BTreeSet::new();
    reach(&survey.resolver.project, first.clone(), &mut |place, module, function| {
        let of_click = imports_click(module);
        let sites = calls(&function.body);
        let at_top = files.insert(place.file.clone()).then(|| calls(module.statements()));
        let at_top = at_top.into_iter().flatten().filter(|site| site.function.is_none());
        needs |= sites.iter().any(|site| is_required(site, of_click)) || at_top.into_iter().any(|site| asks(&site));
        needs |= of_click && place == first && is_unready(function);
        !needs
    });
    needs
}

/// As [`needs_arguments`], for a file that is run as a program: what its own statements ask for, and the functions that they call.
pub fn file_needs_arguments(survey: &Survey<'_>, path: &RelPath) -> bool {
    let project = &survey.resolver.project;
    let Some(module) = project.module(path) else { return false };
    let sites = calls(module.statements());
    let mut own = sites.iter().filter(|site| site.function.is_none());
    let called = own.clone().filter_map(|site| Place::named(project, &module, &site.call.func));
    own.any(asks) || called.collect::<BTreeSet<Place>>().iter().any(|place| needs_arguments(survey, place))
}

/// As [`needs_arguments`], where the function that is run is not known.
pub fn asks_for_arguments(module: &Module) -> bool {
    let of_click = imports_click(module);
    let is_unready = bindings::functions(module.statements()).into_iter().any(is_unready);
    (of_click && is_unready) || calls(module.statements()).iter().any(|site| is_required(site, of_click) || asks(site))
}

fn imports_click(module: &Module) -> bool {
    module.imports.paths().any(|import| matches!(import.path.split('.').next(), Some("click" | "typer")))
}

/// A function of click that only hands on to its sub-commands, or that must be given something.
pub fn is_unready(function: &StmtFunctionDef) -> bool {
    function.decorator_list.iter().any(|decorator| {
        let Expr::Call(call) = &decorator.expression else { return name_of(&decorator.expression) == "group" };
        let flag = |name: &str| call.arguments.find_keyword(name).map(|keyword| literal::is_true(&keyword.value));
        match name_of(&call.func) {
            "group" => flag("invoke_without_command") != Some(true),
            "argument" => {
                flag("required") != Some(false)
                    && ["nargs", "default"].iter().all(|name| call.arguments.find_keyword(name).is_none())
            }
            "option" => flag("required") == Some(true),
            _ => false,
        }
    })
}

/// A call of argparse that asks for something that must be given.
pub fn asks(site: &CallSite<'_>) -> bool {
    let arguments = &site.call.arguments;
    let flag = |name: &str| arguments.find_keyword(name).is_some_and(|keyword| literal::is_true(&keyword.value));
    let is_no = |value: &Expr| matches!(value, Expr::BooleanLiteral(literal) if !literal.value);
    let is_optional = arguments.find_keyword("required").is_some_and(|keyword| is_no(&keyword.value));
    let positional = arguments.args.first().and_then(literal::string).is_some_and(|name| !name.starts_with('-'));
    let may_lack = ["nargs", "default"].iter().any(|name| arguments.find_keyword(name).is_some());
    match name_of(&site.call.func) {
        "add_subparsers" => !is_optional,
        "add_argument" => (positional && !may_lack) || flag("required"),
        _ => false,
    }
}

fn is_required(site: &CallSite<'_>, of_click: bool) -> bool {
    asks(site) || (of_click && name_of(&site.call.func) == "Typer")
}
