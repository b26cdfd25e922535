//! Paths as text.

use ruff_python_ast::{Expr, Number, UnaryOp};

/// Joins as `os.path.join` does: an absolute part starts anew.
pub fn join(path: &str, part: &str) -> String {
    if part.starts_with('/') || path.is_empty() {
        part.to_owned()
    } else if part.is_empty() {
        path.to_owned()
    } else {
        format!("{}/{part}", path.trim_end_matches('/'))
    }
}

/// An absolute path without `.`, `..` and empty parts.
pub fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    format!("/{}", parts.join("/"))
}

/// `logs/{name}.log` as `logs/*.log`
pub fn unknown_fields(text: &str) -> String {
    let mut rest = text;
    let mut result = String::new();
    while let Some((before, after)) = rest.split_once('{') {
        result.push_str(before);
        result.push('*');
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    result + rest
}

pub fn number(expression: &Expr) -> Option<usize> {
    match expression {
        Expr::NumberLiteral(literal) => match &literal.value {
            Number::Int(number) => number.as_u16().map(usize::from),
            _ => None,
        },
        Expr::UnaryOp(operation) if operation.op == UnaryOp::UAdd => number(&operation.operand),
        _ => None,
    }
}
