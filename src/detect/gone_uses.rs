//! Uses of objects, and forms of calls, that newer releases of a distribution refuse. Ex) `TemplateResponse("page.html", {…})`
//!
//! A call in a function fails when it is called, which is late enough for the image to build and to answer nothing but errors.
//! Left out is what the code can do without: behind a question for the release or for the attribute, and in a `try` that
//! catches what would be raised.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Arguments, ExceptHandler, Expr, ExprCall, Stmt, StmtTry};
use ruff_text_size::{Ranged, TextSize};

use crate::knowledge::{Given, GoneNames, GoneUse, gone_names};
use crate::python::{Module, Reference};

/// One use of a row, by what it is called in the code.
pub(super) struct Found {
    pub row: &'static GoneNames,
    pub used: &'static GoneUse,
    pub name: String,
    pub at: TextSize,
}

/// Each use with its place, in order. `is_script`: the file is what starts, so that its main guard is open.
pub(super) fn gone_uses(module: &Module, is_script: bool) -> Vec<Found> {
    let mut finder = Finder { module, is_script, found: Vec::new() };
    for statement in module.statements() {
        finder.visit_stmt(statement);
    }
    finder.found
}

struct Finder<'m> {
    module: &'m Module,
    is_script: bool,
    found: Vec<Found>,
}

impl Finder<'_> {
    fn take(&mut self, used: &Expr, call: Option<&ExprCall>) {
        let imported = match self.module.imports.reference(used) {
            Some(Reference::Imported(name)) if name.level == 0 => Some(name.path),
            _ => None,
        };
        let chain = chain(used);
        for row in gone_names() {
            for one in row.uses.iter().filter(|one| one.is_form() == call.is_some()) {
                let name = if one.name.starts_with('.') { &chain } else { &imported };
                let Some(name) = name.as_deref().filter(|name| one.is_named(name)) else { continue };
                if call.is_none_or(|call| has_form(one, &call.arguments)) {
                    self.found.push(Found { row, used: one, name: written(one, name), at: used.start() });
                    break;
                }
            }
        }
    }

    /// Whether the branch runs for certain enough: no question for a release, and no main guard of another file.
    fn is_open(&self, test: &Expr) -> bool {
        let text = &self.module.source.text[test.range()];
        let is_guard = text.contains("__name__");
        if is_guard { self.is_script } else { !text.to_ascii_lowercase().contains("version") && !text.contains("hasattr") }
    }
}

impl<'a> Visitor<'a> for Finder<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::If(branch) if !self.is_open(&branch.test) => {}
            Stmt::Try(attempt) if catches(attempt, self.module) => {}
            // What a handler does is what the code falls back to.
            Stmt::Try(attempt) => {
                [&attempt.body, &attempt.orelse, &attempt.finalbody].into_iter().for_each(|body| self.visit_body(body));
            }
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Call(call) => self.take(&call.func, Some(call)),
            Expr::Attribute(_) => self.take(expression, None),
            _ => {}
        }
        walk_expr(self, expression);
    }
}

/// The attributes that an expression ends with, after what they are attributes of. Ex) `db.engine.execute`, `.execute`
fn chain(expression: &Expr) -> Option<String> {
    let Expr::Attribute(attribute) = expression else { return None };
    let before = match &*attribute.value {
        Expr::Name(name) => name.id.to_string(),
        inner => chain(inner).unwrap_or_default(),
    };
    Some(format!("{before}.{}", attribute.attr))
}

fn has_form(one: &GoneUse, arguments: &Arguments) -> bool {
    let is_named =
        |name: &String| arguments.keywords.iter().any(|given| given.arg.as_ref().is_some_and(|arg| arg.as_str() == name));
    let is_given = |index: usize, kind: Given| {
        arguments.args.get(index).is_some_and(|given| match kind {
            Given::Text => matches!(given, Expr::StringLiteral(_) | Expr::FString(_)),
            Given::List => matches!(given, Expr::List(_)),
            Given::Mapping => matches!(given, Expr::Dict(_)),
        })
    };
    one.argument.as_ref().is_none_or(is_named)
        && one.lacks.as_ref().is_none_or(|name| arguments.args.is_empty() && !is_named(name))
        && one.first.is_none_or(|kind| is_given(0, kind))
        && one.second.is_none_or(|kind| is_given(1, kind))
}

/// The use as a message names it. Ex) `templates.TemplateResponse("…")`
fn written(one: &GoneUse, dotted: &str) -> String {
    let sample = |kind: Given| match kind {
        Given::Text => "\"…\"",
        Given::List => "[…]",
        Given::Mapping => "{…}",
    };
    let named = one.argument.as_ref().map(|name| format!("{name}=…"));
    let first = one.first.map(sample).or(one.second.map(|_| "…"));
    let parts: Vec<String> = first.into_iter().chain(one.second.map(sample)).map(str::to_owned).chain(named).collect();
    let dotted = dotted.trim_start_matches('.');
    if parts.is_empty() { dotted.to_owned() } else { format!("{dotted}({})", parts.join(", ")) }
}

/// Whether the code goes on where an attribute or an argument is refused.
fn catches(attempt: &StmtTry, module: &Module) -> bool {
    attempt.handlers.iter().any(|ExceptHandler::ExceptHandler(handler)| {
        let caught = handler.type_.as_ref().map(|caught| &module.source.text[caught.range()]);
        caught.is_some_and(|text| ["AttributeError", "ImportError", "TypeError"].iter().any(|name| text.contains(name)))
    })
}
