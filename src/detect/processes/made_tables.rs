//! The command that makes the tables of a database, where the start does not make them: one that the project defines for its
//! framework's own command line, or the statement that only running the file as a script reaches.

use std::rc::Rc;

use ruff_python_ast::{Expr, ExprCall, StmtFunctionDef};
use ruff_text_size::Ranged;

use super::{complete, plain};
use crate::detect::environment::at_start::AtStart;
use crate::detect::reached;
use crate::detect::start::Survey;
use crate::knowledge::ShownRow;
use crate::model::{Command, EnvVar, Finding, Process, ProcessKind, Start};
use crate::python::{CallSite, Definition, Module, bindings, calls, literal};

/// The process of the row, whose `made` is the method that makes the tables. `None` if the program does not call the method, or
/// has no web application.
pub fn process(survey: &Survey<'_>, row: &ShownRow, method: &str, web: Option<&Start>) -> Option<Process> {
    let web = web?;
    let entrypoint = web.entrypoint.as_ref().filter(|entrypoint| entrypoint.attribute.is_some())?;
    let (tree, project) = (survey.evidence.tree, &survey.resolver.project);
    let calls_it = |module: &&Rc<Module>| module.source.text.contains(method);
    let scanned: Vec<Rc<Module>> = survey.scanned.iter().filter_map(|file| project.module(&file.path)).collect();
    if !scanned.iter().any(|module| calls_it(&module)) {
        return None;
    }
    let reached = reached::follow(tree, project, web).files;
    let modules: Vec<Rc<Module>> = reached.iter().filter_map(|path| project.module(path)).collect();
    let at_start = AtStart::find(project, &modules, Some(web));
    let mut found: Option<(Vec<String>, Rc<Module>, ruff_text_size::TextSize)> = None;
    for module in scanned.iter().filter(calls_it) {
        for site in calls(module.statements()) {
            if !is_call_of(site.call, method) {
                continue;
            }
            let words: Option<Vec<String>> = match site.function {
                Some(function) if at_start.runs(module.path(), function.name.as_str()) || is_hook(function) => return None,
                Some(function) => command_of(module, function).map(|name| {
                    row.words.iter().map(|word| if word == "{made}" { name.clone() } else { word.clone() }).collect()
                }),
                None if !site.guarded && reached.contains(module.path()) => return None,
                None if site.guarded && web.file.as_ref() == Some(module.path()) && !entrypoint.factory => {
                    statement(module, &site, entrypoint.module.as_str(), entrypoint.attribute.as_ref()?.as_str())
                }
                None => None,
            };
            if let (Some(words), None) = (words, &found) {
                found = Some((words, module.clone(), site.call.start()));
            }
        }
    }
    let (words, module, offset) = found?;
    let is_of_framework = words.first() == row.words.first();
    let command = Command::new(words).ok()?;
    let folder = web.working_dir.clone();
    let value = entrypoint.to_string();
    let env: Vec<EnvVar> = row.env.iter().filter_map(|variable| variable.replace("{web}", &value).parse().ok()).collect();
    let start = Start {
        working_dir: folder.clone(),
        env: if is_of_framework { env } else { Vec::new() },
        ..plain(survey, &command, folder.as_ref())
    };
    let finding = Finding { value: start, at: module.source.location(offset), why: module.source.line_at(offset) };
    Some(complete(row.name.clone(), ProcessKind::Release, finding))
}

fn is_call_of(call: &ExprCall, method: &str) -> bool {
    matches!(call.func.as_ref(), Expr::Attribute(attribute) if attribute.attr.as_str() == method)
}

/// The application itself calls the function. Ex) `@app.before_first_request`
fn is_hook(function: &StmtFunctionDef) -> bool {
    let is_request = |name: &str| name.starts_with("before_");
    function.decorator_list.iter().any(|decorator| match &decorator.expression {
        Expr::Attribute(attribute) => is_request(attribute.attr.as_str()),
        _ => false,
    })
}

/// What the command line calls the function, or the one of its module that calls it.
fn command_of(module: &Module, function: &StmtFunctionDef) -> Option<String> {
    if let Some(name) = name_of_command(module, function) {
        return Some(name);
    }
    let calls_it = |other: &&StmtFunctionDef| {
        calls(&other.body).iter().any(|site| matches!(site.call.func.as_ref(), Expr::Name(name) if name.id == function.name.id))
    };
    let functions = bindings::functions(module.statements());
    functions.into_iter().filter(calls_it).find_map(|other| name_of_command(module, other))
}

/// `@app.cli.command("init-db")`, or `@click.command()` of a module that adds it with `app.cli.add_command(…)`
fn name_of_command(module: &Module, function: &StmtFunctionDef) -> Option<String> {
    // A command of a blueprint has the blueprint's name before its own.
    if module.source.text.contains("Blueprint(") {
        return None;
    }
    function.decorator_list.iter().find_map(|decorator| {
        let Expr::Call(call) = &decorator.expression else { return None };
        let Expr::Attribute(attribute) = call.func.as_ref() else { return None };
        let is_of_application = match attribute.value.as_ref() {
            Expr::Attribute(of) => of.attr.as_str() == "cli",
            Expr::Name(name) => name.id.as_str() == "click" && module.source.text.contains(".cli.add_command("),
            _ => false,
        };
        if attribute.attr.as_str() != "command" || !is_of_application {
            return None;
        }
        let stated = literal::string_argument(call, "name", 0).map(str::to_owned);
        Some(stated.unwrap_or_else(|| function.name.as_str().replace('_', "-")))
    })
}

/// The call as a program of its own, inside the context of the application.
fn statement(module: &Module, site: &CallSite<'_>, of: &str, app: &str) -> Option<Vec<String>> {
    let Expr::Attribute(attribute) = site.call.func.as_ref() else { return None };
    let Expr::Name(receiver) = attribute.value.as_ref() else { return None };
    let receiver = receiver.id.as_str();
    let is_value = matches!(module.definition(receiver), Some(Definition::Values(_)));
    if !(is_value || module.imports.get(receiver).is_some()) || !site.call.arguments.is_empty() || app.contains('.') {
        return None;
    }
    let names = if app == receiver { app.to_owned() } else { format!("{app}, {receiver}") };
    let line = format!("from {of} import {names}; {app}.app_context().push(); {receiver}.{}()", attribute.attr);
    Some(vec!["python".to_owned(), "-c".to_owned(), line])
}
