//! The functions that a call leads to, as far as names show it: through imports, methods, objects of the project's classes and
//! functions that are handed on.

use std::collections::{BTreeSet, VecDeque};

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ExprCall, Stmt, StmtFunctionDef};

use super::bindings;
use super::objects::{class_of, class_of_value};
use super::{CallSite, Definition, Module, Project, Target, is_options};
use crate::model::RelPath;

/// More functions than the way from a program's first function to its server has.
const MOST: usize = 150;

/// Methods that a class from outside the project calls of a class that is made from it. Ex) `run` of a thread
const HOOKS: &[&str] = &["initialize", "start", "run", "main", "serve"];

/// A function or method of the project.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub file: RelPath,
    pub class: Option<String>,
    pub function: String,
}

impl Place {
    /// The function or method of the project that the expression names. `None` if it names none.
    pub fn named(project: &Project<'_>, module: &Module, expression: &Expr) -> Option<Self> {
        let (file, name) = match project.target(module, expression)? {
            Target::Local(name) => (module.path().clone(), name),
            Target::Project { file, rest } => project.defined(&file, &rest),
            Target::External(_) => return None,
        };
        let (class, function) = match name.split_once('.') {
            Some((class, function)) => (Some(class.to_owned()), function.to_owned()),
            None => (None, name),
        };
        Some(Self { file, class, function })
    }
}

/// The methods of the project's classes that the call runs, wherever it stands: those of the object's class, or where it has none of
/// this name those that its bases have or call.
pub fn methods(project: &Project<'_>, module: &Module, site: &CallSite<'_>) -> Vec<Place> {
    let Expr::Attribute(_) = site.call.func.as_ref() else { return Vec::new() };
    let class = site.class.map(|class| class.name.to_string());
    let function = site.function.map(|function| function.name.to_string()).unwrap_or_default();
    let place = Place { file: module.path().clone(), class, function };
    let mut open: VecDeque<Place> = called(project, module, &place, site.function, &site.call.func).into_iter().collect();
    let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
    while let Some(place) = open.pop_front() {
        let Some(module) = project.module(&place.file).filter(|_| seen.insert(place.clone())) else { continue };
        match definition(&module, &place) {
            Some(_) => found.push(place),
            None => open.extend(inherited(project, &module, &place)),
        }
    }
    found.retain(|place| place.class.is_some());
    found
}

/// Calls `each` on the function and on every function that it leads to, the nearest first, until `each` says that it has
/// seen enough.
pub fn reach(project: &Project<'_>, start: Place, each: &mut dyn FnMut(&Place, &Module, &StmtFunctionDef) -> bool) {
    let mut open = VecDeque::from([start]);
    let mut seen = BTreeSet::new();
    while let Some(place) = open.pop_front() {
        if seen.len() >= MOST || !seen.insert(place.clone()) {
            continue;
        }
        let Some(module) = project.module(&place.file) else { continue };
        match definition(&module, &place) {
            Some(function) => {
                if !each(&place, &module, function) {
                    return;
                }
                open.extend(next(project, &module, &place, function));
            }
            None => open.extend(inherited(project, &module, &place)),
        }
    }
}

/// The calls that the statements make when no option is given: those in a function or class that is defined among them, and
/// those that hang on an option, are left out. Ex) `if args.check: …`
pub fn calls_without_options(statements: &[Stmt]) -> Vec<&ExprCall> {
    let mut found = Calls(Vec::new());
    statements_without_options(statements, &mut |statement| match statement {
        Stmt::If(_) | Stmt::While(_) | Stmt::For(_) | Stmt::With(_) | Stmt::Try(_) | Stmt::Match(_) => {
            head_expressions(statement).into_iter().for_each(|expression| found.visit_expr(expression));
        }
        Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
        statement => found.visit_stmt(statement),
    });
    found.0
}

/// The statements that run when no option is given, those of the blocks among them included.
pub fn statements_without_options<'a>(statements: &'a [Stmt], each: &mut dyn FnMut(&'a Stmt)) {
    for statement in statements {
        each(statement);
        match statement {
            Stmt::If(branch) => {
                if !is_options(&branch.test) {
                    statements_without_options(&branch.body, each);
                }
                for clause in &branch.elif_else_clauses {
                    if clause.test.as_ref().is_none_or(|test| !is_options(test)) {
                        statements_without_options(&clause.body, each);
                    }
                }
            }
            Stmt::Try(attempt) => {
                statements_without_options(&attempt.body, each);
                statements_without_options(&attempt.orelse, each);
                statements_without_options(&attempt.finalbody, each);
            }
            Stmt::With(with) => statements_without_options(&with.body, each),
            Stmt::For(repeat) => statements_without_options(&repeat.body, each),
            Stmt::While(repeat) => statements_without_options(&repeat.body, each),
            Stmt::Match(select) => {
                let is_wild = |case: &&ruff_python_ast::MatchCase| case.pattern.is_irrefutable();
                select.cases.iter().filter(is_wild).for_each(|case| statements_without_options(&case.body, each));
            }
            _ => {}
        }
    }
}

fn head_expressions(statement: &Stmt) -> Vec<&Expr> {
    match statement {
        Stmt::If(branch) => vec![&branch.test],
        Stmt::While(repeat) => vec![&repeat.test],
        Stmt::For(repeat) => vec![&repeat.iter],
        Stmt::With(with) => with.items.iter().map(|item| &item.context_expr).collect(),
        Stmt::Match(select) => vec![&select.subject],
        _ => Vec::new(),
    }
}

struct Calls<'a>(Vec<&'a ExprCall>);

impl<'a> Visitor<'a> for Calls<'a> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Call(call) = expression {
            self.0.push(call);
        }
        if !expression.is_lambda_expr() {
            walk_expr(self, expression);
        }
    }
}

/// The function of this name: a method, a function of the module, or one that is defined in another function. `None` if there is
/// none.
pub(super) fn definition<'m>(module: &'m Module, place: &Place) -> Option<&'m StmtFunctionDef> {
    let named = |statements: &'m [Stmt]| {
        bindings::functions(statements).into_iter().find(|function| function.name.as_str() == place.function)
    };
    match &place.class {
        Some(class) => match module.definition(class)? {
            Definition::Class(class) => named(&class.body),
            _ => None,
        },
        None => named(module.statements()).or_else(|| {
            let outer = bindings::functions(module.statements());
            outer.into_iter().find_map(|function| named(&function.body))
        }),
    }
}

/// The method in the classes that the class is made from. What a class from outside the project does in it is not known, but
/// it calls the methods that are made to be replaced.
fn inherited(project: &Project<'_>, module: &Module, place: &Place) -> Vec<Place> {
    let Some((name, Definition::Class(class))) = place.class.as_ref().and_then(|name| Some((name, module.definition(name)?)))
    else {
        return Vec::new();
    };
    let bases = || class.arguments.iter().flat_map(|arguments| arguments.args.iter());
    let is_outside = |base: &Expr| matches!(project.target(module, base), Some(Target::External(_)));
    let methods = bindings::functions(&class.body);
    let is_hook = |hook: &&&str| methods.iter().any(|method| method.name.as_str() == **hook) && **hook != place.function;
    let hooks = HOOKS.iter().filter(is_hook).filter(|_| bases().any(is_outside));
    let hooks = hooks.map(|hook| method(place.file.clone(), name.clone(), hook));
    let of_project = bases().filter_map(|base| class_of(project, module, base));
    of_project.map(|(file, class)| method(file, class, &place.function)).chain(hooks).collect()
}

fn method(file: RelPath, class: String, function: &str) -> Place {
    Place { file, class: Some(class), function: function.to_owned() }
}

fn next(project: &Project<'_>, module: &Module, place: &Place, function: &StmtFunctionDef) -> Vec<Place> {
    let mut found = Vec::new();
    for call in calls_without_options(&function.body) {
        found.extend(called(project, module, place, Some(function), &call.func));
        // A function that is handed on is called by what it is given to. Ex) `Thread(target=serve)`
        let values = call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|keyword| &keyword.value));
        let handed_on = values.filter(|value| matches!(value, Expr::Name(_) | Expr::Attribute(_)));
        let is_function = |place: &Place| place.function != "__init__";
        found.extend(handed_on.flat_map(|value| called(project, module, place, Some(function), value)).filter(is_function));
    }
    found
}

/// What calling the expression runs, in the function of the place, or where there is none among the module's own statements.
fn called(
    project: &Project<'_>,
    module: &Module,
    place: &Place,
    function: Option<&StmtFunctionDef>,
    callee: &Expr,
) -> Option<Place> {
    if let Expr::Attribute(attribute) = callee
        && let Some((file, class)) = class_of_value(project, module, place, function, &attribute.value)
    {
        return Some(method(file, class, attribute.attr.as_str()));
    }
    let (file, name) = match project.target(module, callee)? {
        Target::Local(name) => (module.path().clone(), name),
        Target::Project { file, rest } => (file, rest),
        Target::External(_) => return None,
    };
    named(project, file, &name)
}

/// The function of this name in the file, or what making an object of the class runs; a name that the file only imports is
/// followed. `None` if there is none.
pub(super) fn named(project: &Project<'_>, file: RelPath, name: &str) -> Option<Place> {
    let (first, rest) = name.split_once('.').unwrap_or((name, ""));
    let module = project.module(&file)?;
    match module.definition(first) {
        Some(Definition::Class(_)) if rest.is_empty() => Some(method(file, first.to_owned(), "__init__")),
        Some(Definition::Class(_)) => Some(method(file, first.to_owned(), rest)),
        Some(Definition::Function(_)) if rest.is_empty() => Some(Place { file, class: None, function: first.to_owned() }),
        Some(_) => None,
        None => match module.imports.get(first).map(|import| project.import(&file, import)) {
            Some(Target::Project { file: other, rest: inner }) if other != file && !inner.is_empty() => {
                let name = if rest.is_empty() { inner } else { format!("{inner}.{rest}") };
                named_once(project, other, &name)
            }
            Some(_) => None,
            // Defined in another function.
            None => rest.is_empty().then(|| Place { file, class: None, function: first.to_owned() }),
        },
    }
}

/// As [`named`], for a name that was imported already.
fn named_once(project: &Project<'_>, file: RelPath, name: &str) -> Option<Place> {
    let (first, rest) = name.split_once('.').unwrap_or((name, ""));
    let module = project.module(&file)?;
    match module.definition(first)? {
        Definition::Class(_) if rest.is_empty() => Some(method(file, first.to_owned(), "__init__")),
        Definition::Class(_) => Some(method(file, first.to_owned(), rest)),
        Definition::Function(_) if rest.is_empty() => Some(Place { file, class: None, function: first.to_owned() }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::ProjectTree;

    #[test]
    fn a_function_leads_to_those_that_it_runs_without_options() {
        let main = "
import asyncio
from threading import Thread
from .server import Server, helper
from shop import again

def main():
    args = parse()
    if args.check:
        check()
    elif args.version:
        version()
    else:
        asyncio.run(work())
    Thread(target=background).start()

async def work():
    def inner():
        again()
    inner()
    server = Server()
    server.serve()

def check(): ...
def version(): ...
def background(): ...
def parse(): ...
def unused(): ...
";
        let server = "
from threading import Thread
class Base:
    def loop(self): ...
class Server(Base):
    def __init__(self):
        self.part = Part()
    def serve(self):
        self.loop()
        self.part.go()
class Part(Thread):
    def __init__(self):
        super().__init__()
        self.start()
    def go(self): ...
    def run(self):
        again()
    def late(self): ...
def helper(): ...
";
        let files = [
            ("shop/__init__.py", "from shop.other import again\n"),
            ("shop/main.py", main),
            ("shop/server.py", server),
            ("shop/other.py", "def again(): ...\n"),
        ];
        let tree = ProjectTree::in_memory(files);
        let project = Project::new(&tree, Vec::new(), BTreeSet::new());
        let start = Place { file: RelPath::parse("shop/main.py").unwrap(), class: None, function: "main".to_owned() };
        let mut found = Vec::new();
        reach(&project, start, &mut |place, _, _| {
            found.push(place.class.iter().map(|class| format!("{class}.")).collect::<String>() + &place.function);
            true
        });
        let expected = [
            "main",
            "parse",
            "work",
            "background",
            "inner",
            "Server.__init__",
            "Server.serve",
            "again",
            "Base.loop",
            "Part.go",
            "Part.run",
        ];
        for name in expected {
            assert!(found.iter().any(|place| place == name), "{name}: {found:?}");
        }
        for name in ["check", "version", "unused", "helper", "Part.late"] {
            assert!(!found.iter().any(|place| place == name), "{name}: {found:?}");
        }
    }
}
