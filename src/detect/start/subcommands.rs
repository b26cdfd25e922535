//! The sub-commands of a command-line program that serve: of argparse, click and typer.

use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{Arguments, Decorator, Expr, ParameterWithDefault, Stmt, StmtFunctionDef};

use super::arguments::{asks, is_unready};
use super::lasting::{Lasting, lasts};
use super::names::{name_of, receiver};
use super::options::ADDRESSES;
use super::survey::Survey;
use crate::model::{Port, RelPath};
use crate::python::{CallSite, Definition, Module, Place, bindings, calls, literal};

/// A sub-command that takes a port, or that does not end.
pub struct Serving<'s, 'a> {
    pub name: String,
    pub takes_port: bool,
    /// The default of its `--port`. `None` if it has none.
    pub port: Option<Port>,
    /// The option for the address that it listens on. `None` if it has none. Ex) `--host`
    pub address: Option<String>,
    pub lasts: Option<Lasting<'s, 'a>>,
}

/// The sub-commands of the module that take `--port` or do not end, and need nothing else.
pub fn of_module<'s, 'a>(survey: &'s Survey<'a>, path: &RelPath) -> Vec<Serving<'s, 'a>> {
    let Some(module) = survey.resolver.project.module(path) else { return Vec::new() };
    let sites = calls(module.statements());
    let mut found = Vec::new();
    let functions = all_functions(module.statements());
    let bodies = std::iter::once(module.statements()).chain(functions.iter().map(|function| function.body.as_slice()));
    let lasts_in = |function: &str| lasts(survey, Place { file: path.clone(), class: None, function: function.to_owned() });
    for binding in bodies.flat_map(bindings::bindings) {
        let Expr::Call(call) = binding.value else { continue };
        let Some(name) = call.arguments.args.first().and_then(literal::string).filter(|_| name_of(&call.func) == "add_parser")
        else {
            continue;
        };
        let of_parser = |method: &'static str| {
            let is_of = move |site: &&CallSite<'_>| {
                name_of(&site.call.func) == method
                    && matches!(site.call.func.as_ref(), Expr::Attribute(of) if matches!(of.value.as_ref(), Expr::Name(of) if of.id.as_str() == binding.name))
            };
            sites.iter().filter(is_of)
        };
        if of_parser("add_argument").any(asks) {
            continue;
        }
        let options: Vec<&Arguments> = of_parser("add_argument").map(|site| &site.call.arguments).collect();
        let handler =
            of_parser("set_defaults").flat_map(|site| &site.call.arguments.keywords).find_map(|keyword| match &keyword.value {
                Expr::Name(name) => Some(name.id.as_str()),
                _ => None,
            });
        found.push(by_options(name.to_owned(), &options, handler.and_then(lasts_in)));
    }
    for function in functions {
        found.extend(by_decorators(&module, function, || lasts_in(function.name.as_str())));
    }
    found.retain(|serving| serving.takes_port || serving.lasts.is_some());
    found
}

/// A command of click that is the whole program, where it takes an address and a port. `None` if it is not such a command.
pub fn of_server<'s, 'a>(survey: &'s Survey<'a>, place: &Place) -> Option<Serving<'s, 'a>> {
    let module = survey.resolver.project.module(&place.file)?;
    let function = all_functions(module.statements()).into_iter().find(|function| function.name.as_str() == place.function)?;
    let of_click =
        |decorator: &Decorator| name_of(&decorator.expression) == "command" && receiver(&decorator.expression) == Some("click");
    let is_whole = place.class.is_none() && function.decorator_list.iter().any(of_click);
    let serving = by_decorators(&module, function, || None).filter(|_| is_whole)?;
    (serving.takes_port && serving.address.is_some()).then_some(serving)
}

/// Every function of the statements, those in functions included.
fn all_functions(statements: &[Stmt]) -> Vec<&StmtFunctionDef> {
    struct Functions<'a>(Vec<&'a StmtFunctionDef>);
    impl<'a> Visitor<'a> for Functions<'a> {
        fn visit_stmt(&mut self, statement: &'a Stmt) {
            if let Stmt::FunctionDef(function) = statement {
                self.0.push(function);
            }
            walk_stmt(self, statement);
        }
        fn visit_expr(&mut self, _: &'a Expr) {}
    }
    let mut found = Functions(Vec::new());
    statements.iter().for_each(|statement| found.visit_stmt(statement));
    found.0
}

fn by_options<'s, 'a>(name: String, options: &[&Arguments], lasts: Option<Lasting<'s, 'a>>) -> Serving<'s, 'a> {
    let has = |arguments: &&&Arguments, flag: &str| arguments.args.iter().filter_map(literal::string).any(|text| text == flag);
    let port = options.iter().find(|arguments| has(arguments, "--port"));
    Serving {
        name,
        takes_port: port.is_some(),
        port: port
            .and_then(|arguments| arguments.find_keyword("default"))
            .and_then(|keyword| literal::port(&keyword.value, &|_| None)),
        address: ADDRESSES
            .iter()
            .find(|flag| options.iter().any(|arguments| has(&arguments, flag)))
            .map(|flag| (*flag).to_owned()),
        lasts,
    }
}

/// A command of click or typer: a decorated function, with options as decorators, as parameters, or in a decorator that the
/// module makes of several.
fn by_decorators<'s, 'a>(
    module: &Module,
    function: &StmtFunctionDef,
    lasts: impl FnOnce() -> Option<Lasting<'s, 'a>>,
) -> Option<Serving<'s, 'a>> {
    let decorators: Vec<_> = function.decorator_list.iter().map(|decorator| &decorator.expression).collect();
    let command = decorators.iter().find(|decorator| name_of(decorator) == "command")?;
    let stated = match command {
        Expr::Call(call) => literal::string_argument(call, "name", 0).map(str::to_owned),
        _ => None,
    };
    let name = stated.unwrap_or_else(|| function.name.replace('_', "-"));
    if is_unready(function) {
        return None;
    }
    let shared: Vec<&Expr> = decorators
        .iter()
        .filter_map(|decorator| match decorator {
            Expr::Name(name) => match module.definition(name.id.as_str())? {
                Definition::Values(values) => values.into_iter().next(),
                _ => None,
            },
            _ => None,
        })
        .collect();
    let mut options = Vec::new();
    for expression in decorators.iter().copied().chain(shared) {
        options_in(expression, &mut options);
    }
    let by_option = by_options(name, &options, None);
    let parameters = || function.parameters.args.iter().chain(&function.parameters.kwonlyargs);
    let default = |wanted: &str| {
        let mut named = parameters().filter(|parameter| parameter.name().as_str() == wanted);
        named.next().and_then(|parameter| parameter.default.as_deref())
    };
    // A parameter without a default, or with `...`, must be given; one of a context is given by the library.
    let first = |expression: &Expr| match expression {
        Expr::Call(call) => call.arguments.args.first().cloned(),
        other => Some(other.clone()),
    };
    let must_be_given = |value: Option<&Expr>| value.and_then(first).is_none_or(|value| value.is_ellipsis_literal_expr());
    let of_typer = options.is_empty() && module.imports.paths().any(|import| import.path.split('.').next() == Some("typer"));
    if of_typer {
        let is_context =
            |annotation: Option<&Expr>| annotation.is_some_and(|annotation| name_of(annotation).ends_with("Context"));
        let is_missing =
            |parameter: &ParameterWithDefault| !is_context(parameter.annotation()) && must_be_given(parameter.default.as_deref());
        if parameters().any(is_missing) {
            return None;
        }
        let value = default("port");
        let port = value.and_then(first).and_then(|value| literal::port(&value, &|_| None));
        return Some(Serving {
            takes_port: value.is_some(),
            port,
            address: default("host")
                .filter(|value| first(value).is_none_or(|value| literal::string(&value) != Some("0.0.0.0")))
                .map(|_| "--host".to_owned()),
            lasts: lasts(),
            ..by_option
        });
    }
    Some(Serving { lasts: lasts(), ..by_option })
}

/// The options that the expression makes. Ex) `click.option("--port")`, or several of them in a list
fn options_in<'e>(expression: &'e Expr, found: &mut Vec<&'e Arguments>) {
    match expression {
        Expr::Call(call) if name_of(&call.func) == "option" => found.push(&call.arguments),
        Expr::Call(call) => call.arguments.args.iter().for_each(|argument| options_in(argument, found)),
        Expr::List(list) => list.elts.iter().for_each(|element| options_in(element, found)),
        Expr::Tuple(list) => list.elts.iter().for_each(|element| options_in(element, found)),
        _ => {}
    }
}
