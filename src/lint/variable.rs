//! Variables in the words of instructions, as BuildKit expands them.

use std::ops::Range;

/// A `$NAME` or `${NAME…}` in a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    pub name: String,
    /// Its bytes of the word.
    pub span: Range<usize>,
    /// What follows the name inside the braces. Ex) `:-slim`
    pub modifier: String,
}

/// The variables of a text, those in single quotes or behind an escape character left out.
pub fn uses(text: &str, escape: char) -> Vec<Use> {
    let mut found = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut quote = None;
    while let Some((start, c)) = chars.next() {
        match c {
            c if c == escape && quote != Some('\'') => {
                chars.next();
            }
            '\'' | '"' if quote.is_none() => quote = Some(c),
            c if quote == Some(c) => quote = None,
            '$' if quote != Some('\'') => {
                let rest = &text[start + 1..];
                let Some((name, length, modifier)) = variable(rest) else { continue };
                found.push(Use { name: name.to_owned(), span: start..start + 1 + length, modifier: modifier.to_owned() });
                while chars.peek().is_some_and(|(index, _)| *index < start + 1 + length) {
                    chars.next();
                }
                // A modifier's word may hold variables of its own.
                let inner_start = start + 1 + length - 1 - modifier.len();
                for inner in uses(modifier, escape) {
                    found.push(Use { span: inner.span.start + inner_start..inner.span.end + inner_start, ..inner });
                }
            }
            _ => {}
        }
    }
    found
}

/// What follows `$`: the name, how many bytes belong to the variable, and the modifier.
fn variable(rest: &str) -> Option<(&str, usize, &str)> {
    let name_length = |text: &str| text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    if let Some(inside) = rest.strip_prefix('{') {
        let name = &inside[..name_length(inside)];
        let mut depth = 1_usize;
        for (index, c) in inside.char_indices() {
            match c {
                '{' if inside[..index].ends_with('$') => depth += 1,
                '}' => {
                    depth -= 1;
                    if depth == 0 {
                        return (!name.is_empty()).then_some((name, index + 2, &inside[name.len()..index]));
                    }
                }
                _ => {}
            }
        }
        return None;
    }
    let name = &rest[..name_length(rest)];
    (!name.is_empty()).then_some((name, name.len(), ""))
}

/// The text with its variables put in; nothing where one is not known. Quotes stay.
pub fn expand(text: &str, escape: char, lookup: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    expand_deep(text, escape, lookup, 0)
}

fn expand_deep(text: &str, escape: char, lookup: &dyn Fn(&str) -> Option<String>, depth: usize) -> Option<String> {
    if !text.contains('$') || depth > 8 {
        return Some(text.to_owned());
    }
    let mut output = String::new();
    let mut position = 0;
    for found in uses(text, escape) {
        // A variable inside a modifier was dealt with by the one around it.
        if found.span.start < position {
            continue;
        }
        output.push_str(&text[position..found.span.start]);
        position = found.span.end;
        let value = lookup(&found.name);
        let (operator, word) = found.modifier.split_at(found.modifier.find(|c| c != ':').map_or(0, |index| index + 1).min(2));
        let is_set = value.as_ref().is_some_and(|value| !operator.starts_with(':') || !value.is_empty());
        match operator.trim_start_matches(':') {
            "" | "?" => output.push_str(&value?),
            "-" if is_set => output.push_str(&value?),
            "-" => output.push_str(&expand_deep(word, escape, lookup, depth + 1)?),
            "+" if is_set => output.push_str(&expand_deep(word, escape, lookup, depth + 1)?),
            "+" => {}
            _ => return None,
        }
    }
    output.push_str(&text[position..]);
    Some(output)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_found_where_they_are_expanded() {
        for (text, expected) in [
            ("$A/$B", &["A", "B"][..]),
            ("'$A' \"$B\" \\$C", &["B"]),
            ("${A:-${B}}x${C}", &["A", "B", "C"]),
            ("$ ${} ${A", &[]),
            ("a$$A", &["A"]),
        ] {
            let names: Vec<String> = uses(text, '\\').into_iter().map(|found| found.name).collect();
            assert_eq!(names, expected, "{text}");
        }
    }

    #[test]
    fn values_are_put_in() {
        let lookup = |name: &str| match name {
            "A" => Some("a".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        };
        for (text, expected) in [
            ("x$A-y", Some("xa-y")),
            ("${A}${EMPTY}", Some("a")),
            ("${NO:-d$A}", Some("da")),
            ("${EMPTY:-d}${EMPTY-e}", Some("d")),
            ("${A:+yes}${NO+no}", Some("yes")),
            ("$NO", None),
        ] {
            assert_eq!(expand(text, '\\', &lookup).as_deref(), expected, "{text}");
        }
    }
}
