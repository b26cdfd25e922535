//! The JSON Schemas of both files, for editors that complete and check TOML by one.

use serde_json::{Map, Value, json};

use crate::facts::{QUESTIONS, Question, SETTINGS, Takes};

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

/// Of `pydock.toml`, made from the list of questions.
pub fn choices_schema() -> Value {
    let mut properties: Map<String, Value> =
        QUESTIONS.iter().map(|question| (question.flag.to_owned(), property(question))).collect();
    let settings: Map<String, Value> =
        SETTINGS.iter().map(|(key, meaning)| ((*key).to_owned(), json!({ "type": SCALAR, "description": meaning }))).collect();
    let set = json!({
        "type": "object",
        "description": "Settings without their own flag",
        "properties": settings,
        "additionalProperties": { "type": SCALAR_OR_LIST, "description": "The answer to a question of the preset" },
    });
    let consent = "Consent to an Alpine image for which dependencies are compiled, or have no files";
    let names = json!({ "type": "array", "items": { "type": "string" } });
    let lint = json!({
        "type": "object",
        "description": "Rules of `pydock lint`; `pydock rule --all` lists them",
        "properties": {
            "select": names,
            "ignore": names,
            "severity": { "type": "object", "additionalProperties": { "enum": ["error", "warning", "info"] } },
            "min-confidence": { "enum": ["low", "medium", "high"] },
        },
        "additionalProperties": false,
    });
    properties.insert("set".to_owned(), set);
    properties.insert("lint".to_owned(), lint);
    properties.insert("allow-builds".to_owned(), json!({ "type": "boolean", "description": consent }));
    json!({
        "$schema": DIALECT,
        "title": "pydock.toml",
        "description": "What was chosen for the image of a project; the keys are the flags of `pydock init`",
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
    })
}

/// Several choices are a list.
const SCALAR_OR_LIST: [&str; 4] = ["string", "integer", "boolean", "array"];
const SCALAR: [&str; 3] = ["string", "integer", "boolean"];

fn property(question: &Question) -> Value {
    let kind = match question.takes {
        Takes::One => json!({ "type": SCALAR }),
        Takes::Many => json!({ "type": "array", "items": { "type": SCALAR } }),
        Takes::Switch => json!({ "type": "boolean" }),
    };
    let Value::Object(mut property) = kind else { return kind };
    property.insert("description".to_owned(), json!(question.help));
    Value::Object(property)
}

/// Of `pydock.lock`.
pub fn lock_schema() -> Value {
    let fact = json!({
        "type": "object",
        "properties": {
            "value": { "type": "string" },
            "from": { "type": "string", "description": "The file that it was read from" },
        },
        "required": ["value"],
        "additionalProperties": false,
    });
    let facts: Map<String, Value> = QUESTIONS
        .iter()
        .map(|question| (question.id.name().to_owned(), json!({ "type": "array", "items": fact, "description": question.help })))
        .collect();
    json!({
        "$schema": DIALECT,
        "title": "pydock.lock",
        "description": "What the files were rendered from, and the files as they were rendered; written by pydock",
        "type": "object",
        "properties": {
            "version": { "const": 1 },
            "pydock": { "type": "string", "description": "The version of pydock that rendered the files" },
            "facts": { "type": "object", "properties": facts, "additionalProperties": false },
            "answers": {
                "type": "object",
                "description": "The answers to the preset's own questions, without secrets",
                "additionalProperties": fact,
            },
            "preset": {
                "type": "array",
                "description": "The layers of the preset that were fetched",
                "items": {
                    "type": "object",
                    "properties": { "source": { "type": "string" }, "commit": { "type": "string" } },
                    "required": ["source", "commit"],
                    "additionalProperties": false,
                },
            },
            "image": {
                "type": "array",
                "description": "The base images that are pinned, with the digests that their tags had",
                "items": {
                    "type": "object",
                    "properties": {
                        "name": { "type": "string", "description": "With its tag, such as python:3.14-slim-trixie" },
                        "digest": { "type": "string", "pattern": "^sha256:[0-9a-f]{64}$" },
                    },
                    "required": ["name", "digest"],
                    "additionalProperties": false,
                },
            },
            "file": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": { "path": { "type": "string" }, "text": { "type": "string" } },
                    "required": ["path", "text"],
                    "additionalProperties": false,
                },
            },
        },
        "required": ["version", "pydock", "facts"],
        "additionalProperties": false,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde::de::DeserializeOwned;

    use super::*;
    use crate::record::{PinnedImage, Pristine, RecordLock, RecordedFact, RecordedPreset};

    /// The names of a type's fields, as it lists them when it refuses another one.
    fn fields<T: DeserializeOwned>() -> BTreeSet<String> {
        let error =
            toml::from_str::<T>("no-such-field = 1\n").err().expect("the type refuses fields that it has not").to_string();
        let list = error.split("expected ").nth(1).unwrap_or_default();
        list.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    }

    #[test]
    fn the_schema_of_the_lock_has_the_fields_of_its_types() {
        let schema = lock_schema();
        for (pointer, fields) in [
            ("", fields::<RecordLock>()),
            ("/properties/answers/additionalProperties", fields::<RecordedFact>()),
            ("/properties/facts/properties/port/items", fields::<RecordedFact>()),
            ("/properties/preset/items", fields::<RecordedPreset>()),
            ("/properties/image/items", fields::<PinnedImage>()),
            ("/properties/file/items", fields::<Pristine>()),
        ] {
            let properties = schema.pointer(&format!("{pointer}/properties")).and_then(Value::as_object).unwrap();
            let known: BTreeSet<String> = properties.keys().cloned().collect();
            assert_eq!(known, fields, "{pointer}");
            assert_eq!(schema.pointer(&format!("{pointer}/additionalProperties")), Some(&json!(false)), "{pointer}");
        }
    }
}
