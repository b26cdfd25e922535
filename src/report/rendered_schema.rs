//! The JSON Schema of `pydock render --json`.

use serde_json::{Value, json};

use crate::facts::{QUESTIONS, Question, Takes};

/// Printed by `pydock schema render`. Fields may be added, so no object is closed.
pub fn rendered_schema() -> Value {
    let text = json!({ "type": "string" });
    let maybe_text = json!({ "type": ["string", "null"] });
    let location = json!({
        "type": ["object", "null"],
        "properties": { "file": text, "line": { "type": ["integer", "null"] } },
        "required": ["file", "line"],
    });
    let note = object(json!({
        "level": { "enum": ["info", "warning"] },
        "message": text,
        "at": location,
        "hint": maybe_text,
    }));
    let problem = object(json!({
        "id": text,
        "aliases": { "type": "array", "items": text },
        "severity": { "enum": ["error", "warning", "info"] },
        "confidence": { "enum": ["high", "medium", "low"] },
        "at": location,
        "stage": maybe_text,
        "message": text,
        "hint": text,
    }));
    let file = object(json!({
        "path": text,
        "secret": { "type": "boolean", "description": "The text is not shown" },
        "contents": maybe_text,
        "lines": {
            "type": ["array", "null"],
            "description": "`null` for a file that is not explained line by line",
            "items": line(),
        },
    }));
    let facts: serde_json::Map<String, Value> =
        QUESTIONS.iter().map(|question| (question.id.name().to_owned(), fact(question))).collect();
    let mut schema = object(json!({
        "schema": { "const": 1 },
        "pydock": { "type": "string", "description": "The version of pydock" },
        "facts": { "type": "object", "properties": facts },
        "plan": plan(),
        "files": { "type": "array", "items": file },
        "build": { "type": "array", "description": "As in `pydock check --build --json`", "items": problem },
        "notes": { "type": "array", "items": note },
    }));
    schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    schema["title"] = json!("pydock render --json");
    schema["description"] = json!("The facts, the build plan, the files and why each line is there");
    schema
}

/// An object with all of these fields.
fn object(properties: Value) -> Value {
    let required: Vec<String> = properties.as_object().into_iter().flat_map(|map| map.keys().cloned()).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

fn origin() -> Value {
    let kinds = ["flag", "prompt", "recorded", "configured", "adopted", "detected", "preset", "default"];
    json!({ "type": "object", "properties": { "kind": { "enum": kinds } }, "required": ["kind"] })
}

fn fact(question: &Question) -> Value {
    let kind = if question.takes == Takes::Switch { "boolean" } else { "string" };
    let value = json!({ "type": [kind, "null"] });
    let flag = json!({ "type": "string" });
    let mut fact = match question.takes {
        Takes::Many => {
            let item = object(json!({ "value": { "type": "string" }, "origin": origin() }));
            // One that has a value for each image is shown as one.
            let properties = json!({ "values": { "type": "array", "items": item }, "value": value, "flag": flag });
            json!({ "type": "object", "properties": properties, "required": ["flag"] })
        }
        Takes::One | Takes::Switch => object(json!({ "value": value, "origin": origin(), "flag": flag })),
    };
    fact["description"] = json!(question.help);
    fact
}

fn plan() -> Value {
    let step = object(json!({
        "template": { "type": "string", "description": "The template that writes the step" },
        "values": { "type": ["object", "null"], "description": "What the template sees besides the facts" },
    }));
    let stage = object(json!({
        "name": { "type": "string" },
        "about": { "type": "string" },
        "from": { "type": "string", "description": "An image, or an earlier stage" },
        "platform": { "enum": ["build", null] },
        "steps": { "type": "array", "items": step },
    }));
    let list = object(json!({ "title": { "type": "string" }, "patterns": { "type": "array", "items": { "type": "string" } } }));
    object(json!({
        "preset": { "type": "string" },
        "stages": { "type": "array", "items": stage },
        "ignore": { "type": "array", "description": "Sections of the .dockerignore", "items": list },
    }))
}

/// As in `pydock explain --json`.
fn line() -> Value {
    let (text, maybe_text) = (json!({ "type": "string" }), json!({ "type": ["string", "null"] }));
    let texts = json!({ "type": "array", "items": text });
    let list = |item: Value| json!({ "type": "array", "items": item });
    object(json!({
        "number": { "type": "integer" },
        "text": text,
        "author": { "type": "object", "properties": { "kind": { "enum": ["pydock", "preset"] } }, "required": ["kind"] },
        "stage": maybe_text,
        "step": maybe_text,
        "template": maybe_text,
        "about": maybe_text,
        "reasons": list(object(json!({ "text": text, "source": maybe_text }))),
        "does": texts,
        "reference": maybe_text,
        "facts": list(object(json!({ "id": text, "value": text, "origin": origin(), "why": maybe_text }))),
        "passed_over": list(object(json!({ "id": text, "value": text, "at": maybe_text, "why": text }))),
        "changes": list(object(json!({ "flag": text, "help": text }))),
        "findings": texts,
    }))
}
