//! What `pydock check --build` tells.

use serde_json::{Value, json};

use super::drift;
use super::{Paint, harmless};
use crate::lint::{Diagnostic, Severity};
use crate::record::Drift;

/// The version of the JSON document's shape where there is no drift to tell beside it.
const SCHEMA: u32 = 1;

pub fn text(problems: &[Diagnostic], paint: Paint) -> String {
    let mut lines: Vec<String> = Vec::new();
    for problem in problems {
        let place = paint.place(&harmless(&problem.at.to_string()));
        let level = match problem.severity {
            Severity::Error => paint.removed("error"),
            Severity::Warning => paint.warning("warning"),
            Severity::Info => paint.place("info"),
        };
        lines.push(format!("{place}: {level}: {} [{}]", harmless(&problem.sentence()), problem.rule.name));
        lines.extend(problem.help.as_ref().map(|help| format!("  {}: {}", paint.heading("hint"), harmless(help))));
    }
    let errors = problems.iter().filter(|problem| problem.severity == Severity::Error).count();
    lines.push(match errors {
        0 => paint.added("no problems found"),
        1 => paint.removed("the image will not build or run: 1 error"),
        errors => paint.removed(&format!("the image will not build or run: {errors} errors")),
    });
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// The document of `pydock check --json`; `build` is there where it was asked for.
pub fn json(drift: Option<&Drift>, problems: Option<&[Diagnostic]>) -> String {
    let mut document = drift.map_or_else(|| json!({ "schema": SCHEMA }), drift::document);
    if let (Some(problems), Value::Object(fields)) = (problems, &mut document) {
        fields.insert("build".to_owned(), problems.iter().map(problem).collect());
    }
    super::paint::document(&document)
}

/// One finding of the simulated build.
pub fn problem(found: &Diagnostic) -> Value {
    json!({
        "id": found.rule.name,
        "aliases": found.rule.aliases,
        "severity": found.severity,
        "confidence": found.confidence.as_str(),
        "at": found.at,
        "stage": found.stage,
        "message": found.message,
        "hint": found.help,
    })
}
