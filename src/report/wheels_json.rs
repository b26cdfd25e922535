//! `pydock wheels --json`: the document's shape is a promise, described in docs/reference/json.md.

use serde_json::{Map, Value, json};

use crate::detect::judge::{Compiled, Judgement, Outcome};
use crate::detect::matrix::Row;
use crate::model::Note;
use crate::pipeline::Wheels;

/// The version of the document's shape; it grows when a field changes its meaning or goes away.
const SCHEMA: u32 = 1;

pub fn document(wheels: &Wheels<'_>, notes: &[Note]) -> String {
    let summaries: Vec<Value> = wheels
        .summaries
        .iter()
        .map(|summary| {
            json!({
                "image": summary.image,
                "platforms": summary.platforms,
                "installed": summary.installed,
                "cannot_install": summary.cannot_install,
                "compiled": summary.compiled,
                "unknown": summary.unknown,
                "fallbacks": summary.fallbacks,
            })
        })
        .collect();
    let lost = wheels.lost.iter().map(|(python, names)| json!({ "python": python.to_string(), "lose_wheels": names }));
    let document = json!({
        "schema": SCHEMA,
        "targets": wheels.matrix.targets,
        "packages": wheels.shown().into_iter().map(|row| package(wheels, row)).collect::<Vec<_>>(),
        "summary": summaries,
        "newer_pythons": lost.collect::<Vec<_>>(),
        "download": wheels.forecast,
        "choices": wheels.choices,
        "notes": notes,
    });
    super::paint::document(&document)
}

fn package(wheels: &Wheels<'_>, row: &Row<'_>) -> Value {
    let package = &row.package;
    let targets = wheels.matrix.targets.iter().zip(&row.cells).map(|(target, judgement)| {
        let value = judgement.as_ref().map_or_else(|| json!({ "verdict": "not-installed" }), |found| cell(row, found));
        (target.to_string(), value)
    });
    json!({
        "name": package.name,
        "version": package.version.as_ref().map(ToString::to_string),
        "source": package.source,
        "basis": package.basis,
        "at": package.at,
        "targets": targets.collect::<Map<String, Value>>(),
    })
}

fn cell(row: &Row<'_>, judgement: &Judgement<'_>) -> Value {
    let (verdict, file, why) = match &judgement.outcome {
        Outcome::Wheel { file, pure: true, .. } => ("pure", *file, None),
        Outcome::Wheel { file, .. } => ("wheel", *file, None),
        Outcome::Build { sdist, why, .. } => ("build", *sdist, Some(why.as_str())),
        Outcome::CannotInstall { why } => ("cannot-install", None, Some(why.as_str())),
        Outcome::Unknown { why } => ("unknown", None, Some(*why)),
    };
    json!({
        "verdict": verdict,
        "file": file,
        "size": file.and_then(|file| row.package.size_of(file)),
        "why": why,
        "fallback": matches!(judgement.outcome, Outcome::Wheel { fallback: true, .. }),
        "compiled": matches!(judgement.outcome, Outcome::Build { compiled: Compiled::Yes, .. }),
        "build_packages": judgement.build,
        "run_packages": judgement.run,
    })
}
