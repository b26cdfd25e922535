//! Values that can be read without running anything.

use ruff_python_ast::{Expr, ExprCall, Number};

use crate::model::Port;

/// The text of a string literal. `None` if it is no such literal.
pub fn string(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::StringLiteral(literal) => Some(literal.value.to_str()),
        _ => None,
    }
}

/// A string literal given as the keyword, or at the position. `None` if there is none.
pub fn string_argument<'a>(call: &'a ExprCall, keyword: &str, position: usize) -> Option<&'a str> {
    call.arguments.find_argument_value(keyword, position).and_then(string)
}

/// Whether the expression is the literal `True`.
pub fn is_true(expression: &Expr) -> bool {
    matches!(expression, Expr::BooleanLiteral(literal) if literal.value)
}

/// The port that the expression comes to when the environment says nothing: `8080`, `"8080"`,
/// `int(os.environ.get("PORT", 8080))`, `os.getenv("PORT") or 8080`. A name is looked up with `named`. `None` if it comes to none
/// that is known.
pub fn port(expression: &Expr, named: &dyn Fn(&str) -> Option<Port>) -> Option<Port> {
    match expression {
        Expr::NumberLiteral(literal) => match &literal.value {
            Number::Int(number) => number.as_u16().and_then(Port::new),
            _ => None,
        },
        Expr::StringLiteral(literal) => literal.value.to_str().parse().ok(),
        Expr::Name(name) => named(name.id.as_str()),
        Expr::Attribute(attribute) => named(attribute.attr.as_str()),
        Expr::BoolOp(either) => either.values.iter().rev().find_map(|value| port(value, named)),
        Expr::If(choice) => port(&choice.orelse, named).or_else(|| port(&choice.body, named)),
        Expr::Call(call) => {
            let function = match call.func.as_ref() {
                Expr::Name(name) => name.id.as_str(),
                Expr::Attribute(attribute) => attribute.attr.as_str(),
                _ => return None,
            };
            match function {
                // Ex) `env.int("PORT", 8080)`, `settings.get_int("http_port", default=8080)`
                _ if names_port(call) => {
                    let default = call.arguments.find_argument_value("default", 1).and_then(|value| port(value, named));
                    default.or_else(|| only_number(call))
                }
                "int" | "str" => port(call.arguments.find_positional(0)?, named),
                // `os.environ.get`, `os.getenv`, `env.int`, decouple's `config`
                "get" | "getenv" | "config" | "env" => port(call.arguments.find_argument_value("default", 1)?, named),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The text that the expression comes to when the environment says nothing: `"x"`, `os.getenv("HOST", "x")`,
/// `os.getenv("HOST") or "x"`. A name is looked up with `named`. `None` if it comes to none that is known.
pub fn text(expression: &Expr, named: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    match expression {
        Expr::StringLiteral(literal) => Some(literal.value.to_str().to_owned()),
        Expr::Name(name) => named(name.id.as_str()),
        Expr::BoolOp(either) => either.values.iter().rev().find_map(|value| text(value, named)),
        Expr::Call(call) => {
            let function = match call.func.as_ref() {
                Expr::Name(name) => name.id.as_str(),
                Expr::Attribute(attribute) => attribute.attr.as_str(),
                _ => return None,
            };
            matches!(function, "get" | "getenv").then(|| string_argument(call, "default", 1).map(str::to_owned)).flatten()
        }
        _ => None,
    }
}

/// The only number among the arguments. Ex) 9000 of `setting("PORT", "", 9000)`
fn only_number(call: &ExprCall) -> Option<Port> {
    let values = call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|keyword| &keyword.value));
    let mut numbers = values.filter(|value| value.is_number_literal_expr());
    let only = numbers.next().filter(|_| numbers.next().is_none())?;
    port(only, &|_| None)
}

/// Whether the call asks for something that is called a port.
fn names_port(call: &ExprCall) -> bool {
    let name = call.arguments.find_positional(0).and_then(string);
    name.is_some_and(|name| name.to_ascii_lowercase().split(['_', '-', '.']).any(|part| part == "port"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ruff_python_parser::parse_expression;

    #[test]
    fn a_port_is_read_from_the_forms_that_programs_use() {
        for (text, expected) in [
            ("8080", Some(8080)),
            ("\"8080\"", Some(8080)),
            ("int(os.environ.get('PORT', 8080))", Some(8080)),
            ("setting('PORT', '', 9000)", Some(9000)),
            ("setting('PORT', '', 9000, 3)", None),
            ("int(os.environ.get('PORT', '8080'))", Some(8080)),
            ("int(os.getenv('PORT') or 9000)", Some(9000)),
            ("config('PORT', default=7000, cast=int)", Some(7000)),
            ("env.int('APP_PORT', 7100)", Some(7100)),
            ("settings.fetch('server.port', default=7200)", Some(7200)),
            ("int(read('PORT', '7300'))", Some(7300)),
            ("env.int('WORKERS', 4)", None),
            ("PORT", Some(1234)),
            ("int(os.environ['PORT'])", None),
            ("70000", None),
            ("0", None),
            ("-1", None),
            ("port()", None),
        ] {
            let parsed = parse_expression(text).unwrap();
            let named = |name: &str| (name == "PORT").then(|| Port::new(1234)).flatten();
            assert_eq!(port(parsed.expr(), &named).map(Port::number), expected, "{text}");
        }
    }
}
