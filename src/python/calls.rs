//! The calls of a file, and where each stands.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, Stmt, StmtFunctionDef};

use super::bindings::is_main_guard;

/// One call, and the part of the file that makes it.
#[derive(Debug, Clone, Copy)]
pub struct CallSite<'a> {
    pub call: &'a ExprCall,
    /// The innermost function around it.
    pub function: Option<&'a StmtFunctionDef>,
    /// Under `if __name__ == "__main__":`.
    pub guarded: bool,
}

/// Every call in the statements, those in functions and classes included.
pub fn calls(statements: &[Stmt]) -> Vec<CallSite<'_>> {
    let mut finder = Finder { found: Vec::new(), function: None, guarded: false };
    for statement in statements {
        finder.visit_stmt(statement);
    }
    finder.found
}

struct Finder<'a> {
    found: Vec<CallSite<'a>>,
    function: Option<&'a StmtFunctionDef>,
    guarded: bool,
}

impl<'a> Visitor<'a> for Finder<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        let (function, guarded) = (self.function, self.guarded);
        match statement {
            Stmt::FunctionDef(definition) => self.function = Some(definition),
            Stmt::If(branch) if is_main_guard(&branch.test) => self.guarded = true,
            _ => {}
        }
        walk_stmt(self, statement);
        (self.function, self.guarded) = (function, guarded);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Call(call) = expression {
            self.found.push(CallSite { call, function: self.function, guarded: self.guarded });
        }
        walk_expr(self, expression);
    }
}
