//! The rules, held to their documentation, and the engine around them.
#![allow(clippy::disallowed_methods, reason = "a test may read the disk")]

mod agreement;
mod engine;
mod fuzz;
mod hostile;
mod judged;
pub(crate) mod rules;

use super::{ALL, Confidence, Context, Diagnostic, FileKind, Group, Settings, lint};
use crate::tree::ProjectTree;

/// All rules, on.
fn everything() -> Settings {
    let mut settings = Settings::default();
    settings.select("all").unwrap();
    settings.set_min_confidence(Confidence::Low);
    settings
}

/// The findings about the Dockerfile of a folder with these files.
fn findings(files: &[(&str, &str)], settings: &Settings) -> Vec<Diagnostic> {
    let tree = ProjectTree::in_memory(files.iter().copied());
    let context = Context::new(Some(&tree), Some("Dockerfile"));
    let text = |name: &str| files.iter().find(|(path, _)| *path == name).map(|(_, text)| *text);
    let mut found = text("Dockerfile").map_or_else(Vec::new, |text| lint(FileKind::Dockerfile, text, &context, settings));
    found.extend(text(".dockerignore").map_or_else(Vec::new, |text| lint(FileKind::Dockerignore, text, &context, settings)));
    found
}
