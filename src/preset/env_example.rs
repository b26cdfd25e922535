//! `.env.example`: the variables that the program reads, for a person to copy to `.env`.

use crate::facts::ProjectFacts;
use crate::model::{Environment, RelPath, RenderedFile, Variable};

const HEADING: &str = "# Variables of the application. Copy this file to .env, fill in the values, and keep .env out of git.\n";

/// Where it is written.
pub fn path() -> RelPath {
    RelPath::parse(".env.example").expect("a plain name is a path")
}

/// The file; nothing where the program reads no variable. A variable of the image has its value there.
pub fn env_example(environment: &Environment, facts: &ProjectFacts) -> Option<RenderedFile> {
    let is_set = |variable: &Variable| facts.env.iter().any(|fact| fact.value.name == variable.name);
    let read: Vec<&Variable> = environment.variables.iter().filter(|variable| variable.is_read() && !is_set(variable)).collect();
    let (required, optional): (Vec<&Variable>, Vec<&Variable>) = read.into_iter().partition(|variable| variable.required);
    let text: String = required.into_iter().chain(optional).map(block).collect();
    (!text.is_empty()).then(|| RenderedFile { path: path(), contents: format!("{HEADING}{text}") })
}

/// Each block begins with the name, so that a merge tells a new variable from an edited one.
fn block(variable: &Variable) -> String {
    let Variable { name, kind, required, .. } = variable;
    let (need, comment) = if *required { (", required", "") } else { ("", "#") };
    let value = variable.default.as_deref().unwrap_or_default();
    format!("\n# {name}: {kind}{need}\n{comment}{name}={value}\n")
}
