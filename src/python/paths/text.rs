//! Paths as text.

use std::borrow::Cow;

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

/// The text with a `*` for every field of a format string: `{name}`, `%(name)s`, `%s`
pub fn without_fields(text: &str) -> Cow<'_, str> {
    if !text.contains(['{', '%']) {
        return Cow::Borrowed(text);
    }
    let mut result = String::new();
    let mut rest = text;
    while let Some(place) = rest.find(['{', '%']) {
        result.push_str(&rest[..place]);
        let field = &rest[place..];
        let end = match field.as_bytes() {
            [b'{', ..] => field.find('}'),
            [_, b'(', ..] => field.find(')').map(|end| end + 1).filter(|end| *end < field.len()),
            [_, letter, ..] if letter.is_ascii_alphabetic() => Some(1),
            _ => None,
        };
        let Some(end) = end else {
            return Cow::Owned(result + field);
        };
        result.push('*');
        rest = field.get(end + 1..).unwrap_or_default();
    }
    Cow::Owned(result + rest)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_unknown() {
        for (text, expected) in [
            ("logs/all.log", "logs/all.log"),
            ("logs/{time:YYYY}.log", "logs/*.log"),
            ("out/%(id)s.%(ext)s", "out/*.*"),
            ("out/%s/%d.txt", "out/*/*.txt"),
            ("100%", "100%"),
            ("out/%(id", "out/%(id"),
            ("out/{id", "out/{id"),
            ("out/%é", "out/%é"),
        ] {
            assert_eq!(without_fields(text), expected);
        }
    }
}
