//! The names that calls and decorators are written with.

use ruff_python_ast::Expr;

/// The name of what the function belongs to. `None` if it is not a method of a name. Ex) `app` of `@app.command("run")`
pub fn receiver(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Call(call) => receiver(&call.func),
        Expr::Attribute(attribute) => match attribute.value.as_ref() {
            Expr::Name(name) => Some(name.id.as_str()),
            _ => None,
        },
        _ => None,
    }
}

/// The last part of the name of a function, called or not. Ex) `command` of `@app.command("run")`
pub fn name_of(expression: &Expr) -> &str {
    match expression {
        Expr::Call(call) => name_of(&call.func),
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => "",
    }
}
