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
        "description": "Settings without a flag of their own",
        "properties": settings,
        "additionalProperties": false,
    });
    let consent = "Consent to an Alpine image for which dependencies are compiled, or have no files";
    let names = json!({ "type": "array", "items": { "type": "string" } });
    let lint = json!({
        "type": "object",
        "description": "What `pydock lint` goes by; `pydock rule --all` lists the rules",
        "properties": {
            "select": names,
            "ignore": names,
            "severity": { "type": "object", "additionalProperties": { "enum": ["error", "warning", "info"] } },
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
        .map(|question| (question.id.to_owned(), json!({ "type": "array", "items": fact, "description": question.help })))
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
