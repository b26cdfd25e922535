//! YAML files of other tools, which are read for hints alone.

use std::borrow::Cow;
use std::collections::HashMap;

use saphyr::{LoadableYamlNode, MarkedYaml};

use crate::model::{Location, RelPath};

/// The first document of the text; `None` if it is no YAML that is worth reading.
pub(super) fn load(text: &str) -> Option<MarkedYaml<'_>> {
    if unreadable(text).is_some() {
        return None;
    }
    MarkedYaml::load_from_str(text).ok()?.into_iter().next()
}

/// Every document of the text; none where it is no YAML that is worth reading.
pub(super) fn load_all(text: &str) -> Vec<MarkedYaml<'_>> {
    match unreadable(text) {
        Some(_) => Vec::new(),
        None => MarkedYaml::load_from_str(text).unwrap_or_default(),
    }
}

/// The text as the parser takes it. It refuses a bracket that closes a list at the column of its key, which Go's parser, and with
/// it Docker Compose, takes.
pub(super) fn readable(text: &str) -> Cow<'_, str> {
    let closes = |line: &str| line.trim_start().starts_with([']', '}']);
    if !text.lines().any(closes) || unreadable(text).is_some() || MarkedYaml::load_from_str(text).is_ok() {
        return Cow::Borrowed(text);
    }
    match indented(text) {
        Some(text) if MarkedYaml::load_from_str(&text).is_ok() => Cow::Owned(text),
        _ => Cow::Borrowed(text),
    }
}

/// The text with the further lines of lists and mappings in brackets indented deeply. Lines keep their numbers. `None` if a
/// bracket is never closed, or none goes over several lines.
fn indented(text: &str) -> Option<String> {
    const INDENT: &str = "                                ";
    let mut out = String::with_capacity(text.len() + 256);
    let (mut depth, mut quote, mut is_changed) = (0usize, None, false);
    for line in text.split_inclusive('\n') {
        if depth > 0 && quote.is_none() {
            out.push_str(INDENT);
            is_changed = true;
        }
        out.push_str(line);
        let mut before = ' ';
        let mut last = ':';
        for c in line.chars() {
            match (quote, c) {
                (Some(open), _) if c == open => quote = None,
                (Some(_), _) => {}
                (None, '#') if before.is_whitespace() => break,
                (None, '"' | '\'') if depth > 0 || matches!(last, ':' | '-') => quote = Some(c),
                // In a block, a bracket opens a list at the start of a value alone.
                (None, '[' | '{') if depth > 0 || matches!(last, ':' | '-') => depth += 1,
                (None, ']' | '}') if depth > 0 => depth -= 1,
                _ => {}
            }
            before = c;
            if !c.is_whitespace() {
                last = c;
            }
        }
        // A quoted text of a block ends with its line, as far as brackets are concerned.
        if depth == 0 {
            quote = None;
        }
    }
    (is_changed && depth == 0).then_some(out)
}

/// Why the text is not given to the parser, which has no limits of its own; `None` if it is.
pub(super) fn unreadable(text: &str) -> Option<&'static str> {
    if is_too_deep(text) {
        Some("it is nested too deeply")
    } else if is_too_large_unfolded(text) {
        Some("its aliases expand to too much text")
    } else {
        None
    }
}

/// The parser puts a copy of what an anchor names in the place of every alias, so that a few lines can fill the memory. What
/// would come out is counted, never less than it is: an anchor holds the lines below it that are indented further.
fn is_too_large_unfolded(text: &str) -> bool {
    const MOST: usize = 1_000_000;
    let mut sizes: HashMap<&str, usize> = HashMap::new();
    let mut open: Vec<(usize, &str)> = Vec::new();
    let mut total = 0usize;
    for line in text.lines() {
        let content = line.trim_start_matches([' ', '\t', '-', '?']);
        let indent = line.len() - content.len();
        if !content.is_empty() {
            open.retain(|(column, _)| *column < indent);
        }
        let mut size = line.len() + 1;
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':');
        for (position, sign) in content.match_indices(['&', '*']) {
            let starts = content[..position].chars().next_back().is_none_or(|c| " \t[{,:-".contains(c));
            let name = &content[position + 1..];
            let name = &name[..name.find(|c| !is_name(c)).unwrap_or(name.len())];
            if !starts || name.is_empty() {
                continue;
            }
            if sign == "&" {
                open.push((indent, name));
                sizes.insert(name, 0);
            } else {
                size = size.saturating_add(sizes.get(name).copied().unwrap_or_default());
            }
        }
        for (_, name) in &open {
            let known = sizes.entry(name).or_default();
            *known = known.saturating_add(size);
        }
        total = total.saturating_add(size);
        if total > MOST.max(2 * text.len()) {
            return true;
        }
    }
    false
}

/// Every level of block nesting costs a column at the start of some line.
fn is_too_deep(text: &str) -> bool {
    const WIDEST: usize = 256;
    text.lines()
        .any(|line| line.find(|c| !matches!(c, ' ' | '\t' | '-' | '?')).unwrap_or(line.len()) > WIDEST && !line.trim().is_empty())
}

/// The value of the key, of the mapping itself or else of those that it takes in: `<<: *name`, `<<: [*one, *two]`. `None` if no
/// mapping has it.
pub(super) fn get<'n, 'i>(node: &'n MarkedYaml<'i>, key: &str) -> Option<&'n MarkedYaml<'i>> {
    let of = |name: &str| {
        let mut entries = node.data.as_mapping()?.iter();
        entries.find(|(known, _)| known.data.as_str() == Some(name)).map(|(_, value)| value)
    };
    if let Some(found) = of(key) {
        return Some(found);
    }
    let merged = of("<<")?;
    match merged.data.as_sequence() {
        Some(all) => all.iter().find_map(|one| get(one, key)),
        None => get(merged, key),
    }
}

pub(super) fn at(path: &RelPath, node: &MarkedYaml<'_>) -> Location {
    Location::line(path.clone(), node.span.start.line())
}

/// The first document of a text that pydock made itself, with its aliases in place. Keys must be texts.
pub fn yaml_value(text: &str) -> Result<serde_json::Value, String> {
    if let Some(reason) = unreadable(text) {
        return Err(reason.to_owned());
    }
    let documents = MarkedYaml::load_from_str(text).map_err(|error| error.to_string())?;
    match documents.as_slice() {
        [document] => value(document),
        _ => Err(format!("it holds {} documents", documents.len())),
    }
}

/// The first document as far as it can be told in JSON: what has no place there, such as a key that is no text, is left out.
/// `None` if the text is no YAML.
pub fn yaml_table(text: &str) -> Option<serde_json::Value> {
    load(&readable(text)).map(|document| known(&document))
}

fn known(node: &MarkedYaml<'_>) -> serde_json::Value {
    use serde_json::Value;
    if let Some(items) = node.data.as_sequence() {
        return items.iter().map(known).collect::<Vec<_>>().into();
    }
    match node.data.as_mapping() {
        Some(mapping) => {
            let entry = |(key, item): (&MarkedYaml<'_>, &MarkedYaml<'_>)| Some((key.data.as_str()?.to_owned(), known(item)));
            Value::Object(mapping.iter().filter_map(entry).collect())
        }
        None => value(node).unwrap_or(Value::Null),
    }
}

fn value(node: &MarkedYaml<'_>) -> Result<serde_json::Value, String> {
    use serde_json::Value;
    if let Some(items) = node.data.as_sequence() {
        return items.iter().map(value).collect::<Result<Vec<_>, _>>().map(Value::from);
    }
    if let Some(mapping) = node.data.as_mapping() {
        let entry = |(key, item): (&MarkedYaml<'_>, &MarkedYaml<'_>)| {
            let key = key.data.as_str().ok_or_else(|| format!("line {}: a key is not a string", key.span.start.line()))?;
            Ok((key.to_owned(), value(item)?))
        };
        return mapping.iter().map(entry).collect::<Result<serde_json::Map<_, _>, String>>().map(Value::from);
    }
    let data = &node.data;
    let scalar =
        data.as_str().map(Value::from).or_else(|| data.as_bool().map(Value::from)).or_else(|| data.as_integer().map(Value::from));
    scalar
        .or_else(|| data.is_null().then_some(Value::Null))
        .ok_or_else(|| format!("line {}: an unsupported value", node.span.start.line()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bracket_may_close_at_the_column_of_its_key() {
        for (text, expected) in [
            ("a:\n  b: [\n    'x', # y\n    z\n  ]\n  c: 1\n", Some(1)),
            ("a:\n  b: [\n  'x]',\n  {k: v}\n  ]\n  c: 2\n", Some(2)),
            ("a:\n  b: {\n    k: v\n  }\n  c: 3\n", Some(3)),
            ("a:\n  b: it's [ no list\n  c: 4\n", Some(4)),
            ("a:\n  b: [\n  x\n  c: 5\n]\n", None),
        ] {
            let text = readable(text);
            let found = load(&text).and_then(|root| get(get(&root, "a")?, "c")?.data.as_integer());
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_text_that_would_fill_the_memory_is_not_parsed() {
        let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for (of, name) in "abcdefghijk".chars().zip("bcdefghijkl".chars()) {
            bomb.push_str(&format!("{name}: &{name} [{}]\n", vec![format!("*{of}"); 10].join(", ")));
        }
        let nested = bomb.replace(": &", ":\n  nested: &");
        let services = format!("x-bomb:\n  {}\nservices: *l\n", bomb.trim_end().replace('\n', "\n  "));
        for text in [&bomb, &nested, &services] {
            assert_eq!(unreadable(text), Some("its aliases expand to too much text"), "{text}");
            assert!(load(text).is_none());
        }
        let app = "x-app: &app\n  build: .\n  environment: &environment\n    A: 1\nservices:\n";
        let service =
            |number: usize| format!("  s{number}:\n    <<: *app\n    environment:\n      <<: *environment\n      B: 2\n");
        let usual = format!("{app}{}", (0..200).map(service).collect::<String>());
        assert_eq!(unreadable(&usual), None);
        for text in ["command: a & b && c *d", "a: '*x' # &y", "- *unknown", "&", "*", "a: &a *a", "\u{e9}: &\u{e9} x"] {
            assert_eq!(unreadable(text), None, "{text}");
            load(text);
        }
    }

    #[test]
    fn a_key_may_stand_in_a_mapping_that_is_taken_in() {
        let text = "x: &x\n  a: 1\n  b: 1\ny: &y\n  c: 3\none:\n  <<: *x\n  b: 2\ntwo:\n  <<: [*y, *x]\n";
        let document = load(text).unwrap();
        let found = |name: &str, key: &str| get(get(&document, name)?, key)?.data.as_integer();
        let expected =
            [("one", "a", Some(1)), ("one", "b", Some(2)), ("one", "c", None), ("two", "c", Some(3)), ("two", "b", Some(1))];
        for (name, key, number) in expected {
            assert_eq!(found(name, key), number, "{name}.{key}");
        }
    }
}
