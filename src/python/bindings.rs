//! The names that a block of statements binds, and the statements of a block that are its own.

use std::collections::HashMap;

use ruff_python_ast::{Expr, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::{Ranged, TextRange};

use super::platform::Decided;

/// `name = value`, in any of the forms that bind a name.
#[derive(Debug, Clone, Copy)]
pub struct Binding<'a> {
    pub name: &'a str,
    pub value: &'a Expr,
    pub range: TextRange,
    /// Under `if __name__ == "__main__":`, so that an import does not see it.
    pub guarded: bool,
}

/// Calls `each` on every statement of the block and of the blocks in it, but not on those of functions and classes, nor on
/// those for another operating system.
/// The flag says that the statement stands under `if __name__ == "__main__":`.
pub fn own_statements<'a>(statements: &'a [Stmt], each: &mut dyn FnMut(&'a Stmt, bool)) {
    visit(statements, false, &Decided::default(), each);
}

fn visit<'a>(statements: &'a [Stmt], guarded: bool, known: &Decided<'a>, each: &mut dyn FnMut(&'a Stmt, bool)) {
    let mut known = known.clone();
    for statement in statements {
        each(statement, guarded);
        known.note(statement);
        visit_inner(statement, guarded, &known, each);
    }
}

/// The statements of the blocks in a statement.
fn visit_inner<'a>(statement: &'a Stmt, guarded: bool, known: &Decided<'a>, each: &mut dyn FnMut(&'a Stmt, bool)) {
    match statement {
        Stmt::If(branch) => {
            let holds = known.of(&branch.test);
            if holds != Some(false) {
                visit(&branch.body, guarded || is_main_guard(&branch.test), known, each);
            }
            let mut is_over = holds == Some(true);
            for clause in &branch.elif_else_clauses {
                let holds = clause.test.as_ref().map_or(Some(true), |test| known.of(test));
                if !is_over && holds != Some(false) {
                    visit(&clause.body, guarded, known, each);
                }
                is_over |= clause.test.is_some() && holds == Some(true);
            }
        }
        Stmt::Try(attempt) => {
            visit(&attempt.body, guarded, known, each);
            for handler in &attempt.handlers {
                let ruff_python_ast::ExceptHandler::ExceptHandler(handler) = handler;
                visit(&handler.body, guarded, known, each);
            }
            visit(&attempt.orelse, guarded, known, each);
            visit(&attempt.finalbody, guarded, known, each);
        }
        Stmt::With(with) => visit(&with.body, guarded, known, each),
        Stmt::For(repeat) => visit(&repeat.body, guarded, known, each),
        Stmt::While(repeat) => visit(&repeat.body, guarded, known, each),
        Stmt::Match(select) => {
            for case in &select.cases {
                visit(&case.body, guarded, known, each);
            }
        }
        _ => {}
    }
}

/// Whether the condition is `__name__ == "__main__"`, either way round, or `__name__ in {"__main__", …}`.
pub fn is_main_guard(test: &Expr) -> bool {
    let Expr::Compare(compare) = test else { return false };
    let [right] = compare.comparators.as_ref() else { return false };
    let listed = match right {
        Expr::Set(set) => set.elts.as_slice(),
        Expr::Tuple(tuple) => tuple.elts.as_slice(),
        Expr::List(list) => list.elts.as_slice(),
        _ => &[],
    };
    let is_name = |expression: &Expr| matches!(expression, Expr::Name(name) if name.id.as_str() == "__name__");
    let is_main = |expression: &Expr| matches!(expression, Expr::StringLiteral(text) if text.value.to_str() == "__main__");
    (is_name(&compare.left) && (is_main(right) || listed.iter().any(is_main))) || (is_main(&compare.left) && is_name(right))
}

/// Every binding of a plain name in the block, in order.
pub fn bindings(statements: &[Stmt]) -> Vec<Binding<'_>> {
    let mut found = Vec::new();
    own_statements(statements, &mut collect(&mut found));
    found
}

/// For each name that the block binds, the statement of the block that does so first, by its place.
pub fn first_bound(statements: &[Stmt]) -> HashMap<String, usize> {
    let mut places = HashMap::new();
    let mut known = Decided::default();
    let mut found = Vec::new();
    for (place, statement) in statements.iter().enumerate() {
        {
            let mut each = collect(&mut found);
            each(statement, false);
            known.note(statement);
            visit_inner(statement, false, &known, &mut each);
        }
        for binding in found.drain(..) {
            if !places.contains_key(binding.name) {
                places.insert(binding.name.to_owned(), place);
            }
        }
    }
    places
}

/// The bindings of the statement at this place of the block, as [`bindings`] has them.
pub fn bindings_at(statements: &[Stmt], place: usize) -> Vec<Binding<'_>> {
    let mut found = Vec::new();
    let mut known = Decided::default();
    statements[..=place].iter().for_each(|statement| known.note(statement));
    let mut each = collect(&mut found);
    each(&statements[place], false);
    visit_inner(&statements[place], false, &known, &mut each);
    drop(each);
    found
}

/// Adds the bindings of each statement that it is called with.
fn collect<'s>(found: &mut Vec<Binding<'s>>) -> impl FnMut(&'s Stmt, bool) {
    move |statement: &'s Stmt, guarded: bool| {
        let mut bind = |target: &'s Expr, value: &'s Expr, range: TextRange| {
            if let Expr::Name(name) = target {
                found.push(Binding { name: name.id.as_str(), value, range, guarded });
            }
        };
        match statement {
            Stmt::Assign(assign) => assign.targets.iter().for_each(|target| bind(target, &assign.value, assign.range)),
            Stmt::AnnAssign(assign) => assign.value.iter().for_each(|value| bind(&assign.target, value, assign.range)),
            Stmt::With(with) => with.items.iter().for_each(|item| {
                let value = &item.context_expr;
                item.optional_vars.iter().for_each(|target| bind(target, value, value.range()));
            }),
            _ => {}
        }
        if let Some(Expr::Named(named)) = head(statement)
            && let Expr::Name(name) = named.target.as_ref()
        {
            found.push(Binding { name: name.id.as_str(), value: &named.value, range: named.range, guarded });
        }
    }
}

/// `first, second = call()`: the first name and the call, whose result it is a part of.
pub fn unpacked(statements: &[Stmt]) -> Vec<Binding<'_>> {
    let mut found = Vec::new();
    own_statements(statements, &mut |statement, guarded| {
        let Stmt::Assign(assign) = statement else { return };
        let [Expr::Tuple(targets)] = assign.targets.as_slice() else { return };
        if let (Some(Expr::Name(name)), Expr::Call(_)) = (targets.elts.first(), assign.value.as_ref()) {
            found.push(Binding { name: name.id.as_str(), value: &assign.value, range: statement.range(), guarded });
        }
    });
    found
}

/// Whether the block may bind the name in a form that [`bindings`] leaves out: several targets at once, a loop, `import`.
pub fn binds(statements: &[Stmt], name: &str) -> bool {
    fn is_target(target: &Expr, name: &str) -> bool {
        match target {
            Expr::Name(own) => own.id.as_str() == name,
            Expr::Tuple(targets) => targets.elts.iter().any(|target| is_target(target, name)),
            Expr::List(targets) => targets.elts.iter().any(|target| is_target(target, name)),
            Expr::Starred(target) => is_target(&target.value, name),
            _ => false,
        }
    }
    let mut found = false;
    own_statements(statements, &mut |statement, guarded| {
        found |= !guarded
            && match statement {
                Stmt::Assign(assign) => assign.targets.iter().any(|target| is_target(target, name)),
                Stmt::AnnAssign(assign) => is_target(&assign.target, name),
                Stmt::For(repeat) => is_target(&repeat.target, name),
                Stmt::With(with) => {
                    with.items.iter().filter_map(|item| item.optional_vars.as_deref()).any(|target| is_target(target, name))
                }
                Stmt::FunctionDef(function) => function.name.as_str() == name,
                Stmt::ClassDef(class) => class.name.as_str() == name,
                Stmt::Import(import) => import.names.iter().any(|alias| {
                    let bound = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
                    bound.split('.').next() == Some(name)
                }),
                Stmt::ImportFrom(import) => {
                    import.names.iter().any(|alias| alias.asname.as_ref().unwrap_or(&alias.name).as_str() == name)
                }
                _ => false,
            };
    });
    found
}

/// The expression that a statement starts with, without parentheses. Ex) `(app := Flask(__name__))`
fn head(statement: &Stmt) -> Option<&Expr> {
    match statement {
        Stmt::Expr(expression) => Some(&expression.value),
        Stmt::If(branch) => Some(&branch.test),
        Stmt::Assign(assign) => Some(&assign.value),
        _ => None,
    }
}

/// The functions that the block defines.
pub fn functions(statements: &[Stmt]) -> Vec<&StmtFunctionDef> {
    let mut found = Vec::new();
    own_statements(statements, &mut |statement, _| {
        if let Stmt::FunctionDef(function) = statement {
            found.push(function);
        }
    });
    found
}

/// The classes that the block defines.
pub fn classes(statements: &[Stmt]) -> Vec<&StmtClassDef> {
    let mut found = Vec::new();
    own_statements(statements, &mut |statement, _| {
        if let Stmt::ClassDef(class) = statement {
            found.push(class);
        }
    });
    found
}

/// The expressions that the function returns.
pub fn returns(function: &StmtFunctionDef) -> Vec<&Expr> {
    let mut found = Vec::new();
    own_statements(&function.body, &mut |statement, _| {
        if let Stmt::Return(result) = statement {
            found.extend(result.value.as_deref());
        }
    });
    found
}

/// Whether the function can be called without an argument.
pub fn takes_nothing(function: &StmtFunctionDef) -> bool {
    let parameters = &function.parameters;
    parameters
        .posonlyargs
        .iter()
        .chain(&parameters.args)
        .chain(&parameters.kwonlyargs)
        .all(|parameter| parameter.default.is_some())
}

/// The values that methods assign to `self.name`, in whatever class of the block.
pub fn self_attributes<'a>(statements: &'a [Stmt], name: &str) -> Vec<&'a Expr> {
    classes(statements).into_iter().flat_map(|class| assigned_to_self(class, name)).map(|(_, value)| value).collect()
}

/// The values that methods of the class assign to `self.name` or `cls.name`, each with its method.
pub fn assigned_to_self<'a>(class: &'a StmtClassDef, name: &str) -> Vec<(&'a StmtFunctionDef, &'a Expr)> {
    let is_target = |target: &Expr| match target {
        Expr::Attribute(attribute) => {
            let is_own = matches!(attribute.value.as_ref(), Expr::Name(of) if matches!(of.id.as_str(), "self" | "cls"));
            attribute.attr.as_str() == name && is_own
        }
        _ => false,
    };
    let mut found = Vec::new();
    for method in functions(&class.body) {
        own_statements(&method.body, &mut |statement, _| match statement {
            Stmt::Assign(assign) if assign.targets.iter().any(is_target) => found.push((method, assign.value.as_ref())),
            Stmt::AnnAssign(assign) if is_target(&assign.target) => {
                found.extend(assign.value.as_deref().map(|value| (method, value)));
            }
            _ => {}
        });
    }
    found
}
