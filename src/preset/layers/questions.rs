//! The questions of a layer.

use regex::Regex;

use super::{Draft, Layer};
use crate::facts::{Question, SETTINGS};
use crate::model::{FactId, RelPath};
use crate::preset::PresetError;
use crate::preset::file::{DetectFile, QuestionFile, QuestionType, Spot};
use crate::preset::question::{DefaultAnswer, Detect, DetectPath, Pattern, PresetQuestion};

impl Layer<'_> {
    pub(super) fn question(&self, question: &QuestionFile, draft: &mut Draft) -> Result<PresetQuestion, PresetError> {
        let id = question.id.get_ref();
        let is_name = id.starts_with(|c: char| c.is_ascii_lowercase())
            && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !is_name {
            return Err(self.invalid(
                &question.id,
                format!("`{}` is not the name of a question", id.escape_debug()),
                "such as `node-version`",
            ));
        }
        let is_taken =
            FactId::named(id).is_some() || Question::of_flag(id).is_some() || SETTINGS.iter().any(|(key, _)| key == id);
        if is_taken || crate::preset::VALUES.contains(&id.as_str()) {
            let problem = format!("`{id}` is a fact of pydock's own");
            return Err(self.invalid(&question.id, problem, "templates know it already; `[defaults]` answers it"));
        }
        let has_choices = matches!(question.r#type, QuestionType::Choice | QuestionType::MultiChoice);
        if has_choices == question.choices.is_empty() {
            let problem =
                if has_choices { "a choice without `choices`" } else { "`choices` for a question that is not a choice" };
            return Err(self.invalid(&question.id, problem, "`type = \"choice\"` and `choices = [\"…\"]` go together"));
        }
        let pattern = match &question.pattern {
            Some(text) => Some(Pattern::new(text.get_ref()).map_err(|error| self.no_expression(text, &error))?),
            None => None,
        };
        let condition = self.condition(draft, question.r#if.as_ref())?;
        let detect: Result<Vec<Detect>, PresetError> = question.detect.iter().map(|detect| self.detect(draft, detect)).collect();
        let mut new = PresetQuestion {
            id: id.clone(),
            help: question.help.clone(),
            takes: question.r#type,
            choices: question.choices.clone(),
            pattern,
            min: question.min,
            max: question.max,
            default: None,
            detect: detect?,
            condition,
            secret: question.secret,
            ask: question.ask,
            place: self.place(&question.id),
        };
        if let Some(default) = &question.default {
            let text = self.texts(default, default.get_ref())?.join(",");
            new.default = Some(if text.contains('{') {
                DefaultAnswer::Expression(self.keep(draft, default.span().start, text))
            } else if new.parse(&text).is_some() {
                DefaultAnswer::Text(text)
            } else {
                let problem = format!("the default `{}` is not an answer to `{id}`", text.escape_debug());
                return Err(self.invalid(default, problem, format!("expected {}", new.expected())));
            });
        }
        Ok(new)
    }

    fn detect(&self, draft: &mut Draft, detect: &DetectFile) -> Result<Detect, PresetError> {
        let file = if detect.file.get_ref().contains('{') {
            DetectPath::Expression(self.expression(draft, &detect.file))
        } else {
            let path = RelPath::parse(detect.file.get_ref());
            DetectPath::Plain(path.map_err(|error| self.invalid(&detect.file, error.to_string(), "a path below the project"))?)
        };
        let pattern = match &detect.pattern {
            Some(text) => Some(Regex::new(text.get_ref()).map_err(|error| self.no_expression(text, &error))?),
            None => None,
        };
        let value =
            detect.value.as_ref().map(|value| self.texts(value, value.get_ref()).map(|texts| texts.join(","))).transpose()?;
        if let Some(pointer) = &detect.pointer
            && !pointer.get_ref().starts_with('/')
        {
            return Err(self.invalid(pointer, "this is not a JSON pointer", "such as `/engines/node`"));
        }
        let condition = self.condition(draft, detect.r#if.as_ref())?;
        let pointer = detect.pointer.as_ref().map(|pointer| pointer.get_ref().clone());
        Ok(Detect { file, pointer, pattern, value, condition })
    }

    fn no_expression(&self, at: &Spot, error: &regex::Error) -> PresetError {
        let last = error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        self.invalid(at, format!("this is not a regular expression: {last}"), "write it as the Rust crate `regex` takes it")
    }
}
