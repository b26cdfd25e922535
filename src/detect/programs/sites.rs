//! The places of one module that start programs.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{ExceptHandler, Expr, ExprCall, Operator, Stmt, StmtFunctionDef};
use ruff_text_size::{Ranged, TextSize};

use crate::knowledge::{ProgramRow, Takes, programs};
use crate::lint::call;
use crate::model::RelPath;
use crate::python::bindings::{bindings, own_statements};
use crate::python::{Module, Paths, Reference, Target, calls, literal};

/// One program at one place.
#[derive(Debug, Clone, Copy)]
pub struct Site {
    pub program: &'static ProgramRow,
    pub line: usize,
    /// The code does not go on without it.
    pub needed: bool,
}

/// Names followed before the search gives up.
const DEEPEST: usize = 8;

/// Folders that the packages of the system put programs into.
const FOLDERS: &[&str] = &["/bin", "/sbin", "/usr/bin", "/usr/local/bin", "/usr/sbin"];

/// What handlers catch when a program is absent.
const CATCHES_ABSENCE: &[&str] = &["BaseException", "Exception", "FileNotFoundError", "IOError", "OSError", "EnvironmentError"];

/// Names of other systems in conditions. Ex) `sys.platform == "darwin"`
const OTHER_SYSTEMS: &[&str] = &["darwin", "win32", "nt", "windows", "cygwin"];

/// Every program that the module starts. A program that the module looks for first is needed only where its absence is an
/// error of the module's own.
///
/// `foreign` are functions of other modules that start what they are given.
pub fn of_module(paths: &Paths<'_>, module: &Module, foreign: &[Helper]) -> Vec<Site> {
    let helpers = helpers(module);
    let mut finder =
        Finder { paths, module, function: None, optional: false, demands: false, helpers, foreign, found: Vec::new() };
    for statement in module.statements() {
        finder.visit_stmt(statement);
    }
    let looked_for: Vec<(&str, bool)> = finder
        .found
        .iter()
        .filter(|found| found.kind == Takes::Wanted)
        .map(|found| (found.program.name.as_str(), found.needed))
        .collect();
    let is_needed = |found: &Found| {
        let mut looks =
            looked_for.iter().filter(|(name, _)| *name == found.program.name).map(|(_, demanded)| *demanded).peekable();
        if looks.peek().is_none() { found.needed } else { looks.any(|demanded| demanded) }
    };
    let line = |at: TextSize| module.source.location(at).line.unwrap_or(1);
    finder.found.iter().map(|found| Site { program: found.program, line: line(found.at), needed: is_needed(found) }).collect()
}

struct Found {
    program: &'static ProgramRow,
    at: TextSize,
    needed: bool,
    kind: Takes,
}

/// A function that starts what it is given. Ex) `def run(command): subprocess.run(command)`
#[derive(Debug, Clone)]
pub struct Helper {
    pub file: RelPath,
    pub name: String,
    position: usize,
    argument: String,
}

/// The functions of the module that start what they are given.
pub fn helpers(module: &Module) -> Vec<Helper> {
    let mut found = Vec::new();
    for site in calls(module.statements()) {
        let Some(function) = site.function else { continue };
        let Some(row) = imported(module, &site.call.func).and_then(|name| programs().call(&name)) else { continue };
        let given = site.call.arguments.find_argument_value(&row.argument, row.position);
        let Some(Expr::Name(given)) = given.filter(|_| row.takes == Takes::Words) else { continue };
        let parameters: Vec<&str> = function.parameters.iter_non_variadic_params().map(|one| one.name().as_str()).collect();
        let is_method = matches!(parameters.first(), Some(&("self" | "cls")));
        let position = parameters.iter().position(|name| *name == given.id.as_str());
        if let Some(position) = position.and_then(|position| position.checked_sub(usize::from(is_method))) {
            let argument = parameters[position + usize::from(is_method)].to_owned();
            found.push(Helper { file: module.path().clone(), name: function.name.to_string(), position, argument });
        }
    }
    found
}

fn imported(module: &Module, function: &Expr) -> Option<String> {
    match module.imports.reference(function)? {
        Reference::Imported(path) if path.level == 0 => Some(path.path),
        _ => None,
    }
}

struct Finder<'a, 'p> {
    paths: &'p Paths<'p>,
    module: &'a Module,
    function: Option<&'a StmtFunctionDef>,
    /// The code goes on if the program is absent.
    optional: bool,
    /// In a condition whose branch ends with an error.
    demands: bool,
    helpers: Vec<Helper>,
    foreign: &'a [Helper],
    found: Vec<Found>,
}

impl<'a> Finder<'a, '_> {
    fn imported(&self, function: &Expr) -> Option<String> {
        imported(self.module, function)
    }

    /// The function of another module that the call enters.
    fn foreign(&self, call: &ExprCall) -> Option<&'a Helper> {
        let Target::Project { file, rest } = self.paths.project.target(self.module, &call.func)? else { return None };
        let name = rest.rsplit('.').next().unwrap_or_default();
        self.foreign.iter().find(|helper| helper.file == file && helper.name == name)
    }

    fn call(&mut self, call: &'a ExprCall) {
        if let Some(helper) = self.foreign.first().and_then(|_| self.foreign(call)) {
            if let Some(given) = call.arguments.find_argument_value(&helper.argument, helper.position) {
                let names = self.words(given, DEEPEST);
                self.add(names, call.start(), Takes::Words);
            }
            return;
        }
        let name = self.imported(&call.func);
        if let Some(name) = &name {
            if let Some(program) = programs().of_library(name) {
                self.add(vec![program.name.clone()], call.start(), Takes::Program);
                return;
            }
            if let Some(row) = programs().call(name) {
                if let Some(given) = call.arguments.find_argument_value(&row.argument, row.position) {
                    let names = match row.takes {
                        Takes::Words => self.words(given, DEEPEST),
                        Takes::Program | Takes::Wanted => self.value(given).into_iter().collect(),
                    };
                    self.add(names, call.start(), row.takes);
                }
                return;
            }
            let is_program = |module: &String| name.strip_prefix(module.as_str()).and_then(|rest| rest.strip_prefix('.'));
            if let Some(program) = programs().modules.iter().find_map(is_program) {
                let program = program.split('.').next().unwrap_or_default().to_owned();
                self.add(vec![program], call.start(), Takes::Program);
            }
            return;
        }
        let own = match call.func.as_ref() {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => return,
        };
        let given = self
            .helpers
            .iter()
            .filter(|helper| helper.name == own)
            .find_map(|helper| call.arguments.find_argument_value(&helper.argument, helper.position));
        if let Some(given) = given {
            let names = self.words(given, DEEPEST);
            self.add(names, call.start(), Takes::Words);
        }
    }

    fn add(&mut self, names: Vec<String>, at: TextSize, kind: Takes) {
        let needed = if kind == Takes::Wanted { self.demands } else { !self.optional };
        let known = names.iter().filter_map(|name| programs().program(plain(name)?));
        self.found.extend(known.map(|program| Found { program, at, needed, kind }));
    }

    fn value(&self, expression: &Expr) -> Option<String> {
        self.paths.value(self.module, self.function, expression)
    }

    /// The programs that a list of words, or a line of shell, starts.
    fn words(&self, expression: &Expr, depth: usize) -> Vec<String> {
        let Some(depth) = depth.checked_sub(1) else { return Vec::new() };
        let first = |elements: &[Expr]| match elements.first() {
            Some(Expr::Starred(starred)) => self.words(&starred.value, depth),
            Some(element) => self.program(element).into_iter().collect(),
            None => Vec::new(),
        };
        match expression {
            Expr::List(list) => first(&list.elts),
            Expr::Tuple(tuple) => first(&tuple.elts),
            Expr::BinOp(sum) if sum.op == Operator::Add && self.value(&sum.left).is_none() => self.words(&sum.left, depth),
            Expr::Call(call) => match (call.func.as_ref(), call.arguments.find_positional(0)) {
                (Expr::Attribute(attribute), Some(list)) if attribute.attr.as_str() == "join" => self.words(list, depth),
                (Expr::Attribute(attribute), _) if attribute.attr.as_str() == "split" && call.arguments.is_empty() => {
                    self.words(&attribute.value, depth)
                }
                (_, Some(text)) if self.imported(&call.func).as_deref() == Some("shlex.split") => self.words(text, depth),
                _ => self.line(expression),
            },
            Expr::Name(name) => {
                let own = self.function.map(|function| bindings(&function.body)).unwrap_or_default();
                let all = own.into_iter().chain(self.module.bindings());
                let mut values =
                    all.filter(|binding| binding.name == name.id.as_str()).map(|binding| self.words(binding.value, depth));
                values.find(|found| !found.is_empty()).unwrap_or_else(|| self.line(expression))
            }
            Expr::If(choice) => [self.words(&choice.body, depth), self.words(&choice.orelse, depth)].concat(),
            _ => self.line(expression),
        }
    }

    /// The first element of a list. Ex) `"git"`, `shutil.which("git")`
    fn program(&self, element: &Expr) -> Option<String> {
        if let Expr::Call(call) = element
            && let Some(row) = self.imported(&call.func).and_then(|name| programs().call(&name))
            && row.takes == Takes::Wanted
        {
            return self.value(call.arguments.find_argument_value(&row.argument, row.position)?);
        }
        if let Expr::BoolOp(either) = element {
            return either.values.iter().rev().find_map(|value| self.program(value));
        }
        self.value(element)
    }

    fn line(&self, expression: &Expr) -> Vec<String> {
        let text = self.value(expression).unwrap_or_default();
        call::of_line(&text).into_iter().map(|call| call.written).collect()
    }

    /// Whether a later branch of the block ends with an error if the name has no value. Ex) `if not git: raise …`
    fn is_demanded(&self, name: &str) -> bool {
        let block = self.function.map_or(self.module.statements(), |function| function.body.as_slice());
        let mut demanded = false;
        own_statements(block, &mut |statement, _| {
            if let Stmt::If(branch) = statement {
                let mut names = Names { name, found: false };
                names.visit_expr(&branch.test);
                demanded |= names.found && ends_with_error(&branch.body);
            }
        });
        demanded
    }
}

impl<'a> Visitor<'a> for Finder<'a, '_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        let (function, optional, demands) = (self.function, self.optional, self.demands);
        match statement {
            Stmt::FunctionDef(definition) => {
                self.function = Some(definition);
                walk_stmt(self, statement);
            }
            Stmt::Try(attempt) => {
                self.optional |= attempt.handlers.iter().any(catches_absence);
                attempt.body.iter().for_each(|inner| self.visit_stmt(inner));
                self.optional = optional;
                for ExceptHandler::ExceptHandler(handler) in &attempt.handlers {
                    handler.body.iter().for_each(|inner| self.visit_stmt(inner));
                }
                attempt.orelse.iter().chain(&attempt.finalbody).for_each(|inner| self.visit_stmt(inner));
            }
            Stmt::If(branch) => {
                self.demands = ends_with_error(&branch.body);
                self.visit_expr(&branch.test);
                self.demands = demands;
                if !is_other_system(&branch.test) {
                    branch.body.iter().for_each(|inner| self.visit_stmt(inner));
                }
                for clause in &branch.elif_else_clauses {
                    if let Some(test) = &clause.test {
                        self.demands = ends_with_error(&clause.body);
                        self.visit_expr(test);
                        self.demands = demands;
                        if is_other_system(test) {
                            continue;
                        }
                    }
                    clause.body.iter().for_each(|inner| self.visit_stmt(inner));
                }
            }
            Stmt::Assign(assign) => {
                if let [Expr::Name(name)] = assign.targets.as_slice() {
                    self.demands = self.is_demanded(name.id.as_str());
                }
                walk_stmt(self, statement);
            }
            _ => walk_stmt(self, statement),
        }
        (self.function, self.optional, self.demands) = (function, optional, demands);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Call(call) = expression {
            self.call(call);
        }
        walk_expr(self, expression);
    }
}

/// The name of a program of the system; nothing for one in a folder of the project's.
fn plain(program: &str) -> Option<&str> {
    match program.rsplit_once('/') {
        Some((folder, name)) => FOLDERS.contains(&folder).then_some(name),
        None => Some(program),
    }
}

/// Whether the handler goes on when a program is absent. One that raises does not.
fn catches_absence(handler: &ExceptHandler) -> bool {
    let ExceptHandler::ExceptHandler(handler) = handler;
    let name = |expression: &Expr| match expression {
        Expr::Name(name) => CATCHES_ABSENCE.contains(&name.id.as_str()),
        Expr::Attribute(attribute) => CATCHES_ABSENCE.contains(&attribute.attr.as_str()),
        _ => false,
    };
    let catches = match handler.type_.as_deref() {
        None => true,
        Some(Expr::Tuple(tuple)) => tuple.elts.iter().any(name),
        Some(expression) => name(expression),
    };
    catches && !ends_with_error(&handler.body)
}

/// Whether the block raises, or ends the process.
fn ends_with_error(block: &[Stmt]) -> bool {
    let is_exit = |expression: &Expr| {
        let Expr::Call(call) = expression else { return false };
        match call.func.as_ref() {
            Expr::Name(name) => matches!(name.id.as_str(), "exit" | "quit"),
            Expr::Attribute(attribute) => matches!(attribute.attr.as_str(), "exit" | "_exit" | "abort"),
            _ => false,
        }
    };
    block.iter().any(|statement| match statement {
        Stmt::Raise(_) => true,
        Stmt::Expr(expression) => is_exit(&expression.value),
        _ => false,
    })
}

/// Whether the condition holds on another system than Linux alone.
fn is_other_system(test: &Expr) -> bool {
    let is_other = |expression: &Expr| {
        literal::string(expression).is_some_and(|text| OTHER_SYSTEMS.contains(&text.to_ascii_lowercase().as_str()))
    };
    match test {
        Expr::Compare(compare) => {
            let equals = matches!(compare.ops.first(), Some(ruff_python_ast::CmpOp::Eq | ruff_python_ast::CmpOp::In));
            equals && (is_other(&compare.left) || compare.comparators.iter().any(is_other))
        }
        Expr::Call(call) => {
            let starts = matches!(call.func.as_ref(), Expr::Attribute(attribute) if attribute.attr.as_str() == "startswith");
            starts
                && call.arguments.find_positional(0).is_some_and(|text| literal::string(text).is_some_and(|text| text == "win"))
        }
        Expr::BoolOp(both) if both.op == ruff_python_ast::BoolOp::And => both.values.iter().any(is_other_system),
        _ => false,
    }
}

/// Looks for a name in an expression.
struct Names<'n> {
    name: &'n str,
    found: bool,
}

impl<'a> Visitor<'a> for Names<'_> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        self.found |= matches!(expression, Expr::Name(name) if name.id.as_str() == self.name);
        walk_expr(self, expression);
    }
}
