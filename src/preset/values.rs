//! What a preset's templates and expressions see, by name.

use serde_json::{Value, json};

use super::images::Images;
use super::{PresetError, PresetQuestion};
use crate::facts::{ProjectFacts, QUESTIONS, ResolveError, Shown};
use crate::model::{FactId, PresetAnswer};
use crate::template::Values;

/// Names that are not those of a question.
pub const VALUES: &[&str] = &["builder_image", "runtime_image"];

/// What every template and expression sees. Secrets are not among it: only the text of a file of the preset's own, which
/// [`with_secrets`] is for, may hold one.
///
/// Every fact under its id with `_` for `-`, the images, and the answers to the preset's own questions.
///
/// A fact is text, a truth value or a list of texts; one that is not known is the empty text.
pub fn values(facts: &ProjectFacts, asked: &[PresetAnswer]) -> Result<Values, PresetError> {
    let images = Images::of(facts)?;
    let known = QUESTIONS.iter().map(|question| {
        let value = match (question.show)(facts) {
            Shown::One(Value::Null, _) => json!(""),
            Shown::One(value, _) => value,
            Shown::Many(values) => values.into_iter().map(|(value, _)| value).collect(),
        };
        (question.id.variable(), value)
    });
    let images = [("builder_image", images.builder), ("runtime_image", images.runtime)];
    let images = images.map(|(name, image)| (name.to_owned(), json!(image.as_str())));
    let answers = asked.iter().filter(|asked| !asked.secret).map(|asked| (asked.variable.clone(), asked.value.clone()));
    // A value of the project's own files with a line break in it was refused at the door of its type.
    Values::default().and("values", known.chain(images).chain(answers)).map_err(|error| {
        let found = error.problem;
        PresetError::Resolve(ResolveError::Invalid(crate::model::InvalidValue::new("value for a template", &found, "one line")))
    })
}

/// The values with the answers that are secret.
pub fn with_secrets(values: &Values, asked: &[PresetAnswer]) -> Result<Values, PresetError> {
    let secrets = asked.iter().filter(|asked| asked.secret).map(|asked| (asked.variable.clone(), asked.value.clone()));
    values
        .clone()
        .and("values", secrets)
        .map_err(|_| PresetError::Resolve(ResolveError::Invalid(crate::model::InvalidValue::new("secret", "…", "one line"))))
}

/// The names of all values.
pub fn names(questions: &[PresetQuestion]) -> Vec<String> {
    let facts = FactId::ALL.iter().map(|fact| fact.variable());
    let own = VALUES.iter().map(|name| (*name).to_owned());
    facts.chain(own).chain(questions.iter().map(PresetQuestion::variable)).collect()
}
