//! The part of YAML that a compose file needs: built as a tree, written from it, and read back to be compared with it.
//!
//! Every text is written plain only where no reader of YAML can take it for anything else, and as a quoted JSON string
//! otherwise, which YAML reads the same way (YAML 1.2.2, 1.2).

use std::fmt::Write;

use serde_json::{Map, Value};

use crate::model::{EnvName, InvalidValue, is_hidden};

/// A text of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scalar(String);

/// A value of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    Text(Scalar),
    Flag(bool),
    Number(u16),
    /// `[a, b]`
    Words(Vec<Scalar>),
    /// One item on each line.
    Items(Vec<Node>),
    Map(Entries),
    /// A mapping that others take in: `&name`
    Shared(&'static str, Entries),
    /// `*name`, in the place of the mapping that was written under it.
    Same(&'static str),
}

/// The entries of a mapping, in order, each with the comment above it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entries(Vec<(Option<&'static str>, Scalar, Node)>);

impl Scalar {
    /// A text as it is: Compose takes `$` for the start of a variable, and `$$` for the sign.
    pub fn text(text: &str) -> Result<Self, InvalidValue> {
        Self::new(&text.replace('$', "$$"))
    }

    /// `${NAME:?set NAME in .env}`: Compose stops with this message where the variable is missing.
    pub fn required(name: &EnvName) -> Self {
        Self(format!("${{{name}:?set {name} in .env}}"))
    }

    fn new(text: &str) -> Result<Self, InvalidValue> {
        if text.contains(is_hidden) {
            return Err(InvalidValue::new("text of a compose file", text, "text without control characters"));
        }
        Ok(Self(text.to_owned()))
    }

    fn written(&self) -> String {
        if is_plain(&self.0) { self.0.clone() } else { Value::from(self.0.as_str()).to_string() }
    }
}

/// Whether every reader of YAML takes the text for this text, inside of brackets as well.
fn is_plain(text: &str) -> bool {
    // What some version of YAML reads as a truth value or as nothing.
    const READ: &[&str] = &["y", "n", "yes", "no", "on", "off", "true", "false", "null"];
    let is_inner = |(index, c): (usize, char)| {
        c.is_ascii_alphanumeric()
            || "-_./".contains(c)
            // A colon begins a value where a blank follows.
            || (c == ':' && text[index + 1..].starts_with(|next: char| next.is_ascii_alphanumeric() || next == '/'))
    };
    let bare = text.trim_start_matches('-');
    let starts = bare.starts_with(|c: char| c.is_ascii_alphabetic()) && text.len() - bare.len() < 3;
    let is_path = text.starts_with('/') || text.starts_with(".env") || text == ".";
    // Ex) `30s`
    let is_duration =
        text.strip_suffix('s').is_some_and(|number| !number.is_empty() && number.chars().all(|c| c.is_ascii_digit()));
    let is_read = READ.iter().any(|word| text.eq_ignore_ascii_case(word));
    is_duration || ((starts || is_path) && text.char_indices().all(is_inner) && !is_read)
}

impl Entries {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn append(&mut self, more: Self) {
        self.0.extend(more.0);
    }

    pub fn add(&mut self, key: &'static str, node: Node) {
        self.0.push((None, Scalar(key.to_owned()), node));
    }

    pub fn add_named(&mut self, key: Scalar, node: Node) {
        self.0.push((None, key, node));
    }

    /// An entry with a comment above it.
    pub fn explained(&mut self, comment: &'static str, key: &'static str, node: Node) {
        self.0.push((Some(comment), Scalar(key.to_owned()), node));
    }

    /// The lines of the mapping, so many levels deep.
    pub fn written(&self, depth: usize) -> String {
        let mut out = String::new();
        self.write(&mut out, depth);
        out
    }

    /// As [`written`](Self::written), with an empty line between two entries.
    pub fn written_apart(&self, depth: usize) -> String {
        let entry = |entry: &(Option<&'static str>, Scalar, Node)| Self(vec![entry.clone()]).written(depth);
        self.0.iter().map(entry).collect::<Vec<_>>().join("\n")
    }

    fn write(&self, out: &mut String, depth: usize) {
        let indent = "  ".repeat(depth);
        for (comment, key, node) in &self.0 {
            if let Some(comment) = comment {
                let _ = writeln!(out, "{indent}# {comment}");
            }
            let key = if key.0 == "<<" { "<<".to_owned() } else { key.written() };
            let _ = write!(out, "{indent}{key}:");
            node.write(out, depth);
        }
    }

    fn value(&self, shared: &Map<String, Value>) -> Value {
        let entry = |(_, key, node): &(Option<&'static str>, Scalar, Node)| (key.0.clone(), node.value(shared));
        Value::Object(self.0.iter().map(entry).collect())
    }

    /// What a reader of the file must find. The mappings that others take in are found by their names.
    pub fn expected(&self) -> Value {
        let mut shared = Map::new();
        for (_, _, node) in &self.0 {
            if let Node::Shared(name, entries) = node {
                let value = entries.value(&shared);
                shared.insert((*name).to_owned(), value);
            }
        }
        self.value(&shared)
    }
}

impl Node {
    pub fn text(text: &str) -> Result<Self, InvalidValue> {
        Scalar::text(text).map(Self::Text)
    }

    pub fn words(words: &[String]) -> Result<Self, InvalidValue> {
        words.iter().map(|word| Scalar::text(word)).collect::<Result<_, _>>().map(Self::Words)
    }

    /// Writes what stands behind `key:`, with the end of the line.
    fn write(&self, out: &mut String, depth: usize) {
        let indent = "  ".repeat(depth + 1);
        let _ = match self {
            Self::Text(text) => writeln!(out, " {}", text.written()),
            Self::Flag(flag) => writeln!(out, " {flag}"),
            Self::Number(number) => writeln!(out, " {number}"),
            Self::Words(words) => {
                let words: Vec<String> = words.iter().map(Scalar::written).collect();
                writeln!(out, " [{}]", words.join(", "))
            }
            Self::Same(name) => writeln!(out, " *{name}"),
            Self::Map(entries) if entries.is_empty() => writeln!(out, " {{}}"),
            Self::Map(entries) => {
                out.push('\n');
                entries.write(out, depth + 1);
                Ok(())
            }
            Self::Shared(name, entries) => {
                let _ = writeln!(out, " &{name}");
                entries.write(out, depth + 1);
                Ok(())
            }
            Self::Items(items) => {
                out.push('\n');
                for item in items {
                    let _ = write!(out, "{indent}-");
                    match item {
                        // The first entry stands behind the dash.
                        Self::Map(entries) => {
                            let text = entries.written(depth + 2);
                            let _ = write!(out, " {}", text.trim_start());
                        }
                        other => other.write(out, depth + 1),
                    }
                }
                Ok(())
            }
        };
    }

    fn value(&self, shared: &Map<String, Value>) -> Value {
        match self {
            Self::Text(text) => Value::from(text.0.as_str()),
            Self::Flag(flag) => Value::from(*flag),
            Self::Number(number) => Value::from(*number),
            Self::Words(words) => words.iter().map(|word| word.0.clone()).collect(),
            Self::Items(items) => items.iter().map(|item| item.value(shared)).collect(),
            Self::Map(entries) | Self::Shared(_, entries) => entries.value(shared),
            Self::Same(name) => shared.get(*name).cloned().unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::yaml_value;

    #[test]
    fn every_text_is_read_back_as_it_is() {
        let hostile = [
            "plain",
            "a b",
            "yes",
            "NO",
            "null",
            "~",
            "1",
            "1.5",
            ".5",
            "0x1",
            "1e3",
            "12:30",
            "- a",
            "a: b",
            "a #b",
            "#",
            "*a",
            "&a",
            "!a",
            "%a",
            "@a",
            "`a`",
            "'",
            "\"",
            "\\",
            "{a}",
            "[a]",
            "a,b",
            "|",
            ">",
            "",
            " ",
            "$HOME",
            "${A}",
            "$$",
            "é",
            "\u{1f980}",
            "<<",
            "=",
            "a:b",
            "postgresql://app:x@db:5432/app",
            "sh -c 'exec x'",
            "..",
            ".",
            "---",
            "...",
        ];
        for text in hostile {
            let mut entries = Entries::new();
            entries.add_named(Scalar(text.to_owned()), Node::text(text).unwrap());
            entries.add("words", Node::words(&[text.to_owned()]).unwrap());
            entries.add("items", Node::Items(vec![Node::text(text).unwrap()]));
            let written = entries.written(0);
            let found = yaml_value(&written).unwrap_or_else(|problem| panic!("{text:?}: {problem}\n{written}"));
            if text != "<<" {
                assert_eq!(found, entries.expected(), "{written}");
            }
        }
        for text in ["a\nb", "a\tb", "\u{2028}", "\u{85}", "\u{202e}"] {
            assert!(Scalar::text(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn mappings_are_laid_out_as_a_person_writes_them() {
        let mut shared = Entries::new();
        shared.add("init", Node::Flag(true));
        let mut file = Entries::new();
        file.add("path", Node::text(".env").unwrap());
        file.add("required", Node::Flag(false));
        let mut service = Entries::new();
        service.add("<<", Node::Same("app"));
        service.explained("Why.", "env_file", Node::Items(vec![Node::Map(file)]));
        let mut entries = Entries::new();
        entries.add("x-app", Node::Shared("app", shared));
        entries.add("web", Node::Map(service));
        let text =
            "x-app: &app\n  init: true\nweb:\n  <<: *app\n  # Why.\n  env_file:\n    - path: .env\n      required: false\n";
        assert_eq!(entries.written(0), text);
        assert_eq!(yaml_value(text).unwrap(), entries.expected());
    }
}
