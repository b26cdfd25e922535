//! The calls of a file, and where each stands.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, Stmt, StmtClassDef, StmtFunctionDef};

use super::bindings::is_main_guard;

/// One call, and the part of the file that makes it.
#[derive(Debug, Clone, Copy)]
pub struct CallSite<'a> {
    pub call: &'a ExprCall,
    /// The innermost function around it.
    pub function: Option<&'a StmtFunctionDef>,
    /// The class whose method that function is.
    pub class: Option<&'a StmtClassDef>,
    /// Under `if __name__ == "__main__":`.
    pub guarded: bool,
}

/// Every call in the statements, those in functions and classes included.
pub fn calls(statements: &[Stmt]) -> Vec<CallSite<'_>> {
    let mut finder = Finder { found: Vec::new(), function: None, class: None, within: None, guarded: false };
    for statement in statements {
        finder.visit_stmt(statement);
    }
    finder.found
}

struct Finder<'a> {
    found: Vec<CallSite<'a>>,
    function: Option<&'a StmtFunctionDef>,
    class: Option<&'a StmtClassDef>,
    /// The class whose body is visited, outside of its methods.
    within: Option<&'a StmtClassDef>,
    guarded: bool,
}

impl<'a> Visitor<'a> for Finder<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        let (function, class, within, guarded) = (self.function, self.class, self.within, self.guarded);
        match statement {
            Stmt::FunctionDef(definition) => {
                self.function = Some(definition);
                self.class = self.within.take();
            }
            Stmt::ClassDef(definition) => self.within = Some(definition),
            Stmt::If(branch) if is_main_guard(&branch.test) => self.guarded = true,
            _ => {}
        }
        walk_stmt(self, statement);
        (self.function, self.class, self.within, self.guarded) = (function, class, within, guarded);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Expr::Call(call) = expression {
            self.found.push(CallSite { call, function: self.function, class: self.class, guarded: self.guarded });
        }
        walk_expr(self, expression);
    }
}
