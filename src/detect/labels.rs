//! OCI labels from the project's own metadata.

use crate::manifest::Pyproject;
use crate::model::{ImageName, Label, is_hidden};

/// `org.opencontainers.image.*` for what `pyproject.toml` states (OCI image-spec, annotations).
///
/// Revision and creation date are left to the pipeline: as constants in a Dockerfile they would be wrong on the next
/// commit and spoil the cache.
pub fn detect(pyproject: Option<&Pyproject>, name: &ImageName) -> Vec<Label> {
    const PREFIX: &str = "org.opencontainers.image.";
    let url = |keys: &[&str]| pyproject.and_then(|pyproject| keys.iter().find_map(|key| pyproject.urls.get(*key).cloned()));
    let values = [
        ("title", Some(name.to_string())),
        ("description", pyproject.and_then(|pyproject| pyproject.description.clone())),
        ("version", pyproject.and_then(|pyproject| pyproject.version.clone())),
        ("licenses", pyproject.and_then(|pyproject| pyproject.license.clone())),
        ("source", url(&["source", "repository", "source code", "github", "code"])),
        ("documentation", url(&["documentation", "docs"])),
        ("url", url(&["homepage", "home"])),
    ];
    values
        .into_iter()
        // An emoji may be joined by a sign that is not shown; without it the text still reads the same.
        .map(|(key, value)| (key, value.map(|value| value.replace(|c: char| is_hidden(c) && !c.is_whitespace(), ""))))
        .filter_map(|(key, value)| value.filter(|value| !value.trim().is_empty()).map(|value| (key, value)))
        .filter_map(|(key, value)| Label::new(&format!("{PREFIX}{key}"), &value).ok())
        .collect()
}
