//! The answers to a preset's own questions: flag, prompt, recorded, detected, default.

use serde_json::Value;

use super::file::QuestionType;
use super::question::{DefaultAnswer, Detect, PresetQuestion};
use super::{Preset, PresetDefault, PresetError, values};
use crate::facts::{ProjectFacts, SETTINGS};
use crate::model::{Fact, Location, Note, Origin, PresetAnswer, RelPath, Setting};
use crate::template::{TemplateError, Values};
use crate::tree::ProjectTree;

/// The answers to all questions, and the questions that have none.
pub struct Answered {
    pub answers: Vec<PresetAnswer>,
    /// Each with its name and what it asks.
    pub open: Vec<(String, String)>,
}

impl Answered {
    /// The answers, if there is one to every question; all that are open are told at once.
    pub fn complete(self, preset: &Preset) -> Result<Vec<PresetAnswer>, PresetError> {
        let Some((example, _)) = self.open.first() else { return Ok(self.answers) };
        let example = example.clone();
        let questions = self.open.into_iter().map(|(id, help)| format!("`{id}` ({help})")).collect();
        Err(PresetError::Open { preset: preset.name.clone(), questions, example })
    }
}

/// Answers every question.
///
/// A secret is not recorded, so where the project has a record it need not be given again: it is skipped then, and so is
/// every file that holds it.
pub fn answers(
    preset: &Preset,
    given: &[Fact<Setting>],
    tree: &ProjectTree,
    facts: &ProjectFacts,
    notes: &mut Vec<Note>,
) -> Result<Answered, PresetError> {
    unknown(preset, given)?;
    let has_record = RelPath::parse("pydock.lock").is_ok_and(|lock| tree.is_file(&lock));
    let mut asked: Vec<PresetAnswer> = Vec::new();
    let mut open: Vec<(String, String)> = Vec::new();
    for question in &preset.questions {
        let seen = values(facts, &asked)?;
        match answer(preset, question, given, tree, &seen, notes)? {
            Some(answer) => asked.push(answer),
            None if question.secret && has_record => {
                asked.push(PresetAnswer { skipped: true, ..answered(question, question.nothing(), Origin::Default) });
            }
            None => {
                open.push((question.id.clone(), question.help.clone()));
                // Later questions may look at this one.
                asked.push(answered(question, question.nothing(), Origin::Default));
            }
        }
    }
    Ok(Answered { answers: asked, open })
}

/// The questions that stay open whatever the facts are: nobody has answered, the project does not, and there is no default.
pub fn open_whatever(preset: &Preset, given: &[Fact<Setting>], tree: &ProjectTree) -> Result<Vec<Note>, PresetError> {
    let mut notes = Vec::new();
    for question in preset.questions.iter().filter(|question| question.condition.is_none() && question.default.is_none()) {
        let is_given = given.iter().any(|fact| fact.value.key == question.id);
        let mut is_found = false;
        for detect in &question.detect {
            is_found |= detected(detect, tree)?.is_some_and(|(text, _)| question.parse(&text).is_some());
        }
        if !is_given && !is_found {
            let note = Note::warning(format!("the preset asks for `{}` ({})", question.id, question.help));
            notes.push(note.hint(format!("answer with `--set {}=…`", question.id)));
        }
    }
    Ok(notes)
}

fn unknown(preset: &Preset, given: &[Fact<Setting>]) -> Result<(), PresetError> {
    let is_known =
        |key: &str| SETTINGS.iter().any(|(known, _)| *known == key) || preset.questions.iter().any(|question| question.id == key);
    match given.iter().find(|fact| !is_known(&fact.value.key)) {
        None => Ok(()),
        Some(fact) => {
            let own = preset.questions.iter().map(|question| question.id.as_str());
            let known: Vec<&str> = own.chain(SETTINGS.iter().map(|(key, _)| *key)).collect();
            Err(PresetError::UnknownSetting {
                place: said_at(&fact.origin, "--set"),
                key: fact.value.key.escape_debug().to_string(),
                preset: preset.name.clone(),
                known: known.join(", "),
            })
        }
    }
}

fn answer(
    preset: &Preset,
    question: &PresetQuestion,
    given: &[Fact<Setting>],
    tree: &ProjectTree,
    seen: &Values,
    notes: &mut Vec<Note>,
) -> Result<Option<PresetAnswer>, PresetError> {
    let skipped = match &question.condition {
        Some(condition) => !preset.holds(condition, seen)?,
        None => false,
    };
    if !skipped {
        // Of several values the last one holds.
        if let Some(fact) = given.iter().rev().find(|fact| fact.value.key == question.id) {
            let place = said_at(&fact.origin, &format!("--set {}", question.id));
            let value = question.parse(&fact.value.value).ok_or_else(|| refused(question, place, &fact.value.value))?;
            return Ok(Some(answered(question, value, fact.origin.clone())));
        }
        for detect in &question.detect {
            let Some((text, at)) = detected(detect, tree)? else { continue };
            match question.parse(&text) {
                Some(value) => return Ok(Some(answered(question, value, Origin::Detected { at }))),
                None => notes.push(
                    Note::warning(format!("`{}` is not an answer to `{}`", text.escape_debug(), question.id))
                        .at(at)
                        .hint(format!("expected {}", question.expected())),
                ),
            }
        }
    }
    let default = match &question.default {
        Some(DefaultAnswer::Text(text)) => Some(text.clone()),
        Some(DefaultAnswer::Expression(name)) => Some(preset.expression(name, seen)?),
        None => None,
    };
    let asked = match default {
        Some(text) => {
            let value = question.parse(&text).ok_or_else(|| refused(question, question.place.clone(), &text))?;
            Some(answered(question, value, Origin::Preset))
        }
        None if skipped => Some(answered(question, question.nothing(), Origin::Default)),
        None => None,
    };
    Ok(asked.map(|asked| PresetAnswer { skipped, ..asked }))
}

fn said_at(origin: &Origin, flag: &str) -> String {
    match origin {
        Origin::Recorded { at } => at.to_string(),
        _ => flag.to_owned(),
    }
}

fn refused(question: &PresetQuestion, place: String, found: &str) -> PresetError {
    let found = if question.secret { "…".to_owned() } else { found.escape_debug().to_string() };
    PresetError::Answer { place, question: question.id.clone(), found, expected: question.expected() }
}

/// What stands at a place of the project.
fn detected(detect: &Detect, tree: &ProjectTree) -> Result<Option<(String, Location)>, PresetError> {
    if detect.pointer.is_none() && detect.pattern.is_none() {
        // The file's presence is the answer; it need not be text.
        let is_there = tree.kind(&detect.file).is_some();
        let value = detect.value.clone().unwrap_or_else(|| "true".to_owned());
        return Ok(is_there.then(|| (value, Location::file(detect.file.clone()))));
    }
    let Some(text) = tree.text(&detect.file)? else { return Ok(None) };
    let at = |offset: usize| Location::at_offset(detect.file.clone(), &text, offset);
    let (found, place) = match &detect.pointer {
        Some(pointer) => match pointed(&detect.file, &text, pointer) {
            Some(found) => (found, Location::file(detect.file.clone())),
            None => return Ok(None),
        },
        None => (text.to_string(), at(0)),
    };
    let Some(pattern) = &detect.pattern else {
        return Ok(Some((detect.value.clone().unwrap_or(found), place)));
    };
    let Some(groups) = pattern.captures(&found) else { return Ok(None) };
    let Some(group) = groups.get(1).or_else(|| groups.get(0)) else { return Ok(None) };
    let place = if detect.pointer.is_some() { place } else { at(group.start()) };
    Ok(Some((detect.value.clone().unwrap_or_else(|| group.as_str().to_owned()), place)))
}

/// A value of a JSON or TOML file, as text. A file that is neither has none.
fn pointed(file: &RelPath, text: &str, pointer: &str) -> Option<String> {
    let whole: Value = match file.extension() {
        Some("toml") => toml::from_str(text).ok()?,
        _ => serde_json::from_str(text).ok()?,
    };
    match whole.pointer(pointer)? {
        Value::String(text) => Some(text.clone()),
        Value::Bool(on) => Some(on.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The answer in its three forms.
fn answered(question: &PresetQuestion, value: Value, origin: Origin) -> PresetAnswer {
    let text = match &value {
        Value::String(text) => text.clone(),
        Value::Array(words) => words.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    };
    let (id, variable) = (question.id.clone(), question.variable());
    PresetAnswer { id, variable, value, text, origin, secret: question.secret, skipped: false }
}

impl Preset {
    /// Whether a condition holds.
    pub(super) fn holds(&self, name: &str, values: &Values) -> Result<bool, PresetError> {
        Ok(self.expression(name, values)? == "true")
    }

    /// What an expression gives: one line.
    pub(super) fn expression(&self, name: &str, values: &Values) -> Result<String, PresetError> {
        let text = self.templates.render(name, values).map_err(|error| self.failed(error))?;
        Ok(text.trim().to_owned())
    }

    /// The texts of a default, those that are templates rendered.
    pub fn default_texts(
        &self,
        default: &PresetDefault,
        texts: &[String],
        facts: &ProjectFacts,
        asked: &[PresetAnswer],
    ) -> Result<Vec<String>, PresetError> {
        if !texts.iter().any(|text| text.contains('{')) {
            return Ok(texts.to_vec());
        }
        let values = values(facts, asked)?;
        let text = |text: &String| match text.contains('{') {
            true => self.expression(&default.expression(text), &values),
            false => Ok(text.clone()),
        };
        texts.iter().map(text).collect()
    }

    pub(super) fn failed(&self, error: TemplateError) -> PresetError {
        PresetError::Template { preset: self.name.clone(), error }
    }

    /// The types of the questions that a person is asked at the terminal, in order.
    pub fn asks(&self) -> impl Iterator<Item = (&PresetQuestion, QuestionType)> {
        self.questions.iter().filter(|question| question.ask).map(|question| (question, question.takes))
    }
}
