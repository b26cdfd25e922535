//! Which functions run whenever the program starts: those that the modules call while they are loaded, those that a framework
//! is given to run then, and those that these call, methods of the project's objects among them. Making an object runs what its class
//! begins with.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use ruff_python_ast::{Expr, ExprCall, Stmt, StmtClassDef, StmtFunctionDef, UnaryOp};
use ruff_text_size::Ranged;

use super::helpers::has_raise;
use crate::knowledge::start_hooks;
use crate::model::{RelPath, Start};
use crate::python::bindings::{bindings, classes, functions, is_main_guard, own_statements};
use crate::python::{Definition, Module, Place, Project, Target, calls, literal, methods};

/// The functions, by file and name.
#[derive(Debug, Default)]
pub struct AtStart {
    functions: HashSet<(RelPath, String)>,
    /// The file that is run as a program, where one is.
    start: Option<RelPath>,
    /// The words of the start command, where it is known.
    words: Option<Vec<String>>,
    /// The functions that the started file runs last, so that the program ends where they return.
    last: HashSet<(RelPath, String)>,
    /// The functions without whose consent the program ends. Ex) `if not validate(): sys.exit(1)`
    asked: HashSet<(RelPath, String)>,
}

impl AtStart {
    pub fn find(project: &Project<'_>, modules: &[Rc<Module>], start: Option<&Start>) -> Self {
        let words = start.map(|start| start.command.words().to_vec());
        let file = start.and_then(|start| start.file.clone());
        let mut found = Self { functions: HashSet::new(), start: file, words, last: HashSet::new(), asked: HashSet::new() };
        let mut callees: HashMap<(RelPath, String), Vec<(RelPath, String)>> = HashMap::new();
        let mut open = Vec::new();
        for module in modules {
            let is_start = found.is_start(module.path());
            if is_start {
                let ending = calls(last_of(module.statements()));
                found.last.extend(ending.iter().filter_map(|site| named_function(project, module, &site.call.func)));
            }
            let bodies = functions(module.statements()).into_iter().map(|function| function.body.as_slice());
            let of_classes = classes(module.statements()).into_iter().flat_map(|class| functions(&class.body));
            let bodies = bodies.chain(of_classes.map(|function| function.body.as_slice()));
            for call in std::iter::once(module.statements()).chain(bodies).flat_map(asked) {
                found.asked.extend(named_function(project, module, &call.func));
            }
            for site in calls(module.statements()) {
                let injected = site.function.and_then(|function| injected(function, site.call));
                let named = std::iter::once(site.call.func.as_ref()).chain(given(site.call)).chain(injected);
                let mut found: Vec<_> = named.filter_map(|expression| named_function(project, module, expression)).collect();
                found.extend(methods(project, module, &site).into_iter().map(known_by));
                match site.function {
                    Some(function) => {
                        let caller = (module.path().clone(), name_of(function, site.class).to_owned());
                        callees.entry(caller).or_default().extend(found);
                    }
                    None if site.guarded && !is_start => {}
                    None => open.extend(found),
                }
            }
            let hooked = functions(module.statements()).into_iter().filter(|function| is_hooked(function));
            open.extend(hooked.map(|function| (module.path().clone(), function.name.to_string())));
            let attribute = start.filter(|_| is_start).and_then(|start| start.entrypoint.as_ref()?.attribute.as_ref());
            let attribute = attribute.map(|attribute| (module.path().clone(), attribute.as_str().to_owned()));
            found.last.extend(attribute.clone());
            open.extend(attribute);
        }
        while let Some(function) = open.pop() {
            if found.functions.insert(function.clone()) {
                open.extend(callees.remove(&function).unwrap_or_default());
            }
        }
        found
    }

    pub fn runs(&self, file: &RelPath, function: &str) -> bool {
        self.functions.contains(&(file.clone(), function.to_owned()))
    }

    /// Whether the program ends where the function returns.
    pub fn is_last(&self, file: &RelPath, function: &str) -> bool {
        self.last.contains(&(file.clone(), function.to_owned()))
    }

    /// Whether the program ends where the function returns `False`.
    pub fn is_asked(&self, file: &RelPath, function: &str) -> bool {
        self.asked.contains(&(file.clone(), function.to_owned()))
    }

    /// Whether the start command gives the option, or may do so. Ex) `--token`, `-t`
    pub fn may_give(&self, flag: &str) -> bool {
        self.words.as_ref().is_none_or(|words| words.iter().any(|word| word.contains(flag)))
    }

    /// Whether the file is the one that is run, so that what `if __name__ == "__main__":` guards runs too.
    pub fn is_start(&self, file: &RelPath) -> bool {
        self.start.as_ref() == Some(file)
    }
}

/// The calls whose false result ends the program, in the statements. Ex) `is_valid = validate()`, `if not is_valid: sys.exit(1)`
fn asked(statements: &[Stmt]) -> Vec<&ExprCall> {
    let mut found = Vec::new();
    let bound = OnceCell::new();
    own_statements(statements, &mut |statement, _| {
        let Stmt::If(branch) = statement else { return };
        let Expr::UnaryOp(not) = branch.test.as_ref() else { return };
        if not.op != UnaryOp::Not || !has_raise(&branch.body) {
            return;
        }
        match not.operand.as_ref() {
            Expr::Name(name) => {
                let bound = bound.get_or_init(|| bindings(statements));
                let mut of_name = bound.iter().filter(|binding| binding.name == name.id.as_str());
                found.extend(of_name.next_back().and_then(|binding| called(binding.value)));
            }
            value => found.extend(called(value)),
        }
    });
    found
}

fn called(value: &Expr) -> Option<&ExprCall> {
    match value {
        Expr::Call(call) => Some(call),
        Expr::Await(awaited) => called(&awaited.value),
        _ => None,
    }
}

/// The last statement that the file runs as a program.
fn last_of(statements: &[Stmt]) -> &[Stmt] {
    match statements.split_last() {
        Some((Stmt::If(branch), _)) if is_main_guard(&branch.test) => last_of(&branch.body),
        Some((last, _)) => std::slice::from_ref(last),
        None => &[],
    }
}

/// What the function is known by: the name of the class for the method that makes its objects.
pub(super) fn name_of<'a>(function: &'a StmtFunctionDef, class: Option<&'a StmtClassDef>) -> &'a str {
    match class {
        Some(class) if function.name.as_str() == "__init__" => class.name.as_str(),
        _ => function.name.as_str(),
    }
}

/// The same for a method that a call leads to.
fn known_by(method: Place) -> (RelPath, String) {
    let name = method.class.filter(|_| method.function == "__init__").unwrap_or(method.function);
    (method.file, name)
}

/// The function of the project that the expression names.
fn named_function(project: &Project<'_>, module: &Module, expression: &Expr) -> Option<(RelPath, String)> {
    match project.target(module, expression)? {
        Target::Local(name) => callee(module, &name),
        Target::Project { file, rest } if !rest.is_empty() => {
            let (file, name) = project.defined(&file, &rest);
            project.module(&file).and_then(|module| callee(&module, &name))
        }
        _ => None,
    }
}

/// The functions that the call gives a framework to run at the start. Ex) `FastAPI(lifespan=begin)`
fn given(call: &ExprCall) -> Vec<&Expr> {
    let hooks = start_hooks();
    let is_hook = |name: &str| hooks.keywords.iter().any(|known| known == name);
    let named = call.arguments.keywords.iter().filter(|keyword| keyword.arg.as_ref().is_some_and(|name| is_hook(name.as_str())));
    let mut found: Vec<&Expr> = Vec::new();
    for keyword in named {
        match &keyword.value {
            Expr::List(list) => found.extend(&list.elts),
            Expr::Tuple(tuple) => found.extend(&tuple.elts),
            one => found.push(one),
        }
    }
    if let Expr::Attribute(method) = call.func.as_ref() {
        let is_list =
            matches!(method.value.as_ref(), Expr::Attribute(list) if hooks.lists.iter().any(|known| known == list.attr.as_str()));
        let is_event = || call.arguments.args.first().and_then(literal::string) == Some(&hooks.event);
        if method.attr.as_str() == "append" && is_list {
            found.extend(call.arguments.args.first());
        } else if hooks.methods.iter().any(|known| known == method.attr.as_str()) && is_event() {
            found.extend(call.arguments.args.get(1));
        }
    }
    found
}

/// The function that makes a parameter of the function around the call. Ex) `load` of `async def main(config=Depends(load))`
fn injected<'c>(function: &StmtFunctionDef, call: &'c ExprCall) -> Option<&'c Expr> {
    let name = match call.func.as_ref() {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return None,
    };
    let is_parameter = function.parameters.range().contains_range(call.range());
    let is_injected = is_parameter && start_hooks().injected.iter().any(|known| known == name);
    is_injected.then(|| call.arguments.find_argument_value("dependency", 0)).flatten()
}

/// Whether a decorator gives the function to a framework to run at the start. Ex) `@app.on_event("startup")`
fn is_hooked(function: &StmtFunctionDef) -> bool {
    let hooks = start_hooks();
    let is_named = |expression: &Expr| matches!(expression, Expr::Attribute(attribute) if hooks.decorators.iter().any(|known| known == attribute.attr.as_str()));
    function.decorator_list.iter().any(|decorator| match &decorator.expression {
        Expr::Call(call) => {
            let event = call.arguments.args.first().and_then(literal::string);
            is_named(&call.func) && event.is_none_or(|event| event == hooks.event)
        }
        expression => is_named(expression),
    })
}

/// A function of the module, or a method that is called on its class. Ex) `Settings.load`
fn callee(module: &Module, name: &str) -> Option<(RelPath, String)> {
    let function = match name.split_once('.') {
        None => name,
        Some((class, method)) => {
            let is_class = matches!(module.definition(class), Some(Definition::Class(_)));
            Some(method).filter(|method| is_class && !method.contains('.'))?
        }
    };
    Some((module.path().clone(), function.to_owned()))
}
