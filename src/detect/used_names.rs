//! The dotted names that a module imports or uses of the modules that it imports. Ex) `inspect.formatargspec`
//!
//! What stands in a `try` or behind a condition is left out: the code can do without it. What stands in a function counts: it
//! fails where it is called.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{Ranged, TextSize};

use crate::python::{Module, Reference};

/// Each name with its place, in order.
pub(super) fn used_names(module: &Module) -> Vec<(String, TextSize)> {
    let mut finder = Finder { module, found: Vec::new() };
    for statement in module.statements() {
        finder.visit_stmt(statement);
    }
    finder.found
}

struct Finder<'m> {
    module: &'m Module,
    found: Vec<(String, TextSize)>,
}

impl<'a> Visitor<'a> for Finder<'_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::If(_) | Stmt::Try(_) => {}
            Stmt::Import(import) => {
                self.found.extend(import.names.iter().map(|alias| (alias.name.to_string(), statement.start())));
            }
            Stmt::ImportFrom(import) if import.level == 0 => {
                let from = import.module.as_deref().unwrap_or_default();
                self.found.extend(import.names.iter().map(|alias| (format!("{from}.{}", alias.name), statement.start())));
            }
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::If(_) => {}
            Expr::Attribute(_) => match self.module.imports.reference(expression) {
                Some(Reference::Imported(name)) if name.level == 0 => self.found.push((name.path.clone(), expression.start())),
                _ => walk_expr(self, expression),
            },
            _ => walk_expr(self, expression),
        }
    }
}
