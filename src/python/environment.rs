//! Environment variables that a file cannot do without.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ExprContext, Stmt};
use ruff_text_size::{Ranged, TextSize};

use super::{Imports, Reference, literal};

/// Names read by `os.environ["X"]`, or by django-environ's `env("X")` and decouple's `config("X")` without a default,
/// each with its place.
pub fn environment_reads(statements: &[Stmt], imports: &Imports) -> Vec<(String, TextSize)> {
    let mut finder = Finder { imports, found: Vec::new() };
    for statement in statements {
        finder.visit_stmt(statement);
    }
    finder.found
}

struct Finder<'a> {
    imports: &'a Imports,
    found: Vec<(String, TextSize)>,
}

impl Finder<'_> {
    fn is_environ(&self, expression: &Expr) -> bool {
        matches!(self.imports.reference(expression), Some(Reference::Imported(path)) if path.path == "os.environ")
    }

    /// `env("X")`, `env.str("X")`, `config("X")`: readers that raise when the variable is missing.
    fn is_reader(function: &Expr) -> bool {
        match function {
            Expr::Name(name) => matches!(name.id.as_str(), "env" | "config"),
            Expr::Attribute(attribute) => matches!(attribute.value.as_ref(), Expr::Name(name) if name.id.as_str() == "env"),
            _ => false,
        }
    }
}

impl<'a> Visitor<'a> for Finder<'_> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            Expr::Subscript(subscript) if subscript.ctx == ExprContext::Load && self.is_environ(&subscript.value) => {
                self.found.extend(literal::string(&subscript.slice).map(|name| (name.to_owned(), expression.start())));
            }
            Expr::Call(call) if Self::is_reader(&call.func) => {
                let defaulted = call.arguments.find_keyword("default").is_some() || call.arguments.args.len() > 1;
                let name = call.arguments.find_positional(0).and_then(literal::string);
                self.found.extend(name.filter(|_| !defaulted).map(|name| (name.to_owned(), expression.start())));
            }
            _ => {}
        }
        walk_expr(self, expression);
    }
}
