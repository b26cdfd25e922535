//! The dotted names that a module imports or uses of the modules that it imports. Ex) `inspect.formatargspec`
//!
//! What stands in a `try` or behind a condition is left out: the code can do without it. A condition that every image decides
//! is none. What stands in a function counts: it
//! fails where it is called.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{Ranged, TextSize};

use crate::python::{Decided, Module, Reference};

/// Each name with its place, in order.
pub(super) fn used_names(module: &Module) -> Vec<(String, TextSize)> {
    let mut finder = Finder { module, decided: Decided::default(), found: Vec::new() };
    for statement in module.statements() {
        finder.visit_stmt(statement);
    }
    finder.found
}

struct Finder<'m> {
    module: &'m Module,
    decided: Decided<'m>,
    found: Vec<(String, TextSize)>,
}

impl<'a> Visitor<'a> for Finder<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::If(branch) => {
                let mut decided = self.decided.of(&branch.test);
                if decided == Some(true) {
                    self.visit_body(&branch.body);
                }
                for clause in &branch.elif_else_clauses {
                    // Only behind conditions that never hold is a branch one that is taken.
                    if decided != Some(false) {
                        break;
                    }
                    decided = clause.test.as_ref().map_or(Some(true), |test| self.decided.of(test));
                    if decided == Some(true) {
                        self.visit_body(&clause.body);
                    }
                }
            }
            Stmt::Try(_) => {}
            Stmt::Assign(_) => {
                self.decided.note(statement);
                walk_stmt(self, statement);
            }
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
