//! The answers to a preset's own questions, in the order of [`Origin`].

use serde_json::Value;

use super::file::QuestionType;
use super::question::{DefaultAnswer, PresetQuestion};
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

/// The questions that stay open whatever the facts are: nobody has answered, and there is nothing to read or to take instead.
pub fn open_whatever(preset: &Preset, given: &[Fact<Setting>]) -> Vec<Note> {
    let is_given = |question: &PresetQuestion| given.iter().any(|fact| fact.value.key == question.id);
    let is_open = |question: &&PresetQuestion| {
        question.condition.is_none() && question.default.is_none() && question.detect.is_empty() && !is_given(question)
    };
    let note = |question: &PresetQuestion| {
        let note = Note::warning(format!("the preset asks for `{}` ({})", question.id, question.help));
        note.hint(format!("answer with `--set {}=…`", question.id))
    };
    preset.questions.iter().filter(is_open).map(note).collect()
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
        let mut found: Option<(Vec<String>, Location)> = None;
        for detect in &question.detect {
            let Some((text, at)) = preset.detected(detect, tree, seen)? else { continue };
            match question.parse(&text) {
                Some(_) if question.takes == QuestionType::MultiChoice => {
                    found.get_or_insert_with(|| (Vec::new(), at)).0.push(text);
                }
                Some(value) => return Ok(Some(answered(question, value, Origin::Detected { at }))),
                None => notes.push(
                    Note::warning(format!("`{}` is not an answer to `{}`", text.escape_debug(), question.id))
                        .at(at)
                        .hint(format!("expected {}", question.expected())),
                ),
            }
        }
        if let Some((texts, at)) = found
            && let Some(value) = question.parse(&texts.join(","))
        {
            return Ok(Some(answered(question, value, Origin::Detected { at })));
        }
    }
    let default = match &question.default {
        Some(DefaultAnswer::Text(text)) => Some(text.clone()),
        Some(DefaultAnswer::Expression(name)) => Some(preset.expression(name, seen)?),
        None => None,
    };
    let asked = match default {
        // A default that came out empty is none, unless nothing is an answer too.
        Some(text) if !text.is_empty() || question.parse("").is_some() => {
            let value = question.parse(&text).ok_or_else(|| refused(question, question.place.clone(), &text))?;
            Some(answered(question, value, Origin::Preset))
        }
        _ if skipped => Some(answered(question, question.nothing(), Origin::Default)),
        _ => None,
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

    /// The texts of a default, those that are templates rendered. One that comes out empty answers nothing.
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
        let mut rendered = Vec::new();
        for text in texts {
            if text.contains('{') {
                let text = self.expression(&default.expression(text), &values)?;
                rendered.extend(Some(text).filter(|text| !text.is_empty()));
            } else {
                rendered.push(text.clone());
            }
        }
        Ok(rendered)
    }

    pub(super) fn failed(&self, error: TemplateError) -> PresetError {
        PresetError::Template { preset: self.name.clone(), error }
    }

    /// The types of the questions that a person is asked at the terminal, in order.
    pub fn asks(&self) -> impl Iterator<Item = (&PresetQuestion, QuestionType)> {
        self.questions.iter().filter(|question| question.ask).map(|question| (question, question.takes))
    }
}
