//! The calls of a file, and where each stands.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange};

use super::bindings::is_main_guard;

/// One call, and the part of the file that makes it.
#[derive(Debug, Clone, Copy)]
pub struct CallSite<'a> {
    pub call: &'a ExprCall,
    /// The innermost function around it. `None` if it stands in none.
    pub function: Option<&'a StmtFunctionDef>,
    /// The class whose method that function is. `None` if it is no method.
    pub class: Option<&'a StmtClassDef>,
    /// Under `if __name__ == "__main__":`.
    pub guarded: bool,
}

/// Every call in the statements, those in functions and classes included.
pub fn calls(statements: &[Stmt]) -> Vec<CallSite<'_>> {
    find(statements, None)
}

/// The call at this place, which [`calls`] has found. `None` if none is there.
pub fn call_at(statements: &[Stmt], place: TextRange) -> Option<CallSite<'_>> {
    find(statements, Some(place)).pop()
}

fn find(statements: &[Stmt], only: Option<TextRange>) -> Vec<CallSite<'_>> {
    let mut finder = Finder { found: Vec::new(), function: None, class: None, within: None, guarded: false, only };
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
    /// The one call that is looked for. `None` if all are.
    only: Option<TextRange>,
}

impl<'a> Visitor<'a> for Finder<'a> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        if self.only.is_some_and(|place| !statement.range().contains_range(place)) {
            return;
        }
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
        if self.only.is_some_and(|place| !expression.range().contains_range(place)) {
            return;
        }
        if let Expr::Call(call) = expression
            && self.only.is_none_or(|place| call.range() == place)
        {
            self.found.push(CallSite { call, function: self.function, class: self.class, guarded: self.guarded });
        }
        walk_expr(self, expression);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelPath;
    use crate::python::SourceFile;

    #[test]
    fn a_call_is_found_again_by_its_place() {
        let text = "@a(b())\ndef f(x=c()) -> d():\n    with e() as y, g(h()): y(f'{i(1)}', k=j())\n    try: l()\n    except m(): n()()\n    \
                    if o(): p()\n    elif q(): [r() for s in t() if u()]\n    match v():\n        case 1 if w(): (lambda: x())()\n\
                    class A(B()):\n    def z(self): return self.z(1)(2)\nif __name__ == '__main__':\n    z()\n";
        let source = SourceFile::parse(RelPath::parse("a.py").unwrap(), text.into());
        let all = calls(source.statements());
        assert_eq!(all.len(), text.matches('(').count() - 4, "of f, z, the lambda's parentheses and the class");
        for site in all {
            let again = call_at(source.statements(), site.call.range()).unwrap();
            assert_eq!(format!("{again:?}"), format!("{site:?}"));
        }
    }
}
