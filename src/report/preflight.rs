//! What `pydock check --build` tells.

use serde_json::{Value, json};

use super::drift;
use super::{Paint, harmless};
use crate::preflight::{Problem, Severity};
use crate::record::Drift;

/// The version of the JSON document's shape where there is no drift to tell beside it.
const SCHEMA: u32 = 1;

pub fn text(problems: &[Problem], paint: Paint) -> String {
    let mut lines: Vec<String> = Vec::new();
    for problem in problems {
        let place = paint.place(&harmless(&problem.at.to_string()));
        let level = match problem.severity {
            Severity::Error => paint.removed("error"),
            Severity::Warning => paint.warning("warning"),
        };
        lines.push(format!("{place}: {level}: {} [{}]", harmless(&sentence(problem)), problem.id));
        lines.push(format!("  {}: {}", paint.heading("hint"), harmless(&problem.hint)));
    }
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    lines.push(match errors {
        0 => paint.added("no problems found"),
        1 => paint.removed("the image will not build or run: 1 error"),
        errors => paint.removed(&format!("the image will not build or run: {errors} errors")),
    });
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// What fails, and in which stage.
pub fn sentence(problem: &Problem) -> String {
    match &problem.stage {
        Some(stage) => format!("{}, in stage `{stage}`", problem.message),
        None => problem.message.clone(),
    }
}

/// The document of `pydock check --json`; `build` is there where it was asked for.
pub fn json(drift: Option<&Drift>, problems: Option<&[Problem]>) -> String {
    let mut document = drift.map_or_else(|| json!({ "schema": SCHEMA }), drift::document);
    if let (Some(problems), Value::Object(fields)) = (problems, &mut document) {
        fields.insert("build".to_owned(), json!(problems));
    }
    super::paint::document(&document)
}
