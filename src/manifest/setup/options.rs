//! The arguments of `setup` that say what the wheel gets.

use std::collections::BTreeMap;

use ruff_python_ast::{Expr, ExprCall};

use super::super::build_tables::{SetuptoolsOptions, SetuptoolsPackages};
use super::literal::{Constants, Literal};
use crate::python::strings_in;

/// Takes one argument, if it is one of these.
pub(super) fn argument(name: &str, value: &Expr, constants: &Constants<'_>, into: &mut SetuptoolsOptions) {
    let evaluated = || constants.evaluate(value);
    match name {
        "packages" => into.packages = packages(value, constants),
        "py_modules" => into.py_modules = evaluated().as_ref().and_then(owned),
        "package_dir" => {
            if let Some(Literal::Dict(members)) = evaluated() {
                let pair = |(name, folder): &(String, Literal)| Some((name.clone(), folder.text()?.0.to_owned()));
                into.package_dir = members.iter().filter_map(pair).collect();
            }
        }
        "package_data" => into.package_data = globs(evaluated()),
        "exclude_package_data" => into.exclude_package_data = globs(evaluated()),
        "include_package_data" => {
            if let Expr::BooleanLiteral(flag) = value {
                into.include_package_data = Some(flag.value);
            }
        }
        "ext_modules" | "cffi_modules" | "rust_extensions" => {
            let is_empty = matches!(value, Expr::List(list) if list.elts.is_empty());
            if !is_empty {
                let known = into.extensions.take().unwrap_or_default();
                let sources = strings_in(value).into_iter().filter(|text| is_source(text));
                into.extensions = Some(known.into_iter().chain(sources.map(str::to_owned)).collect());
            }
        }
        _ => {}
    }
}

fn owned(literal: &Literal) -> Option<Vec<String>> {
    Some(literal.texts()?.into_iter().map(|(text, _)| text.to_owned()).collect())
}

fn globs(literal: Option<Literal>) -> BTreeMap<String, Vec<String>> {
    let Some(Literal::Dict(members)) = literal else { return BTreeMap::new() };
    members.iter().filter_map(|(name, globs)| Some((name.clone(), owned(globs)?))).collect()
}

/// The source of a compiled module. Ex) `shop/core.c`
fn is_source(text: &str) -> bool {
    [".c", ".cc", ".cpp", ".cxx", ".pyx", ".rs"].iter().any(|ending| text.ends_with(ending))
}

/// A list of names, or a call of `find_packages` or `find_namespace_packages`.
fn packages(value: &Expr, constants: &Constants<'_>) -> SetuptoolsPackages {
    if let Some(names) = constants.evaluate(value).as_ref().and_then(owned) {
        return SetuptoolsPackages::Listed(names);
    }
    let Expr::Call(call) = value else { return SetuptoolsPackages::Unknown };
    let callee = match call.func.as_ref() {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return SetuptoolsPackages::Unknown,
    };
    let namespaces = match callee {
        "find_packages" => false,
        "find_namespace_packages" => true,
        _ => return SetuptoolsPackages::Unknown,
    };
    let folder = given(call, "where", 0).map(|value| constants.evaluate(value));
    let exclude = given(call, "exclude", 1).map(|value| constants.evaluate(value));
    let include = given(call, "include", 2).map(|value| constants.evaluate(value));
    if [&folder, &exclude, &include].iter().any(|given| matches!(given, Some(None))) {
        return SetuptoolsPackages::Unknown;
    }
    let list = |given: Option<Option<Literal>>| given.flatten().as_ref().and_then(owned);
    SetuptoolsPackages::Find {
        folders: list(folder).unwrap_or_else(|| vec![".".to_owned()]),
        include: list(include).unwrap_or_else(|| vec!["*".to_owned()]),
        exclude: list(exclude).unwrap_or_default(),
        namespaces,
        sets_folder: false,
    }
}

fn given<'e>(call: &'e ExprCall, name: &str, position: usize) -> Option<&'e Expr> {
    let keyword = call.arguments.find_keyword(name).map(|keyword| &keyword.value);
    keyword.or_else(|| call.arguments.find_positional(position))
}
