//! `.env.example`: the variables that the program reads, for a person to copy to `.env`.

use super::{Asked, Known, Outputs};
use crate::facts::ProjectFacts;
use crate::model::{Environment, RelPath, RenderedFile, Variable};

const HEADING: &str = "# Variables of the application. Copy this file to .env, fill in the values, and keep .env out of git.\n";

/// Adds the file. One that the project has already is its own, and is left alone.
pub fn add(asked: Asked<'_>, known: Known<'_>, outputs: &mut Outputs) {
    let path = RelPath::named(".env.example");
    if !known.is_own(&path) {
        outputs.files.extend(contents(asked.environment, asked.facts).map(|contents| RenderedFile { path, contents }));
    }
}

/// The text; `None` if the program reads no variable. A variable of the image has its value there.
fn contents(environment: &Environment, facts: &ProjectFacts) -> Option<String> {
    let is_set = |variable: &Variable| facts.env.iter().any(|fact| fact.value.name == variable.name);
    let read: Vec<&Variable> = environment.variables.iter().filter(|variable| variable.is_read() && !is_set(variable)).collect();
    let (required, optional): (Vec<&Variable>, Vec<&Variable>) = read.into_iter().partition(|variable| variable.required);
    let text: String = required.into_iter().chain(optional).map(block).collect();
    (!text.is_empty()).then(|| format!("{HEADING}{text}"))
}

/// Each block begins with the name, so that a merge tells a new variable from an edited one.
fn block(variable: &Variable) -> String {
    let Variable { name, kind, required, .. } = variable;
    let (need, comment) = if *required { (", required", "") } else { ("", "#") };
    let value = variable.default.as_deref().unwrap_or_default();
    format!("\n# {name}: {kind}{need}\n{comment}{name}={value}\n")
}
