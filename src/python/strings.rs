//! The string literals of a file.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::{Ranged, TextSize};

/// Every plain string literal in the statements with its place, and the literal start of every f-string.
pub fn strings(statements: &[Stmt]) -> Vec<(&str, TextSize)> {
    let mut finder = Finder { found: Vec::new() };
    for statement in statements {
        finder.visit_stmt(statement);
    }
    finder.found
}

/// As [`strings`], in one expression.
pub fn strings_in(expression: &Expr) -> Vec<&str> {
    let mut finder = Finder { found: Vec::new() };
    finder.visit_expr(expression);
    finder.found.into_iter().map(|(text, _)| text).collect()
}

struct Finder<'a> {
    found: Vec<(&'a str, TextSize)>,
}

impl<'a> Visitor<'a> for Finder<'a> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::StringLiteral(literal) => self.found.push((literal.value.to_str(), expression.start())),
            Expr::FString(string) => {
                let first = string.value.elements().next().and_then(|element| element.as_literal());
                self.found.extend(first.map(|literal| (&*literal.value, expression.start())));
            }
            _ => {}
        }
        walk_expr(self, expression);
    }
}
