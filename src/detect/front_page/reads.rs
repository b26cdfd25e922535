//! Whether a function, or one that it calls, reaches the database.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, StmtFunctionDef};
use ruff_text_size::{Ranged, TextSize};

use crate::knowledge::database_calls;
use crate::model::Location;
use crate::python::{Module, Place, Project, reach};

/// The first such line on the way from the function. `None` if there is none.
pub fn from(project: &Project<'_>, place: Place) -> Option<(Location, String)> {
    let mut found = None;
    reach(project, place, &mut |_, module, function| {
        found = in_function(function).map(|at| shown(module, at));
        found.is_none()
    });
    found
}

/// The line as it is shown.
pub fn shown(module: &Module, at: TextSize) -> (Location, String) {
    (module.source.location(at), module.source.line_at(at))
}

fn in_function(function: &StmtFunctionDef) -> Option<TextSize> {
    let mut finder = Finder(None);
    // A session that is injected has asked the database for a connection at its first use, not before.
    function.body.iter().for_each(|statement| finder.visit_stmt(statement));
    finder.0
}

struct Finder(Option<TextSize>);

impl<'a> Visitor<'a> for Finder {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if self.0.is_some() {
            return;
        }
        if reads(expression) {
            self.0 = Some(expression.start());
            return;
        }
        walk_expr(self, expression);
    }
}

fn reads(expression: &Expr) -> bool {
    let rows = database_calls();
    let has = |list: &[String], name: &str| list.iter().any(|known| known == name);
    match expression {
        Expr::Call(call) => match call.func.as_ref() {
            Expr::Name(name) => has(&rows.functions, name.id.as_str()),
            Expr::Attribute(attribute) => {
                has(&rows.methods, attribute.attr.as_str()) || has(&rows.functions, attribute.attr.as_str())
            }
            _ => false,
        },
        Expr::Attribute(attribute) if has(&rows.attributes, attribute.attr.as_str()) => match attribute.value.as_ref() {
            Expr::Name(owner) => !has(&rows.other_owners, owner.id.as_str()),
            Expr::Attribute(owner) => !has(&rows.other_owners, owner.attr.as_str()),
            _ => false,
        },
        _ => false,
    }
}
