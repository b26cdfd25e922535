//! Files of the project's configuration, as the tables that its code reads from them.
//!
//! A file is told as Python's own literals, so that what follows names through dictionaries follows them through files as well.
//! Where a person writes the file, its sample shows what it holds.

use std::fmt::Write;
use std::rc::Rc;

use serde_json::{Map, Value};

use crate::detect::outside_files::sample;
use crate::manifest::yaml_table;
use crate::model::RelPath;
use crate::python::{Module, SourceFile};
use crate::tree::ProjectTree;

/// The name of the question that the tree keeps the answer to.
#[derive(PartialEq)]
struct Table(RelPath);

/// A larger file holds data, and no paths of folders.
const LONGEST: usize = 256 * 1024;

/// What the file with this path in the image holds: a module of one expression. `None` if it is no file that can be read as one.
pub fn table(tree: &ProjectTree, path: &str) -> Option<Rc<Module>> {
    let file = RelPath::parse(path.strip_prefix("/app/")?).ok()?;
    tree.once(Table(file.clone()), || read(tree, &file))
}

fn read(tree: &ProjectTree, file: &RelPath) -> Option<Rc<Module>> {
    let ending = file.extension()?;
    let shown = if tree.is_file(file) { file.clone() } else { sample(tree, file)? };
    let text = tree.text(&shown).ok()??;
    if text.len() > LONGEST {
        return None;
    }
    let value = match ending {
        "json" => serde_json::from_str(&text).ok()?,
        "toml" => serde_json::to_value(toml::from_str::<toml::Table>(&text).ok()?).ok()?,
        "yaml" | "yml" => yaml_table(&text)?,
        "cfg" | "conf" | "ini" => sections(&text),
        _ => return None,
    };
    let mut told = String::new();
    tell(&value, &mut told);
    Some(Rc::new(Module::new(SourceFile::parse(shown, told.into()))))
}

/// The value as a literal of Python. Every text of JSON in quotes is one of Python, too.
fn tell(value: &Value, told: &mut String) {
    match value {
        Value::Null => told.push_str("None"),
        Value::Bool(true) => told.push_str("True"),
        Value::Bool(false) => told.push_str("False"),
        Value::Array(items) => {
            told.push('[');
            for item in items {
                tell(item, told);
                told.push(',');
            }
            told.push(']');
        }
        Value::Object(entries) => {
            told.push('{');
            for (key, item) in entries {
                let _ = write!(told, "{}:", Value::from(key.as_str()));
                tell(item, told);
                told.push(',');
            }
            told.push('}');
        }
        scalar => {
            let _ = write!(told, "{scalar}");
        }
    }
}

/// The sections of a file of configparser's, each key as it is written and in small letters, as the parser has it.
fn sections(text: &str) -> Value {
    let mut found: Map<String, Value> = Map::new();
    let mut current: Option<String> = None;
    for line in text.lines().map(str::trim).filter(|line| !line.starts_with(['#', ';'])) {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            current = Some(name.to_owned());
            continue;
        }
        let (Some(section), Some((key, value))) = (&current, line.split_once(['=', ':'])) else { continue };
        let Value::Object(entries) = found.entry(section.as_str()).or_insert_with(|| Map::new().into()) else { continue };
        entries.insert(key.trim().to_lowercase(), value.trim().into());
        entries.insert(key.trim().to_owned(), value.trim().into());
    }
    found.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_every_format_is_one_table() {
        for (name, text) in [
            ("a.json", "{\"log\": {\"file\": \"a/é.log\", \"size\": 1.5}, \"no\": [null, true]}"),
            ("a.toml", "no = [1]\n[log]\nfile = 'a/é.log'\n"),
            ("a.yaml", "1: x\nlog:\n  file: a/é.log\n  share: 0.5\n"),
            ("a.example.yml", "log: {file: a/é.log}\n"),
            ("a.ini", "; x\n[log]\nFile = a/é.log\n"),
        ] {
            let tree = ProjectTree::in_memory([(name, text)]);
            let module = table(&tree, &format!("/app/{}", name.replace(".example", ""))).unwrap();
            assert!(module.source.is_valid(), "{}", module.source.text);
            assert!(module.source.text.contains("\"file\":\"a/é.log\""), "{}", module.source.text);
        }
        let tree = ProjectTree::in_memory([("a.json", "{")]);
        assert!(table(&tree, "/app/a.json").is_none() && table(&tree, "/etc/a.json").is_none());
    }
}
