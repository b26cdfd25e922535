//! `config.toml` in the person's own folder of settings.

use std::path::Path;

use serde::Deserialize;

use super::RecordError;
use crate::model::{Location, RelPath};
use crate::tree::ProjectTree;

/// What a person chooses for every project.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UserDefaults {
    /// Taken where neither a flag nor the project names one. `None` if the configuration names none.
    pub preset: Option<String>,
    /// Repositories of presets that a project may name without anybody being asked. Ex) `gh:acme`
    #[serde(default)]
    pub trust: Vec<String>,
}

impl UserDefaults {
    pub const FILE: &str = "config.toml";

    /// Out of the folder, which need not be there.
    pub fn read(folder: &Path) -> Result<Self, RecordError> {
        let Ok(tree) = ProjectTree::open(folder) else { return Ok(Self::default()) };
        let path = RelPath::named(Self::FILE);
        let Some(text) = tree.text(&path)? else { return Ok(Self::default()) };
        toml::from_str(&text).map_err(|error| {
            let at = Location::at_offset(path, &text, error.span().map_or(0, |span| span.start));
            let problem = format!("{} ({})", error.message(), folder.display());
            RecordError::invalid(at, problem, "the file takes `preset = \"…\"` and `trust = [\"…\"]`")
        })
    }
}
