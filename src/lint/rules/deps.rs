//! What the rules about dependencies share.

use super::{Document, install};
use crate::dockerfile::Instruction;
use crate::model::{Text, loosely_named_requirement};

/// The names of the packages that the file installs by name with pip, in lower case with dashes.
pub fn named(document: &Document<'_>) -> Vec<String> {
    let mut names = Vec::new();
    for (_, call) in document.all_run_calls() {
        let Some(found) = install::pip(call) else { continue };
        names.extend(found.packages.iter().flat_map(|package| with_extras(&package.text)));
    }
    names
}

/// The name of a requirement as the index knows it. `None` if it names no distribution. Ex) `psycopg2` for `Psycopg2>=2.9`
pub fn plain(requirement: &str) -> Option<String> {
    loosely_named_requirement(requirement).map(|(name, _)| name.to_string())
}

/// The names in the requirement files of the build context that the file installs.
pub fn required(document: &Document<'_>) -> Vec<String> {
    let mut names = named(document);
    for (_, call) in document.all_run_calls() {
        let Some(found) = install::pip(call) else { continue };
        for file in found.requirements {
            let text = source_of(document, file.trim_start_matches("./")).unwrap_or_default();
            let lines = text.lines().map(str::trim).filter(|line| line.starts_with(|c: char| c.is_ascii_alphanumeric()));
            names.extend(lines.flat_map(with_extras));
        }
    }
    names
}

/// The name, and what its extras most often bring. Ex) `psycopg` and `psycopg-binary` for `psycopg[binary]==3.2`
fn with_extras(requirement: &str) -> Vec<String> {
    let Some((name, extras)) = loosely_named_requirement(requirement) else { return Vec::new() };
    let brought = extras.iter().map(|extra| format!("{name}-{extra}"));
    std::iter::once(name.to_string()).chain(brought).collect()
}

/// The text of a file that a command reads, by way of the `COPY` that brings it.
fn source_of(document: &Document<'_>, file: &str) -> Option<Text> {
    let name = file.rsplit('/').next().unwrap_or_default();
    let from_context = document.instructions().iter().filter(|instruction| instruction.flag("from").is_none());
    let sources: Vec<String> = from_context.filter_map(Instruction::copy_paths).flat_map(|paths| paths.sources).collect();
    let plain = |source: &String| source.trim_matches(['"', '\'']).trim_start_matches("./").trim_start_matches('/').to_owned();
    let copied = sources.iter().map(plain).find(|source| source.rsplit('/').next() == Some(name));
    copied.and_then(|source| document.context.text(&source)).or_else(|| document.context.text(file))
}
