//! Variables in the words of instructions and of shell commands.

use std::collections::BTreeMap;

/// The values that are known; a name without a value is given from outside.
pub type Variables = BTreeMap<String, Option<String>>;

/// The text with its variables replaced; nothing where one of them is not known.
///
/// Taken: `$NAME`, `${NAME}`, `${NAME:-default}`, `${NAME-default}` and `${NAME:+word}`.
pub fn expand(text: &str, variables: &Variables) -> Option<String> {
    let mut expanded = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        expanded.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        if let Some(inside) = after.strip_prefix('{') {
            let end = inside.find('}')?;
            expanded.push_str(&braced(&inside[..end], variables)?);
            rest = &inside[end + 1..];
        } else {
            let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
            if end == 0 {
                return None;
            }
            expanded.push_str(variables.get(&after[..end])?.as_deref()?);
            rest = &after[end..];
        }
    }
    expanded.push_str(rest);
    Some(expanded)
}

fn braced(inside: &str, variables: &Variables) -> Option<String> {
    let end = inside.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(inside.len());
    let (name, modifier) = inside.split_at(end);
    let value = variables.get(name);
    let default = modifier.strip_prefix(":-").or_else(|| modifier.strip_prefix('-'));
    match (default, value) {
        _ if modifier.is_empty() => value?.clone(),
        (Some(_), Some(Some(value))) if !value.is_empty() => Some(value.clone()),
        // What nobody declared has no value, and what is declared without one may get one from outside.
        (Some(default), None) if !default.contains('$') => Some(default.to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_is_expanded_where_its_value_is_known() {
        let variables = Variables::from([
            ("V".to_owned(), Some("3.13".to_owned())),
            ("OUTSIDE".to_owned(), None),
            ("EMPTY".to_owned(), Some(String::new())),
        ]);
        for (text, expected) in [
            ("python:$V-slim", Some("python:3.13-slim")),
            ("python:${V}-slim", Some("python:3.13-slim")),
            ("${W:-a}", Some("a")),
            ("${V:-a}", Some("3.13")),
            ("${OUTSIDE:-a}", None),
            ("$OUTSIDE", None),
            ("$W", None),
            ("x$EMPTY", Some("x")),
            ("${V", None),
            ("$(date)", None),
        ] {
            assert_eq!(expand(text, &variables).as_deref(), expected, "{text}");
        }
    }
}
