//! The answers that a layer gives where nobody else does.

use toml::Spanned;

use super::{Draft, Layer};
use crate::facts::{Answers, QUESTIONS, Question, SETTINGS, Settings};
use crate::model::{Fact, FactId, Origin, Setting, of_known};
use crate::preset::question::{DefaultAnswer, typed};
use crate::preset::{PresetDefault, PresetError};

impl Layer<'_> {
    /// Answers by the flags' names, and settings and answers to questions under `set`.
    pub(super) fn defaults(&self, draft: &mut Draft) -> Result<(), PresetError> {
        for (key, value) in &self.file.defaults {
            if key == "set" {
                let Some(table) = value.get_ref().as_table() else {
                    return Err(self.invalid(value, "`set` is not a table", "write `set = { key = \"value\" }`"));
                };
                for (key, text) in table {
                    let texts = self.texts(value, text)?;
                    self.setting(draft, key, value, &texts)?;
                }
                continue;
            }
            let can_answer = |question: &&Question| question.id != FactId::Preset;
            let Some(question) = Question::of_flag(key).filter(can_answer) else {
                let known: Vec<&str> = QUESTIONS.iter().filter(can_answer).map(|question| question.flag).collect();
                let problem = format!("`{}` is not a flag that a preset can answer", key.escape_debug());
                return Err(self.invalid(value, problem, of_known("keys", key, &format!("{}, set", known.join(", ")))));
            };
            let texts = self.texts(value, value.get_ref())?;
            let is_template = |text: &String| text.contains("{{") || text.contains("{%");
            for text in texts.iter().filter(|text| !is_template(text)) {
                (question.answer)(&mut Answers::default(), text, Origin::Preset).map_err(|error| {
                    let hint = error.hint("write what the flag of the same name takes");
                    self.invalid(value, format!("{key}: {error}"), hint)
                })?;
            }
            self.put(draft, PresetDefault { fact: question.id, texts, place: self.place(value) });
        }
        Ok(())
    }

    fn setting(&self, draft: &mut Draft, key: &str, at: &Spanned<toml::Value>, texts: &[String]) -> Result<(), PresetError> {
        let text = texts.join(",");
        if SETTINGS.iter().any(|(known, _)| *known == key) {
            let setting = Fact::new(Setting { key: key.to_owned(), value: text }, Origin::Preset);
            Settings::parse(std::slice::from_ref(&setting))
                .map_err(|error| self.invalid(at, format!("{key}: {error}"), "write what `--set` takes"))?;
            draft.preset.settings.retain(|known| known.value.key != key);
            draft.preset.settings.push(setting);
            return Ok(());
        }
        let Some(question) = draft.preset.questions.iter_mut().find(|question| question.id == key) else {
            let problem = format!("`{}` is neither a setting nor a question of this preset", key.escape_debug());
            return Err(self.invalid(at, problem, "`pydock init --help` lists the settings"));
        };
        if question.parse(&text).is_none() {
            let problem = format!("`{}` is not an answer to `{key}`", text.escape_debug());
            return Err(self.invalid(at, problem, format!("expected {}", question.expected())));
        }
        question.default = Some(DefaultAnswer::Text(text));
        Ok(())
    }

    /// A child's answer goes before its parent's; in lists that add to each other, for the same name alone.
    fn put(&self, draft: &mut Draft, mut default: PresetDefault) {
        if let Some(index) = draft.preset.defaults.iter().position(|known| known.fact == default.fact) {
            let parent = draft.preset.defaults.remove(index);
            if default.fact.adds_up() {
                let is_kept =
                    |text: &String| !default.texts.iter().any(|own| PresetDefault::name(own) == PresetDefault::name(text));
                let kept: Vec<String> = parent.texts.into_iter().filter(is_kept).collect();
                default.texts.splice(..0, kept);
            }
        }
        for text in default.texts.iter().filter(|text| text.contains('{')) {
            draft.expressions.push((default.expression(text), text.clone()));
        }
        draft.preset.defaults.push(default);
    }

    pub(super) fn texts(&self, at: &Spanned<toml::Value>, value: &toml::Value) -> Result<Vec<String>, PresetError> {
        let texts = match value {
            toml::Value::Array(values) => values.iter().map(typed).collect(),
            other => typed(other).map(|text| vec![text]),
        };
        texts.ok_or_else(|| self.invalid(at, "this is not a string, a number or a boolean", "write a string in quotes"))
    }
}
