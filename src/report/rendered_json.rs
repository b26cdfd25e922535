//! `pydock render --json`: the plan, the files and why each line is there, for programs that use pydock as their generator.
//! The document's shape is a promise: `pydock schema render` prints it, and docs/reference/json.md describes it.

use serde_json::{Value, json};

use super::{json, preflight};
use crate::explain::{ExplainedFile, template_of};
use crate::model::{BuildPlan, RelPath, RenderedFile, Stage, Step, product};
use crate::pipeline::Generated;

/// The version of the document's shape; it grows when a field changes its meaning or goes away.
const SCHEMA: u32 = 1;

/// `files` are named as they would be written; `explained` are those of them whose lines have reasons.
pub fn document(generated: &Generated, files: &[RenderedFile], explained: &[ExplainedFile]) -> String {
    let is_secret = |path: &RelPath| generated.secret.contains(path);
    let file = |file: &RenderedFile| {
        let lines = explained.iter().find(|explained| explained.path == file.path.as_str()).map(|explained| &explained.lines);
        json!({
            "path": file.path,
            "secret": is_secret(&file.path),
            "contents": (!is_secret(&file.path)).then_some(&file.contents),
            "lines": lines,
        })
    };
    let document = json!({
        "schema": SCHEMA,
        "pydock": product::VERSION,
        "facts": json::by_name(&generated.facts),
        "plan": plan(&generated.plan),
        "files": files.iter().map(file).collect::<Vec<_>>(),
        "build": generated.problems.iter().map(preflight::problem).collect::<Vec<_>>(),
        "notes": generated.facts.notes,
    });
    super::paint::document(&document)
}

fn plan(plan: &BuildPlan) -> Value {
    json!({
        "preset": plan.preset,
        "stages": plan.stages.iter().map(stage).collect::<Vec<_>>(),
        "ignore": plan.ignore,
    })
}

fn stage(stage: &Stage) -> Value {
    let step = |step: &Step| json!({ "template": template_of(step), "values": step });
    json!({
        "name": stage.name,
        "about": stage.about,
        "from": stage.from,
        "platform": stage.platform,
        "steps": stage.steps.iter().map(step).collect::<Vec<_>>(),
    })
}
