//! The text that the code writes out for a name: a literal, a constant of the project, or constants put together.

use ruff_python_ast::{Expr, InterpolatedStringElement, Operator, StmtClassDef, StmtFunctionDef};

use super::names::dotted;
use crate::python::{Definition, Module, Project, Target, bindings};

/// Constants followed before the search gives up.
const DEEPEST: usize = 8;

/// The text of the expression, seen from the function of the module; `None` if it is computed.
pub fn text(project: &Project<'_>, module: &Module, function: Option<&StmtFunctionDef>, expression: &Expr) -> Option<String> {
    resolve(project, module, function, expression, DEEPEST)
}

/// The same of every element of a list that the code writes out; with a column, of the element's part there.
pub fn texts(project: &Project<'_>, module: &Module, list: &Expr, column: Option<usize>) -> Vec<String> {
    of_list(project, module, list, column, DEEPEST)
}

fn resolve(
    project: &Project<'_>,
    module: &Module,
    function: Option<&StmtFunctionDef>,
    expression: &Expr,
    depth: usize,
) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    let resolve = |expression: &Expr| self::resolve(project, module, function, expression, depth);
    match expression {
        Expr::StringLiteral(literal) => Some(literal.value.to_str().to_owned()),
        Expr::FString(string) => string
            .value
            .elements()
            .map(|element| match element {
                InterpolatedStringElement::Literal(text) => Some(text.value.to_string()),
                InterpolatedStringElement::Interpolation(part) => resolve(&part.expression),
            })
            .collect(),
        Expr::BinOp(both) if both.op == Operator::Add => Some(resolve(&both.left)? + &resolve(&both.right)?),
        Expr::Name(_) | Expr::Attribute(_) => {
            if let Some((function, root)) = function.zip(dotted(expression).map(|(root, _)| root))
                && let Some(value) = bound(module, function, root)
            {
                return value.filter(|_| expression.is_name_expr()).and_then(resolve);
            }
            match project.target(module, expression)? {
                Target::Local(name) => constant(project, module, &name, depth),
                Target::Project { file, rest } => constant(project, &*project.module(&file)?, &rest, depth),
                Target::External(_) => None,
            }
        }
        _ => None,
    }
}

/// The only value that the function binds to the name; `Some(None)` if it is what a caller gives, or bound more often; `None` if
/// the function does not bind it.
pub fn bound<'f>(module: &Module, function: &'f StmtFunctionDef, name: &str) -> Option<Option<&'f Expr>> {
    if module.local(function, name).is_none() {
        return function.parameters.includes(name).then_some(None);
    }
    let mut bindings = bindings::bindings(&function.body).into_iter().filter(|binding| binding.name == name);
    let first = bindings.next()?;
    Some(bindings.next().is_none().then_some(first.value))
}

/// A constant of the module, or of a class in it. Ex) `Keys.TOKEN`, `Keys.TOKEN.value`
fn constant(project: &Project<'_>, module: &Module, name: &str, depth: usize) -> Option<String> {
    let (first, rest) = name.split_once('.').unwrap_or((name, ""));
    match module.definition(first)? {
        Definition::Values(values) if rest.is_empty() => match values.as_slice() {
            [only] => resolve(project, module, None, only, depth),
            _ => None,
        },
        Definition::Class(class) => {
            resolve(project, module, None, of_class(class, rest.strip_suffix(".value").unwrap_or(rest))?, depth)
        }
        _ => None,
    }
}

fn of_class<'c>(class: &'c StmtClassDef, name: &str) -> Option<&'c Expr> {
    let mut bound = bindings::bindings(&class.body).into_iter().filter(|binding| binding.name == name);
    let first = bound.next()?;
    bound.next().is_none().then_some(first.value)
}

fn of_list(project: &Project<'_>, module: &Module, list: &Expr, column: Option<usize>, depth: usize) -> Vec<String> {
    let Some(depth) = depth.checked_sub(1) else { return Vec::new() };
    let text = |expression: &Expr| resolve(project, module, None, expression, depth);
    let element = |element: &Expr| match (column, element) {
        (None, element) => text(element),
        (Some(column), Expr::Tuple(parts)) => text(parts.elts.get(column)?),
        (Some(column), Expr::List(parts)) => text(parts.elts.get(column)?),
        _ => None,
    };
    match list {
        Expr::List(list) => list.elts.iter().filter_map(element).collect(),
        Expr::Tuple(list) => list.elts.iter().filter_map(element).collect(),
        Expr::Set(set) => set.elts.iter().filter_map(element).collect(),
        Expr::Dict(dict) if column.is_none_or(|column| column == 0) => {
            dict.items.iter().filter_map(|item| text(item.key.as_ref()?)).collect()
        }
        Expr::Dict(dict) if column == Some(1) => dict.items.iter().filter_map(|item| text(&item.value)).collect(),
        Expr::Call(call) => match call.func.as_ref() {
            Expr::Attribute(of) if matches!(of.attr.as_str(), "items" | "keys") && call.arguments.is_empty() => {
                of_list(project, module, &of.value, column, depth)
            }
            _ => Vec::new(),
        },
        Expr::Name(_) | Expr::Attribute(_) => {
            let of = |module: &Module, name: &str| match module.definition(name) {
                Some(Definition::Values(values)) => match values.as_slice() {
                    [only] => of_list(project, module, only, column, depth),
                    _ => Vec::new(),
                },
                _ => Vec::new(),
            };
            match project.target(module, list) {
                Some(Target::Local(name)) => of(module, &name),
                Some(Target::Project { file, rest }) => project.module(&file).map(|other| of(&other, &rest)).unwrap_or_default(),
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}
