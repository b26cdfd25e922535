//! Whether a function lasts as long as the program.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, Stmt, StmtFunctionDef};
use ruff_text_size::Ranged;

use super::names::name_of;
use super::runs::Run;
use super::survey::Survey;
use crate::knowledge::is_lasting_call;
use crate::python::{
    Definition, Module, Place, Target, bindings, calls, calls_without_options, reach, statements_without_options,
};

/// What makes a function last as long as the program: the call that serves, if that is one of a known server.
pub struct Lasting<'s, 'a>(pub Option<&'s Run<'a>>);

/// The call that lasts as long as the program, or repeats without an end, and that the function makes, or one that it runs
/// without options; `None` if there is no such call.
pub fn lasts<'s, 'a>(survey: &'s Survey<'a>, first: Place) -> Option<Lasting<'s, 'a>> {
    let mut found = None;
    reach(&survey.resolver.project, first, &mut |place, module, function| {
        let made = calls_without_options(&function.body);
        let is_made = |run: &&Run<'_>| {
            run.file == place.file
                && run.function.as_deref() == Some(function.name.as_str())
                && made.iter().any(|call| module.source.location(call.start()) == run.at)
        };
        if let Some(run) = survey.runs.iter().find(is_made) {
            found = Some(Lasting(Some(run)));
        } else if made.iter().any(|call| runs(survey, module, function, call) || runs_base(survey, module, place, call))
            || repeats(&function.body)
        {
            found = Some(Lasting(None));
        }
        found.is_none()
    });
    found
}

/// Whether the call lasts, or is handed a function that does. Ex) `context.forward(uvicorn.main)`
fn runs(survey: &Survey<'_>, module: &Module, function: &StmtFunctionDef, call: &ExprCall) -> bool {
    let is_dotted = |value: &&Expr| value.is_attribute_expr() || value.is_name_expr();
    let is_handed_on = |value: &Expr| match survey.resolver.project.target(module, value) {
        Some(Target::External(name)) => is_lasting_call(&name),
        _ => false,
    };
    // Ex) `loop.start()` after `loop = IOLoop.current()`
    let of_object = || {
        let Expr::Attribute(method) = call.func.as_ref() else { return false };
        let local = bindings(&function.body);
        let made = match method.value.as_ref() {
            Expr::Name(name) => local.iter().rev().find(|binding| binding.name == name.id.as_str()).map(|binding| binding.value),
            // Ex) `self.loop.start()` after `self.loop = IOLoop.current()`
            Expr::Attribute(of) if matches!(of.value.as_ref(), Expr::Name(name) if name.id.as_str() == "self") => {
                bindings::self_attributes(module.statements(), of.attr.as_str())
                    .into_iter()
                    .rev()
                    .find(|value| value.is_call_expr())
            }
            other => Some(other),
        };
        let Some(Expr::Call(made)) = made else { return false };
        match survey.resolver.project.target(module, &made.func) {
            Some(Target::External(name)) => is_lasting_call(&format!("{name}.{}", method.attr)),
            _ => false,
        }
    };
    of_object() || is_lasting(survey, module, &call.func) || call.arguments.args.iter().filter(is_dotted).any(is_handed_on)
}

/// Whether the call runs an application by the method that its class overrides. Ex) `super().run(token)` in `class Bot(commands.Bot)`
fn runs_base(survey: &Survey<'_>, module: &Module, place: &Place, call: &ExprCall) -> bool {
    let Expr::Attribute(method) = call.func.as_ref() else { return false };
    let is_super = method.value.as_call_expr().is_some_and(|inner| name_of(&inner.func) == "super");
    let Some(name) = place.class.as_ref().filter(|_| is_super) else { return false };
    let Some(Definition::Class(class)) = module.definition(name) else { return false };
    let mut bases = class.arguments.iter().flat_map(|arguments| arguments.args.iter());
    bases.any(|base| match survey.resolver.project.target(module, base) {
        Some(Target::External(maker)) => {
            let row = survey.resolver.frameworks.constructor(&maker).and_then(|(row, _)| row.script.as_ref());
            row.is_some_and(|script| script.methods.iter().any(|known| known == method.attr.as_str()))
        }
        _ => false,
    })
}

fn is_lasting(survey: &Survey<'_>, module: &Module, callee: &Expr) -> bool {
    match survey.resolver.project.target(module, callee) {
        Some(Target::External(name)) if is_lasting_call(&name) => true,
        Some(Target::Project { .. }) => false,
        _ => is_lasting_call(name_of(callee)),
    }
}

/// Whether a loop among the statements has no end of its own and waits in between: `while True:` without `break`, `return` and
/// `yield`, or one that goes on until another thread stops it.
fn repeats(statements: &[Stmt]) -> bool {
    /// How the names of functions begin that let the time pass. Ex) `sleep_for`, `wait_until`
    const WAITS: &[&str] = &["sleep", "wait"];
    const ENDS: &[&str] = &["alive", "exit", "quit", "running", "shutdown", "stop", "terminate"];
    let mut found = false;
    statements_without_options(statements, &mut |statement| {
        let Stmt::While(repeat) = statement else { return };
        let is_endless = matches!(&*repeat.test, Expr::BooleanLiteral(literal) if literal.value)
            || matches!(&*repeat.test, Expr::NumberLiteral(_));
        let asks_for_end = {
            let test = match &*repeat.test {
                Expr::UnaryOp(not) => not.operand.as_ref(),
                other => other,
            };
            let names = |expression: &Expr| {
                let name = name_of(expression).to_ascii_lowercase();
                ENDS.iter().any(|end| name.contains(end))
            };
            match test {
                Expr::Attribute(_) | Expr::Name(_) => names(test),
                Expr::Call(call) => matches!(call.func.as_ref(), Expr::Attribute(of) if names(&of.value)),
                _ => false,
            }
        };
        let waits = calls(&repeat.body).iter().any(|site| {
            let name = name_of(&site.call.func);
            WAITS.iter().any(|wait| name.strip_prefix(wait).is_some_and(|rest| rest.is_empty() || rest.starts_with('_')))
        });
        found |= waits && ((is_endless && !has_end(&repeat.body)) || asks_for_end);
    });
    found
}

/// Whether the body of a loop may leave it.
fn has_end(body: &[Stmt]) -> bool {
    struct Ends(bool);
    impl<'a> Visitor<'a> for Ends {
        fn visit_stmt(&mut self, statement: &'a Stmt) {
            match statement {
                Stmt::Break(_) | Stmt::Return(_) => self.0 = true,
                Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
                _ => walk_stmt(self, statement),
            }
        }
        fn visit_expr(&mut self, expression: &'a Expr) {
            self.0 |= matches!(expression, Expr::Yield(_) | Expr::YieldFrom(_));
            walk_expr(self, expression);
        }
    }
    let mut ends = Ends(false);
    body.iter().for_each(|statement| ends.visit_stmt(statement));
    ends.0
}
