//! A console script that serves: by the project's documents and by what its code asks for, it is started without arguments
//! or with the sub-command that they show. Every other console script is a tool.

use std::collections::BTreeSet;

use ruff_python_ast::{Expr, StmtFunctionDef};

use super::ports;
use super::survey::Survey;
use crate::knowledge::is_lasting_call;
use crate::manifest::ScriptEntry;
use crate::model::{Entrypoint, Port, RelPath};
use crate::python::{CallSite, Module, Target, bindings, calls, literal};

/// How the script is started.
pub struct Use {
    pub words: Vec<String>,
    pub port: Option<Port>,
}

/// A sub-command that takes a port.
struct Serving {
    name: String,
    /// The default of its `--port`.
    port: Option<Port>,
    takes_host: bool,
}

/// The way to start the script as a server. `None` if nothing says that it is one.
pub fn find(survey: &Survey<'_>, entry: &ScriptEntry, file: Option<&RelPath>, target: Option<&Entrypoint>) -> Option<Use> {
    let file = file?;
    let modules = modules(survey, file);
    let shown = documented(survey, &entry.name);
    let own = ports::of_project(survey.evidence);
    let serving: Vec<Serving> = modules.iter().flat_map(|path| serving_in(survey, path)).collect();
    let named = serving.iter().filter_map(|serving| {
        let line = shown.iter().find(|words| words.get(1) == Some(&serving.name))?;
        let port = own.or(serving.port).or_else(|| super::command::port_of(line))?;
        Some((serving, port))
    });
    if let Some((serving, port)) = named.into_iter().next() {
        let mut words = vec![entry.name.clone(), serving.name.clone()];
        words.extend(serving.takes_host.then(|| "--host=0.0.0.0".to_owned()));
        words.push(format!("--port={port}"));
        return Some(Use { words, port: Some(port) });
    }
    let is_alone = shown.iter().any(|words| words.len() == 1);
    let function = target.and_then(|target| target.attribute.as_ref()).map(crate::model::Attribute::as_str);
    let lasts = function.is_some_and(|function| lasts(survey, file, function));
    let needs = modules.iter().any(|path| survey.resolver.project.module(path).is_some_and(|module| needs_arguments(&module)));
    if needs || !(lasts || (is_alone && listens(survey, file, own))) {
        return None;
    }
    let port = own.or_else(|| Some(ports::of_defaults(survey.evidence, &file.parent())?.0));
    Some(Use { words: vec![entry.name.clone()], port })
}

/// Whether a port of the project is known, without which a line of its documents does not make a server of a tool.
fn listens(survey: &Survey<'_>, file: &RelPath, own: Option<Port>) -> bool {
    own.is_some() || ports::of_defaults(survey.evidence, &file.parent()).is_some()
}

/// The file, what it imports from the project, and what that imports.
fn modules(survey: &Survey<'_>, file: &RelPath) -> BTreeSet<RelPath> {
    const MOST: usize = 40;
    let mut found = BTreeSet::from([file.clone()]);
    let mut fresh = found.clone();
    for _ in 0..2 {
        let of = |path: &RelPath| survey.resolver.project.module(path);
        let imported: BTreeSet<RelPath> = fresh
            .iter()
            .filter_map(of)
            .flat_map(|module| {
                module.imports.paths().filter_map(|import| survey.leads_to(module.path(), import)).collect::<Vec<_>>()
            })
            .filter(|path| !found.contains(path))
            .collect();
        fresh = imported.into_iter().take(MOST).collect();
        found.extend(fresh.iter().cloned());
    }
    found
}

/// The lines of README and of the first pages of the documents that run the script, in words. A line is one that stands in a
/// block of code: fenced, or indented.
fn documented(survey: &Survey<'_>, script: &str) -> Vec<Vec<String>> {
    let tree = survey.evidence.tree;
    let is_page = |file: &&RelPath| {
        let name = file.file_name().to_ascii_lowercase();
        let stem = name.split('.').next().unwrap_or_default();
        let is_text = matches!(file.extension(), Some("md" | "rst" | "txt"));
        let is_first = matches!(stem, "index" | "usage" | "quickstart" | "getting-started" | "install" | "installation");
        is_text && ((file.depth() == 1 && stem == "readme") || (file.depth() == 2 && file.top() == "docs" && is_first))
    };
    let mut found = Vec::new();
    for file in tree.walk().files.iter().filter(is_page) {
        let Ok(Some(text)) = tree.text(file) else { continue };
        let mut is_fenced = false;
        for line in text.lines() {
            if line.trim_start().starts_with("```") {
                is_fenced = !is_fenced;
                continue;
            }
            let is_code = is_fenced || line.starts_with("   ") || line.starts_with('\t');
            let line = line.trim().trim_start_matches(['$', '>']).trim();
            let Some(words) = Some(line).filter(|line| is_code && line.starts_with(script)).and_then(shlex::split) else {
                continue;
            };
            let words: Vec<String> =
                words.into_iter().take_while(|word| !matches!(word.as_str(), "&" | "#" | "|" | "&&")).collect();
            if words.first().is_some_and(|word| word == script) {
                found.push(words);
            }
        }
    }
    found
}

/// Whether running the program without arguments ends with an error or a help text.
fn needs_arguments(module: &Module) -> bool {
    let of_click = module.imports.paths().any(|import| matches!(import.path.split('.').next(), Some("click" | "typer")));
    let is_required = |site: &CallSite<'_>| {
        let arguments = &site.call.arguments;
        let flag = |name: &str| arguments.find_keyword(name).is_some_and(|keyword| literal::is_true(&keyword.value));
        let positional = arguments.args.first().and_then(literal::string).is_some_and(|name| !name.starts_with('-'));
        let may_lack = ["nargs", "default"].iter().any(|name| arguments.find_keyword(name).is_some());
        match callee(site) {
            "add_subparsers" => true,
            "add_argument" => (positional && !may_lack) || flag("required"),
            "Typer" => of_click,
            "argument" => of_click && positional && !may_lack,
            "option" => of_click && flag("required"),
            _ => false,
        }
    };
    let is_decorated = bindings::functions(module.statements())
        .into_iter()
        .any(|function| function.decorator_list.iter().any(|decorator| name_of(&decorator.expression) == "group"));
    (of_click && is_decorated) || calls(module.statements()).iter().any(is_required)
}

/// The sub-commands of the module that take `--port` and nothing that must be given.
fn serving_in(survey: &Survey<'_>, path: &RelPath) -> Vec<Serving> {
    let Some(module) = survey.resolver.project.module(path) else { return Vec::new() };
    let sites = calls(module.statements());
    let mut found = Vec::new();
    let bodies = std::iter::once(module.statements())
        .chain(bindings::functions(module.statements()).into_iter().map(|function| function.body.as_slice()));
    for binding in bodies.flat_map(bindings::bindings) {
        let Expr::Call(call) = binding.value else { continue };
        let Some(name) = call.arguments.args.first().and_then(literal::string).filter(|_| name_of(&call.func) == "add_parser")
        else {
            continue;
        };
        let options = sites.iter().filter(|site| {
            callee(site) == "add_argument"
                && matches!(site.call.func.as_ref(), Expr::Attribute(of) if matches!(of.value.as_ref(), Expr::Name(of) if of.id.as_str() == binding.name))
        });
        found.extend(by_options(name, options.map(|site| &site.call.arguments)));
    }
    for function in bindings::functions(module.statements()) {
        found.extend(by_decorators(function));
    }
    found
}

fn by_options<'e>(name: &str, options: impl Iterator<Item = &'e ruff_python_ast::Arguments>) -> Option<Serving> {
    let options: Vec<_> = options.collect();
    let has = |arguments: &ruff_python_ast::Arguments, flag: &str| {
        arguments.args.iter().filter_map(literal::string).any(|text| text == flag)
    };
    let port = options.iter().find(|arguments| has(arguments, "--port"))?;
    let port = port.find_keyword("default").and_then(|keyword| literal::port(&keyword.value, &|_| None));
    Some(Serving { name: name.to_owned(), port, takes_host: options.iter().any(|arguments| has(arguments, "--host")) })
}

/// A command of click or typer: a decorated function, with options as decorators or as parameters.
fn by_decorators(function: &StmtFunctionDef) -> Option<Serving> {
    let decorators: Vec<_> = function.decorator_list.iter().map(|decorator| &decorator.expression).collect();
    let command = decorators.iter().find(|decorator| name_of(decorator) == "command")?;
    let stated = match command {
        Expr::Call(call) => literal::string_argument(call, "name", 0).map(str::to_owned),
        _ => None,
    };
    let name = stated.unwrap_or_else(|| function.name.replace('_', "-"));
    let options = decorators.iter().filter(|decorator| name_of(decorator) == "option").filter_map(|decorator| match decorator {
        Expr::Call(call) => Some(&call.arguments),
        _ => None,
    });
    by_options(&name, options).or_else(|| {
        let parameters = function.parameters.args.iter().chain(&function.parameters.kwonlyargs);
        let default = |wanted: &str| {
            let mut named = parameters.clone().filter(|parameter| parameter.name().as_str() == wanted);
            named.next().and_then(|parameter| parameter.default.as_deref())
        };
        // A parameter without a default, or with `...`, must be given.
        let first = |expression: &Expr| match expression {
            Expr::Call(call) => call.arguments.args.first().cloned(),
            other => Some(other.clone()),
        };
        let must_be_given = |value: Option<&Expr>| value.and_then(first).is_none_or(|value| value.is_ellipsis_literal_expr());
        if parameters.clone().any(|parameter| parameter.default.is_none()) {
            return None;
        }
        let value = default("port").filter(|value| !must_be_given(Some(*value)))?;
        let port = first(value).and_then(|value| literal::port(&value, &|_| None));
        Some(Serving { name, port, takes_host: default("host").is_some() })
    })
}

/// Whether the function, or one that it calls, makes a call that lasts as long as the program.
fn lasts(survey: &Survey<'_>, file: &RelPath, function: &str) -> bool {
    const DEEPEST: usize = 60;
    let mut open = vec![(file.clone(), function.to_owned())];
    let mut seen = BTreeSet::new();
    while let Some((file, function)) = open.pop() {
        if seen.len() > DEEPEST || !seen.insert((file.clone(), function.clone())) {
            continue;
        }
        if survey.runs.iter().any(|run| run.file == file && run.function.as_deref() == Some(function.as_str())) {
            return true;
        }
        let Some(module) = survey.resolver.project.module(&file) else { continue };
        for site in calls(module.statements()).iter().filter(|site| site.function.is_some_and(|of| of.name.as_str() == function))
        {
            match survey.resolver.project.target(&module, &site.call.func) {
                Some(Target::External(name)) if is_lasting_call(&name) => return true,
                Some(Target::Local(name)) => open.push((file.clone(), name)),
                Some(Target::Project { file, rest }) if !rest.contains('.') => open.push((file, rest)),
                _ if is_lasting_call(callee(site)) => return true,
                _ => {}
            }
        }
    }
    false
}

fn callee<'e>(site: &CallSite<'e>) -> &'e str {
    name_of(&site.call.func)
}

/// The last part of the name of a function, called or not. Ex) `command` of `@app.command("run")`
fn name_of(expression: &Expr) -> &str {
    match expression {
        Expr::Call(call) => name_of(&call.func),
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => "",
    }
}
