//! Applications that a program serves beside its other work, in a thread, a process or a task of its own. The program is the
//! start: a server that imports such an application would leave the rest out.
//! Ex) `Thread(target=serve).start()` in a bot that answers the health checks of its host

use ruff_python_ast::{Expr, ExprCall};
use ruff_text_size::Ranged;

use super::address::Address;
use super::files::{is_for_development, is_for_maintainers};
use super::names::name_of;
use super::origin::{Origin, Resolver};
use super::runs::Run;
use crate::knowledge::handing_call;
use crate::model::{Location, Port, RelPath};
use crate::python::{CallSite, Module, Place, Target, calls, literal, reach};

/// One application that is served so.
#[derive(Debug, Clone)]
pub struct Beside {
    pub origin: Origin,
    /// The file whose function serves it.
    pub file: RelPath,
    /// Where it listens, if that is reached from outside and the code names the port. `None` if it does not listen, is not
    /// reached from outside, or the code does not name the port.
    pub listens: Option<(Port, Location)>,
}

/// The applications that the module hands to a thread, a process or a task.
pub fn find(resolver: &Resolver<'_>, runs: &[Run<'_>], module: &Module) -> Vec<Beside> {
    if is_for_maintainers(module.path()) || is_for_development(module.path()) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for site in calls(module.statements()) {
        let handed = handed(resolver, module, site.call);
        found.extend(handed.into_iter().filter_map(|value| served(resolver, runs, module, &site, value)));
    }
    found
}

/// The functions that the call runs beside the rest. A call of one counts as the function.
fn handed<'m>(resolver: &Resolver<'_>, module: &Module, call: &'m ExprCall) -> Vec<&'m Expr> {
    let row = match resolver.project.target(module, &call.func) {
        Some(Target::External(name)) => handing_call(&name),
        Some(Target::Project { .. }) => None,
        _ => None,
    };
    let Some(row) = row.or_else(|| handing_call(name_of(&call.func)).filter(|_| call.func.is_attribute_expr())) else {
        return Vec::new();
    };
    let arguments = &call.arguments;
    let keyword = row.keyword.as_ref().and_then(|keyword| arguments.find_keyword(keyword)).map(|keyword| &keyword.value);
    match (keyword, row.position) {
        (Some(value), _) => vec![value],
        (None, Some(position)) => arguments.find_positional(position).into_iter().collect(),
        (None, None) => arguments.args.iter().collect(),
    }
}

/// The application that the function serves.
fn served(resolver: &Resolver<'_>, runs: &[Run<'_>], module: &Module, site: &CallSite<'_>, value: &Expr) -> Option<Beside> {
    match value {
        // A call gives the coroutine of its function. `partial(serve, port)` is `serve` with an argument.
        Expr::Call(call) => {
            let inner = if name_of(&call.func) == "partial" { call.arguments.find_positional(0)? } else { call.func.as_ref() };
            served(resolver, runs, module, site, inner)
        }
        Expr::Lambda(lambda) => {
            let at = lambda.body.as_call_expr().map(|call| module.source.location(call.start()))?;
            runs.iter().find(|run| run.at == at).and_then(of_run)
        }
        Expr::Attribute(method) if resolver.origin(module, site.function, &method.value).is_some() => {
            let origin = resolver.origin(module, site.function, &method.value)?;
            let (row, _) = resolver.framework(&origin)?;
            let serves = row.script.as_ref().is_some_and(|script| script.methods.iter().any(|name| name == method.attr.as_str()));
            let listens = named_port(module, site.call);
            serves.then(|| Beside { origin, file: module.path().clone(), listens })
        }
        _ => of_function(resolver, runs, Place::named(&resolver.project, module, value)?),
    }
}

/// The first application that the function serves, itself or by another one.
fn of_function(resolver: &Resolver<'_>, runs: &[Run<'_>], place: Place) -> Option<Beside> {
    let mut found = None;
    reach(&resolver.project, place, &mut |place, _, function| {
        let here = |run: &&Run<'_>| run.file == place.file && run.function.as_deref() == Some(function.name.as_str());
        found = runs.iter().find(here).and_then(of_run);
        found.is_none()
    });
    found
}

fn of_run(run: &Run<'_>) -> Option<Beside> {
    let port = run.port().filter(|_| run.address != Address::Loopback);
    Some(Beside { origin: run.origin.clone()?, file: run.file.clone(), listens: port.map(|port| (port, run.at.clone())) })
}

/// The port among the arguments of a function that a thread calls. Ex) `kwargs={"host": "0.0.0.0", "port": 8080}`
fn named_port(module: &Module, call: &ExprCall) -> Option<(Port, Location)> {
    let keyword = call.arguments.find_keyword("kwargs")?;
    let pairs = keyword.value.as_dict_expr()?;
    let is_port = |item: &&ruff_python_ast::DictItem| item.key.as_ref().and_then(literal::string) == Some("port");
    let port = literal::port(&pairs.items.iter().find(is_port)?.value, &|_| None)?;
    Some((port, module.source.location(keyword.start())))
}
