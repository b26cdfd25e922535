//! What one module does with files that it names.

use std::collections::BTreeMap;

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{ExceptHandler, Expr, ExprCall, Stmt, StmtFunctionDef, StmtIf, StmtTry, UnaryOp};
use ruff_text_size::{Ranged, TextSize};

use crate::detect::environment::ends;
use crate::knowledge::{Makes, file_writers, outside_file_names};
use crate::python::bindings::is_main_guard;
use crate::python::{Module, Paths, Reference, literal};

/// What is done with the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Its content is taken whenever this code runs. A `hesitant` reader goes on without the file.
    Reads {
        hesitant: bool,
    },
    Makes,
    /// The program looks whether the file is there, and goes on without it.
    AsksFor,
}

/// One place that names a file.
#[derive(Debug)]
pub struct Seen {
    pub path: String,
    pub act: Act,
    /// The function around it. `None` if it stands at the top of the file.
    pub function: Option<String>,
    pub offset: TextSize,
}

/// Every such place of the module. What a branch or a caught failure may leave out is no read.
pub fn seen(paths: &Paths<'_>, module: &Module, is_start: bool) -> Vec<Seen> {
    const SIGNS: &[&str] = &[
        "open(",
        "read_text(",
        "read_bytes(",
        ".read(",
        "exists(",
        "isfile(",
        "is_file(",
        "os.rename(",
        "os.replace(",
        "shutil.",
    ];
    let mut signs = SIGNS.iter().copied().chain(outside_file_names().reading_packages());
    if !signs.any(|sign| memchr::memmem::find(module.source.text.as_bytes(), sign.as_bytes()).is_some()) {
        return Vec::new();
    }
    let parses = module.imports.loaded().any(|path| path.path.split('.').next() == Some("configparser"));
    let mut finder = Finder {
        paths,
        module,
        is_start,
        parses,
        function: None,
        conditions: 0,
        attempts: 0,
        called: BTreeMap::new(),
        found: Vec::new(),
    };
    for statement in module.statements() {
        finder.visit_stmt(statement);
    }
    let Finder { mut found, called, .. } = finder;
    // A function that is only called where its failure is caught stops nothing.
    let is_caught = |function: &String| called.get(function.as_str()) == Some(&true);
    found.retain(|seen| !matches!(seen.act, Act::Reads { .. }) || !seen.function.as_ref().is_some_and(is_caught));
    found
}

struct Finder<'a, 'p> {
    paths: &'p Paths<'p>,
    module: &'a Module,
    is_start: bool,
    /// The module has to do with files of `configparser`.
    parses: bool,
    function: Option<&'a StmtFunctionDef>,
    /// Branches around the statement that are not always taken.
    conditions: usize,
    /// Attempts around the statement that go on after a failure.
    attempts: usize,
    /// The functions that the module calls by their names, with whether every call stands in such an attempt.
    called: BTreeMap<&'a str, bool>,
    found: Vec<Seen>,
}

impl<'a> Finder<'a, '_> {
    fn add(&mut self, expression: &Expr, act: Act, offset: TextSize) {
        if matches!(act, Act::Reads { .. }) && self.conditions > 0 {
            return;
        }
        let function = self.function.map(|function| function.name.to_string());
        for path in self.paths.all_absolute(self.module, self.function, expression) {
            self.found.push(Seen { path, act, function: function.clone(), offset });
        }
    }

    fn conditional(&mut self, is_conditional: bool, visit: impl FnOnce(&mut Self)) {
        self.conditions += usize::from(is_conditional);
        visit(self);
        self.conditions -= usize::from(is_conditional);
    }

    /// `if not os.path.isfile("config.json"): sys.exit("…")` needs the file; any other question goes on without it.
    fn branch(&mut self, branch: &'a StmtIf) {
        let ended = ends(&branch.body).then(|| negated(&branch.test).and_then(asked)).flatten();
        match ended {
            Some(path) => self.add(path, Act::Reads { hesitant: false }, branch.test.start()),
            None => self.visit_expr(&branch.test),
        }
        let is_taken = is_main_guard(&branch.test) && self.is_start;
        self.conditional(!is_taken, |finder| finder.visit_body(&branch.body));
        for clause in &branch.elif_else_clauses {
            clause.test.iter().for_each(|test| self.visit_expr(test));
            self.conditional(true, |finder| finder.visit_body(&clause.body));
        }
    }

    fn attempt(&mut self, attempt: &'a StmtTry) {
        let goes_on = attempt.handlers.iter().any(|ExceptHandler::ExceptHandler(handler)| !ends(&handler.body));
        self.attempts += usize::from(goes_on);
        self.conditional(goes_on, |finder| finder.visit_body(&attempt.body));
        self.attempts -= usize::from(goes_on);
        for ExceptHandler::ExceptHandler(handler) in &attempt.handlers {
            self.conditional(true, |finder| finder.visit_body(&handler.body));
        }
        self.conditional(goes_on, |finder| finder.visit_body(&attempt.orelse));
        self.visit_body(&attempt.finalbody);
    }

    /// The path that a function of a library is given. Ex) `joblib.load("model.pkl")`
    fn read_by_library(&self, call: &'a ExprCall) -> Option<&'a Expr> {
        let Reference::Imported(import) = self.module.imports.reference(&call.func)? else { return None };
        let reader = outside_file_names().reader(&import.path).filter(|_| import.level == 0)?;
        let path = call.arguments.find_argument_value(&reader.argument, 0)?;
        literal::string(path).is_none_or(|text| !text.contains("://")).then_some(path)
    }

    /// The path of the file that a function of a library makes of another one. Ex) `shutil.copy("sample.ini", "bot.ini")`
    fn made_by_library(&self, call: &'a ExprCall) -> Option<&'a Expr> {
        let Reference::Imported(import) = self.module.imports.reference(&call.func)? else { return None };
        let mut rows = file_writers().calls.iter().filter(|row| row.name == import.path && row.position > 0);
        let row = rows.find(|row| matches!(row.makes, Makes::File) && row.mode.is_none())?;
        call.arguments.find_argument_value(&row.argument, row.position)
    }

    fn call(&mut self, call: &'a ExprCall) {
        if let Expr::Name(name) = call.func.as_ref() {
            let is_caught = self.called.entry(name.id.as_str()).or_insert(true);
            *is_caught &= self.attempts > 0;
        }
        if let Some(path) = asked_by(call) {
            self.add(path, Act::AsksFor, call.start());
            return;
        }
        if let Some(path) = self.read_by_library(call) {
            self.add(path, Act::Reads { hesitant: false }, call.start());
            return;
        }
        if let Some(path) = self.made_by_library(call) {
            self.add(path, Act::Makes, call.start());
            return;
        }
        let mode = |position: usize| match call.arguments.find_argument_value("mode", position) {
            None => Some("r"),
            Some(mode) => literal::string(mode),
        };
        let of_mode = |mode: Option<&str>| match mode {
            Some(mode) if mode.starts_with('r') && !mode.contains('+') => Some(Act::Reads { hesitant: false }),
            Some(_) => Some(Act::Makes),
            None => None,
        };
        let (path, act) = match call.func.as_ref() {
            Expr::Name(name) if name.id.as_str() == "open" => (call.arguments.find_argument_value("file", 0), of_mode(mode(1))),
            Expr::Attribute(attribute) => {
                let of = attribute.value.as_ref();
                match attribute.attr.as_str() {
                    "read_text" | "read_bytes" => (Some(of), Some(Act::Reads { hesitant: false })),
                    "write_text" | "write_bytes" | "touch" => (Some(of), Some(Act::Makes)),
                    "open" if matches!(of, Expr::Name(name) if ["codecs", "io"].contains(&name.id.as_str())) => {
                        (call.arguments.find_argument_value("file", 0), of_mode(mode(1)))
                    }
                    "open" => (Some(of), of_mode(mode(0))),
                    // A parser takes a missing file for an empty one, and its reader stops at the first section.
                    "read" if self.parses => {
                        (call.arguments.find_argument_value("filenames", 0), Some(Act::Reads { hesitant: true }))
                    }
                    _ => (None, None),
                }
            }
            _ => (None, None),
        };
        if let (Some(path), Some(act)) = (path, act) {
            self.add(path, act, call.start());
        }
    }
}

/// What is asked for where the expression is a question after a file. Ex) `os.path.exists(PATH)`, `PATH.is_file()`
fn asked(expression: &Expr) -> Option<&Expr> {
    match expression {
        Expr::Call(call) => asked_by(call),
        _ => None,
    }
}

fn asked_by(call: &ExprCall) -> Option<&Expr> {
    let Expr::Attribute(attribute) = call.func.as_ref() else {
        let is_function = matches!(call.func.as_ref(), Expr::Name(name) if ["exists", "isfile"].contains(&name.id.as_str()));
        return call.arguments.args.first().filter(|_| is_function);
    };
    match attribute.attr.as_str() {
        "exists" | "isfile" if !call.arguments.args.is_empty() => call.arguments.args.first(),
        "exists" | "is_file" => Some(&attribute.value),
        _ => None,
    }
}

fn negated(test: &Expr) -> Option<&Expr> {
    match test {
        Expr::UnaryOp(operation) if operation.op == UnaryOp::Not => Some(&operation.operand),
        _ => None,
    }
}

impl<'a> Visitor<'a> for Finder<'a, '_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => {
                let (outer, conditions) = (self.function.replace(function), std::mem::take(&mut self.conditions));
                let attempts = std::mem::take(&mut self.attempts);
                walk_stmt(self, statement);
                (self.function, self.conditions, self.attempts) = (outer, conditions, attempts);
            }
            Stmt::If(branch) => self.branch(branch),
            Stmt::Try(attempt) => self.attempt(attempt),
            Stmt::While(_) | Stmt::For(_) | Stmt::Match(_) => self.conditional(true, |finder| walk_stmt(finder, statement)),
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Call(call) => {
                self.call(call);
                walk_expr(self, expression);
            }
            Expr::If(choice) => {
                self.visit_expr(&choice.test);
                self.conditional(true, |finder| {
                    finder.visit_expr(&choice.body);
                    finder.visit_expr(&choice.orelse);
                });
            }
            Expr::Lambda(_) => self.conditional(true, |finder| walk_expr(finder, expression)),
            _ => walk_expr(self, expression),
        }
    }
}
