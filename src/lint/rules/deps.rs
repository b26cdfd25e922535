//! What the rules about dependencies share.

use super::{Document, install};

/// The names of the packages that the file installs by name with pip, in lower case with dashes.
pub fn named(document: &Document<'_>) -> Vec<String> {
    let mut names = Vec::new();
    for (_, call) in document.all_run_calls() {
        let Some(found) = install::pip(call) else { continue };
        names.extend(found.packages.iter().map(|package| plain(&package.text)));
    }
    names
}

/// The name of a requirement as the index knows it. Ex) `psycopg2` for `Psycopg2>=2.9`
pub fn plain(requirement: &str) -> String {
    let end =
        requirement.find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.')).unwrap_or(requirement.len());
    requirement[..end].to_lowercase().replace(['_', '.'], "-")
}

/// The names in the requirement files of the build context that the file installs.
pub fn required(document: &Document<'_>) -> Vec<String> {
    let mut names = named(document);
    for (_, call) in document.all_run_calls() {
        let Some(found) = install::pip(call) else { continue };
        for file in found.requirements {
            let name = file.trim_start_matches("./").rsplit('/').next().unwrap_or_default();
            let text = document.context.text(file.trim_start_matches("./")).or_else(|| document.context.text(name));
            let text = text.unwrap_or_default();
            let lines = text.lines().map(str::trim).filter(|line| line.starts_with(|c: char| c.is_ascii_alphanumeric()));
            names.extend(lines.map(plain));
        }
    }
    names
}
