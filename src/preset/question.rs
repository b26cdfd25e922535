//! A question that a preset asks, and what it takes for an answer.

use regex::Regex;
use serde_json::{Value, json};

use super::file::QuestionType;
use crate::model::{RelPath, is_hidden};

/// A typed question. What it takes reaches templates, so nothing is taken that could end a line or a quotation, unless the
/// preset's own pattern says otherwise.
#[derive(Debug, Clone)]
pub struct PresetQuestion {
    pub id: String,
    pub help: String,
    pub takes: QuestionType,
    pub choices: Vec<String>,
    pub pattern: Option<Pattern>,
    pub min: Option<i64>,
    pub max: Option<i64>,
    pub default: Option<DefaultAnswer>,
    pub detect: Vec<Detect>,
    /// The name of an expression. `None` if there is none.
    pub condition: Option<String>,
    pub secret: bool,
    pub ask: bool,
    /// Where the preset asks it. Ex) `./presets/web/preset.toml:7`
    pub place: String,
}

#[derive(Debug, Clone)]
pub enum DefaultAnswer {
    /// As it would be typed.
    Text(String),
    /// The name of an expression that gives it.
    Expression(String),
}

/// A regular expression that a whole answer must match.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// As the preset writes it.
    pub text: String,
    whole: Regex,
}

impl Pattern {
    pub fn new(text: &str) -> Result<Self, regex::Error> {
        // Alone first: an expression that only the brackets around it make whole is a mistake.
        Regex::new(text)?;
        Ok(Self { text: text.to_owned(), whole: Regex::new(&format!(r"\A(?:{text})\z"))? })
    }
}

/// Where in the project an answer may stand.
#[derive(Debug, Clone)]
pub struct Detect {
    pub file: DetectPath,
    pub pointer: Option<String>,
    pub pattern: Option<Regex>,
    pub value: Option<String>,
    /// The name of an expression. `None` if there is none.
    pub condition: Option<String>,
}

#[derive(Debug, Clone)]
pub enum DetectPath {
    Plain(RelPath),
    /// The name of an expression that gives it.
    Expression(String),
}

impl PresetQuestion {
    /// The name that templates know it by. Ex) `node_version` for `node-version`
    pub fn variable(&self) -> String {
        self.id.replace('-', "_")
    }

    /// What would be taken, for messages.
    pub fn expected(&self) -> String {
        match self.takes {
            QuestionType::Text => match &self.pattern {
                Some(pattern) => format!("text that matches `{}`", pattern.text),
                None => "one line of letters, digits, blanks and ._:/@+=,~-".to_owned(),
            },
            QuestionType::Bool => "true or false".to_owned(),
            QuestionType::Int => match (self.min, self.max) {
                (Some(min), Some(max)) => format!("a whole number from {min} to {max}"),
                (Some(min), None) => format!("a whole number from {min}"),
                (None, Some(max)) => format!("a whole number up to {max}"),
                (None, None) => "a whole number".to_owned(),
            },
            QuestionType::Choice => format!("one of {}", self.choices.join(", ")),
            QuestionType::MultiChoice => format!("any of {}, with commas between", self.choices.join(", ")),
            QuestionType::Path => "a path below the project, of letters, digits and ._/@+-".to_owned(),
        }
    }

    /// The answer as templates see it, `None` if the text is none.
    pub fn parse(&self, text: &str) -> Option<Value> {
        match self.takes {
            QuestionType::Text => {
                let is_plain = |c: char| c.is_alphanumeric() || " ._:/@+=,~-".contains(c);
                let fits = match &self.pattern {
                    Some(pattern) => pattern.whole.is_match(text) && !text.contains(is_hidden),
                    None => text.chars().all(is_plain),
                };
                fits.then(|| json!(text))
            }
            QuestionType::Bool => text.parse::<bool>().ok().map(|on| json!(on)),
            QuestionType::Int => {
                let number: i64 = text.parse().ok()?;
                let fits = self.min.is_none_or(|min| number >= min) && self.max.is_none_or(|max| number <= max);
                fits.then(|| json!(number))
            }
            QuestionType::Choice => self.choices.iter().any(|choice| choice == text).then(|| json!(text)),
            QuestionType::MultiChoice => {
                let words: Vec<&str> = text.split(',').map(str::trim).filter(|word| !word.is_empty()).collect();
                let fits = words.iter().all(|word| self.choices.iter().any(|choice| choice == word));
                fits.then(|| json!(words))
            }
            QuestionType::Path => {
                let is_plain = |c: char| c.is_alphanumeric() || "._/@+-".contains(c);
                let fits = text == "." || RelPath::parse(text).is_ok_and(|path| !path.is_root() && path.as_str() == text);
                (fits && text.chars().all(is_plain) && self.pattern.as_ref().is_none_or(|pattern| pattern.whole.is_match(text)))
                    .then(|| json!(text))
            }
        }
    }

    /// What templates see where there is no answer and none is needed.
    pub fn nothing(&self) -> Value {
        match self.takes {
            QuestionType::Text | QuestionType::Choice | QuestionType::Path => json!(""),
            QuestionType::Bool => json!(false),
            QuestionType::Int => json!(0),
            QuestionType::MultiChoice => json!([]),
        }
    }
}

/// A value of TOML as it would be typed. `None` if it cannot be typed.
pub fn typed(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Integer(number) => Some(number.to_string()),
        toml::Value::Boolean(on) => Some(on.to_string()),
        toml::Value::Array(values) => {
            let words: Option<Vec<String>> = values.iter().map(typed).collect();
            Some(words?.join(","))
        }
        _ => None,
    }
}
