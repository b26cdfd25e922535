//! `pydock.lock`: what the files were rendered from, and the files as they were rendered.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, Value, value};

use super::RecordError;
use crate::facts::{ProjectFacts, QUESTIONS};
use crate::model::{BuildPlan, Digest, ImageRef, Location, Origin, Pins, RelPath, RenderedFile, product};
use crate::tree::ProjectTree;

pub const LOCK: &str = "pydock.lock";
const VERSION: u32 = 1;
const HEADING: &str = "# Written by pydock, and not for editing. Keep it in git: `pydock update` and `pydock check` go by it.\n";

/// The record of one rendering.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordLock {
    /// Of the format.
    pub version: u32,
    /// The version of pydock that rendered the files.
    pub pydock: String,
    /// Every fact, by its id, with each of its values.
    pub facts: BTreeMap<String, Vec<RecordedFact>>,
    /// The answers to the preset's own questions, without secrets.
    #[serde(default)]
    pub answers: BTreeMap<String, RecordedFact>,
    /// The layers of the preset that were fetched, with their commits.
    #[serde(rename = "preset", default)]
    pub presets: Vec<RecordedPreset>,
    /// The images that are pinned, by their names.
    #[serde(rename = "image", default)]
    pub images: Vec<PinnedImage>,
    /// The files that pydock wrote. One that was there already and was kept is not followed.
    #[serde(rename = "file", default)]
    pub files: Vec<Pristine>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedFact {
    pub value: String,
    /// The file that it was read from. No line: a lock would change whenever one above it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

/// A preset out of a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedPreset {
    pub source: String,
    pub commit: String,
}

/// An image and the digest that its tag had.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PinnedImage {
    /// With its tag. Ex) `python:3.13-slim-trixie`
    pub name: ImageRef,
    pub digest: Digest,
}

/// A file as it was rendered, before anybody edited it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pristine {
    pub path: String,
    pub text: String,
}

impl RecordLock {
    pub fn new<'f>(
        facts: &ProjectFacts,
        plan: &BuildPlan,
        presets: Vec<RecordedPreset>,
        files: impl IntoIterator<Item = &'f RenderedFile>,
    ) -> Self {
        let file_of = |origin: Origin| match origin {
            Origin::Detected { at } if !at.file.is_root() => Some(at.file.to_string()),
            _ => None,
        };
        let answers = facts.preset_answers.iter().filter(|answer| !answer.secret && !answer.skipped).map(|answer| {
            let from = file_of(answer.origin.clone());
            (answer.id.clone(), RecordedFact { value: answer.text.clone(), from })
        });
        let recorded = QUESTIONS.iter().map(|question| {
            let values = question.values(facts).into_iter();
            (question.id.to_owned(), values.map(|(value, origin)| RecordedFact { value, from: file_of(origin) }).collect())
        });
        Self {
            version: VERSION,
            pydock: product::VERSION.to_owned(),
            facts: recorded.filter(|(_, values): &(String, Vec<_>)| !values.is_empty()).collect(),
            answers: answers.collect(),
            presets,
            images: Pins::of(plan)
                .iter()
                .map(|(name, digest)| PinnedImage { name: name.clone(), digest: digest.clone() })
                .collect(),
            files: files.into_iter().map(|file| Pristine { path: file.path.to_string(), text: file.contents.clone() }).collect(),
        }
    }

    /// The project's record, if it has one.
    pub fn read(tree: &ProjectTree) -> Result<Option<Self>, RecordError> {
        let path = Self::path();
        let Some(text) = tree.text(&path)? else { return Ok(None) };
        let lock: Self = toml::from_str(&text).map_err(|error| {
            let at = Location::at_offset(path.clone(), &text, error.span().map_or(0, |span| span.start));
            RecordError::broken(at, format!("this is not a record that pydock reads: {}", error.message()))
        })?;
        if lock.version != VERSION {
            let problem = format!("the record is of version {}, and this pydock reads version {VERSION}", lock.version);
            return Err(RecordError::invalid(Location::file(path), problem, "update pydock"));
        }
        Ok(Some(lock))
    }

    pub fn path() -> RelPath {
        RelPath::parse(LOCK).expect("a plain name is a path")
    }

    /// The place of the record in messages.
    pub fn place() -> Location {
        Location::file(Self::path())
    }

    pub fn file(&self, path: &RelPath) -> Option<&Pristine> {
        self.files.iter().find(|file| file.path == path.as_str())
    }

    /// Whether both stand for the same rendering, wherever the facts were read from.
    pub fn is_same(&self, other: &Self) -> bool {
        let values = |lock: &Self| -> Vec<(String, Vec<String>)> {
            let texts = |facts: &Vec<RecordedFact>| facts.iter().map(|fact| fact.value.clone()).collect();
            lock.facts.iter().map(|(id, facts)| (id.clone(), texts(facts))).collect()
        };
        let answers = |lock: &Self| -> Vec<(String, String)> {
            lock.answers.iter().map(|(id, answer)| (id.clone(), answer.value.clone())).collect()
        };
        let is_same_text = self.pydock == other.pydock && self.files == other.files;
        let is_same_base = self.presets == other.presets && self.images == other.images;
        is_same_text && is_same_base && values(self) == values(other) && answers(self) == answers(other)
    }

    /// The record as a file.
    pub fn rendered(&self) -> RenderedFile {
        let mut document = DocumentMut::new();
        document.decor_mut().set_prefix(HEADING);
        document["version"] = value(i64::from(self.version));
        document["pydock"] = value(&self.pydock);
        let mut facts = Table::new();
        // In the order of the questions, which is how people know them.
        for question in QUESTIONS {
            if let Some(values) = self.facts.get(question.id) {
                facts.insert(question.id, value(inline(values)));
            }
        }
        document["facts"] = Item::Table(facts);
        if !self.answers.is_empty() {
            let answers = self.answers.iter().map(|(id, answer)| (id.as_str(), value(table(answer))));
            document["answers"] = Item::Table(answers.collect());
        }
        let mut presets = ArrayOfTables::new();
        for preset in &self.presets {
            let mut table = Table::new();
            table.insert("source", value(&preset.source));
            table.insert("commit", value(&preset.commit));
            presets.push(table);
        }
        if !presets.is_empty() {
            document["preset"] = Item::ArrayOfTables(presets);
        }
        let mut images = ArrayOfTables::new();
        for image in &self.images {
            let mut table = Table::new();
            table.insert("name", value(image.name.as_str()));
            table.insert("digest", value(image.digest.as_str()));
            images.push(table);
        }
        if !images.is_empty() {
            document["image"] = Item::ArrayOfTables(images);
        }
        let mut files = ArrayOfTables::new();
        for file in &self.files {
            let mut table = Table::new();
            table.insert("path", value(&file.path));
            table.insert("text", value(&file.text));
            files.push(table);
        }
        if !files.is_empty() {
            document["file"] = Item::ArrayOfTables(files);
        }
        RenderedFile { path: Self::path(), contents: document.to_string() }
    }
}

fn table(fact: &RecordedFact) -> InlineTable {
    let mut table = InlineTable::new();
    table.insert("value", Value::from(&fact.value));
    table.extend(fact.from.as_ref().map(|from| ("from", Value::from(from))));
    table
}

/// One value on the line of its key, and several on lines of their own.
fn inline(values: &[RecordedFact]) -> Array {
    let mut array = Array::new();
    for fact in values {
        array.push(table(fact));
    }
    if array.len() > 1 {
        array.iter_mut().for_each(|value| value.decor_mut().set_prefix("\n    "));
        array.set_trailing("\n");
        array.set_trailing_comma(true);
    }
    array
}
