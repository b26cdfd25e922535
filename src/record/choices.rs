//! `pydock.toml`, or the table `[tool.pydock]` of `pyproject.toml`.
//!
//! ```toml
//! port = 9000
//! label = ["team=web"]
//! test = false
//! set = { uv-version = "0.9.7" }
//! ```
//!
//! The keys are the flags' names. Where the table is in `pyproject.toml`, even an empty one, it is the place; never both.

use std::path::Path;

use toml_edit::{Array, Document, DocumentMut, Item, Table, TableLike, Value, value};

use super::RecordError;
use crate::facts::{Answers, QUESTIONS, Question, Recorded, Said, Settings, Takes};
use crate::model::{Fact, InvalidValue, Location, Origin, RelPath, RenderedFile, Setting, Text, of_known};
use crate::tree::ProjectTree;

mod lint;

pub use lint::lint_settings;

const OWN: &str = "pydock.toml";
const SHARED: &str = "pyproject.toml";
/// What a new file begins with.
const HEADING: &str = "# What was chosen for the image of this project; everything else is detected. The keys are the flags of\n\
                       # `pydock init`, and `pydock schema` prints what they take.\n";

/// The choices of a person, and where they are kept.
#[derive(Debug)]
pub struct Choices {
    pub recorded: Recorded,
    file: RelPath,
    /// The file as it is; nothing where there is none yet.
    text: Option<Text>,
}

impl Choices {
    pub fn read(tree: &ProjectTree) -> Result<Self, RecordError> {
        let (own, shared) = (RelPath::named(OWN), RelPath::named(SHARED));
        let text = tree.text(&own)?;
        let project = tree.text(&shared)?.filter(|text| text.contains("pydock"));
        if let Some(project) = project {
            let document = parse(&shared, &project)?;
            let table = document.get("tool").and_then(|tool| tool.as_table_like()?.get("pydock"));
            if let Some(item) = table {
                let at = place(&shared, &project, item);
                if text.is_some() {
                    let problem = "choices are kept in `[tool.pydock]` here, and in pydock.toml as well";
                    return Err(RecordError::invalid(at, problem, "keep them in one place and delete the other"));
                }
                let Some(table) = item.as_table_like() else {
                    return Err(RecordError::invalid(at, "`tool.pydock` is not a table", "write `[tool.pydock]`"));
                };
                let recorded = Reader { file: &shared, text: &project }.read(table)?;
                return Ok(Self { recorded, file: shared, text: Some(project) });
            }
        }
        let recorded = match &text {
            Some(text) => Reader { file: &own, text }.read(parse(&own, text)?.as_table())?,
            None => Recorded::default(),
        };
        Ok(Self { recorded, file: own, text })
    }

    /// What a file of answers says, anywhere on the disk: it is written as `pydock.toml` is, and counts as typed.
    pub fn answers(path: &Path) -> Result<Recorded, RecordError> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = path.file_name().and_then(|name| RelPath::parse(name.to_str()?).ok());
        let text = match &name {
            Some(name) => ProjectTree::open(folder)?.text(name)?,
            None => None,
        };
        let (Some(name), Some(text)) = (name, text) else {
            return Err(RecordError::NoAnswers(path.display().to_string()));
        };
        let mut recorded = Reader { file: &name, text: &text }.read(parse(&name, &text)?.as_table())?;
        recorded.said.iter_mut().for_each(|said| said.origin = Origin::Flag);
        recorded.settings.iter_mut().for_each(|setting| setting.origin = Origin::Flag);
        Ok(recorded)
    }

    /// The file with these choices in it: those that are there already stay as they are written. `None` if none is new.
    pub fn with(&self, chosen: &[Said], settings: &[Setting], allow_builds: bool) -> Option<RenderedFile> {
        // The editor writes Unix line endings; the person's come back at the end.
        let text = self.text.as_deref().unwrap_or_default();
        let before = text.replace("\r\n", "\n");
        let mut document: DocumentMut = before.parse().expect("the file was parsed before");
        if self.text.is_none() {
            document.decor_mut().set_prefix(HEADING);
        }
        let is_shared = self.file.as_str() == SHARED;
        let table: &mut dyn TableLike = if is_shared {
            document["tool"]["pydock"].as_table_like_mut().expect("the table was found before")
        } else {
            document.as_table_mut()
        };
        for question in QUESTIONS {
            let said: Vec<&str> = chosen.iter().filter(|said| said.fact == question.id).map(|said| &*said.text).collect();
            if let Some(item) = item(question, &said) {
                put(table, question.flag, item);
            }
        }
        if allow_builds {
            put(table, "allow-builds", value(true));
        }
        for Setting { key, value: text } in settings {
            let set = table.entry("set").or_insert_with(|| Item::Table(Table::new()));
            if let Some(set) = set.as_table_like_mut() {
                put(set, key, value(text));
            }
        }
        let contents = document.to_string();
        let is_new = contents != before && contents != HEADING;
        let contents = if before.len() == text.len() { contents } else { contents.replace('\n', "\r\n") };
        is_new.then(|| RenderedFile { path: self.file.clone(), contents })
    }
}

fn parse<'t>(file: &RelPath, text: &'t str) -> Result<Document<&'t str>, RecordError> {
    Document::parse(text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        let at = Location::at_offset(file.clone(), text, offset);
        RecordError::invalid(
            at,
            format!("invalid TOML: {}", error.message()),
            "correct the file, or delete it and run `pydock init`",
        )
    })
}

fn place(file: &RelPath, text: &str, item: &Item) -> Location {
    match item.span() {
        Some(span) => Location::at_offset(file.clone(), text, span.start),
        None => Location::file(file.clone()),
    }
}

/// Replaces a value and leaves the comments around it.
fn put(table: &mut dyn TableLike, key: &str, item: Item) {
    match (table.get_mut(key).and_then(Item::as_value_mut), item) {
        (Some(old), Item::Value(mut new)) => {
            if !is_same(old, &new) {
                *new.decor_mut() = old.decor().clone();
                *old = new;
            }
        }
        (_, item) => {
            table.insert(key, item);
        }
    }
}

fn is_same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b)),
        _ => scalar(a).is_some() && scalar(a) == scalar(b),
    }
}

/// The words of an answer as a value of the kind that the flag takes.
fn item(question: &Question, said: &[&str]) -> Option<Item> {
    let last = *said.last()?;
    Some(match question.takes {
        Takes::Many => value(said.iter().copied().collect::<Array>()),
        Takes::Switch => value(last == "true"),
        Takes::One => match last.parse::<i64>() {
            Ok(number) if number.to_string() == last => value(number),
            _ => value(last),
        },
    })
}

/// A string, a whole number or a truth value, as a flag would give it.
fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.value().clone()),
        Value::Integer(number) => Some(number.value().to_string()),
        Value::Boolean(on) => Some(on.value().to_string()),
        _ => None,
    }
}

/// As [`scalar`], and a list of those with commas between.
fn words(value: &Value) -> Option<String> {
    match value {
        Value::Array(list) => list.iter().map(scalar).collect::<Option<Vec<String>>>().map(|words| words.join(",")),
        other => scalar(other),
    }
}

struct Reader<'a> {
    file: &'a RelPath,
    text: &'a str,
}

impl Reader<'_> {
    fn read(&self, table: &dyn TableLike) -> Result<Recorded, RecordError> {
        let mut recorded = Recorded::default();
        for (key, item) in table.iter() {
            let at = place(self.file, self.text, item);
            match key {
                "set" => self.settings(item, &mut recorded)?,
                "lint" => drop(self.lint(item)?),
                "allow-builds" => recorded.allow_builds = item.as_bool().ok_or_else(|| wrong(&at, key, "true or false"))?,
                _ => {
                    let Some(question) = Question::of_flag(key) else {
                        let known: Vec<&str> = QUESTIONS.iter().map(|question| question.flag).collect();
                        let known = format!("{}, set, allow-builds, lint", known.join(", "));
                        let hint = of_known("keys", key, &known);
                        return Err(RecordError::invalid(at, format!("unknown key `{}`", shown(key)), hint));
                    };
                    self.question(question, item, &mut recorded)?;
                }
            }
        }
        Ok(recorded)
    }

    fn question(&self, question: &'static Question, item: &Item, recorded: &mut Recorded) -> Result<(), RecordError> {
        let at = place(self.file, self.text, item);
        let (expected, texts) = match question.takes {
            Takes::Many => ("a list of strings", item.as_array().and_then(|list| list.iter().map(scalar).collect())),
            Takes::Switch => ("true or false", item.as_bool().map(|on| vec![on.to_string()])),
            Takes::One => ("a string in quotes", item.as_value().and_then(scalar).map(|text| vec![text])),
        };
        let texts: Vec<String> = texts.ok_or_else(|| wrong(&at, question.flag, expected))?;
        for text in texts {
            let origin = Origin::Recorded { at: at.clone() };
            question.take(&mut Answers::default(), &text, origin.clone()).map_err(|error| refused(&at, question.flag, &error))?;
            recorded.said.push(Said { fact: question.id, text, origin });
        }
        Ok(())
    }

    fn settings(&self, item: &Item, recorded: &mut Recorded) -> Result<(), RecordError> {
        let at = place(self.file, self.text, item);
        let table = item.as_table_like().ok_or_else(|| wrong(&at, "set", "a table of settings"))?;
        for (key, item) in table.iter() {
            let at = place(self.file, self.text, item);
            let text = item.as_value().and_then(words).ok_or_else(|| wrong(&at, key, "a string in quotes"))?;
            let setting = Fact::new(Setting { key: key.to_owned(), value: text }, Origin::Recorded { at: at.clone() });
            Settings::parse(std::slice::from_ref(&setting)).map_err(|error| refused(&at, key, &error))?;
            recorded.settings.push(setting);
        }
        Ok(())
    }
}

fn shown(text: &str) -> String {
    InvalidValue::new("key", text, "").found
}

fn wrong(at: &Location, key: &str, expected: &str) -> RecordError {
    let problem = format!("`{}` is not of the kind that the flag takes: expected {expected}", shown(key));
    RecordError::invalid(at.clone(), problem, "`pydock schema` prints the kind of every key")
}

fn refused(at: &Location, key: &str, error: &InvalidValue) -> RecordError {
    RecordError::invalid(at.clone(), format!("{key}: {error}"), error.hint("write what the flag of the same name takes"))
}

#[cfg(test)]
mod tests;
