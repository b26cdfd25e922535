//! The variable that says which hosts Django serves: with none of them every request is answered with status 400.

use ruff_python_ast::Expr;
use ruff_python_ast::visitor::{Visitor, walk_expr};

use crate::detect::environment::read_at;
use crate::python::{Module, Project, literal};

/// The variable that the list is made from, if it is empty without it; `None` if it is made from several, or has other elements.
/// Ex) `os.getenv("HOSTS", "").split(",")`
pub fn only_variable(project: &Project<'_>, module: &Module, list: &Expr) -> Option<String> {
    let mut found = Found { project, module, names: Vec::new(), has_more: false };
    found.visit_expr(list);
    match found.names.as_slice() {
        [only] if !found.has_more => Some(only.clone()),
        _ => None,
    }
}

struct Found<'p, 'm> {
    project: &'p Project<'p>,
    module: &'m Module,
    names: Vec<String>,
    has_more: bool,
}

impl<'a> Visitor<'a> for Found<'_, '_> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Some(read) = read_at(self.project, self.module, expression) {
            let is_empty = |default: &Expr| match default {
                Expr::List(list) => list.elts.is_empty(),
                Expr::Tuple(tuple) => tuple.elts.is_empty(),
                Expr::NoneLiteral(_) => true,
                other => literal::string(other).is_some_and(str::is_empty),
            };
            self.has_more |= !read.default.is_none_or(is_empty);
            self.names.push(read.name.to_owned());
            return;
        }
        self.has_more |= match expression {
            Expr::List(list) => !list.elts.is_empty(),
            Expr::Tuple(tuple) => !tuple.elts.is_empty(),
            Expr::BoolOp(_) | Expr::If(_) => true,
            _ => false,
        };
        walk_expr(self, expression);
    }
}
