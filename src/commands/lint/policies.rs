//! The policies that the files are held to: those of the presets that the `pydock.toml` beside them names, as `pydock check` has
//! them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::files::Target;
use crate::commands::layout;
use crate::error::Error;
use crate::lint::FileKind;
use crate::model::{DOCKERFILE, Note};
use crate::preset::{Preset, PresetError};
use crate::report::Report;
use crate::tree::ProjectTree;

/// A preset for each folder whose Dockerfile it has rules for.
#[derive(Default)]
pub struct Policies(BTreeMap<PathBuf, Preset>);

impl Policies {
    /// Nothing is fetched: a preset that is not in the cache is reported, and its rules are not checked.
    pub fn of<'t>(targets: impl Iterator<Item = &'t Target>, report: &Report) -> Result<Self, Error> {
        let mut presets = BTreeMap::new();
        for target in targets.filter(|target| is_held(target)) {
            match layout::recorded(&ProjectTree::open(&target.folder)?) {
                Ok(Some(preset)) if !preset.policies.is_empty() => {
                    presets.insert(target.folder.clone(), preset);
                }
                Ok(_) => {}
                Err(Error::Preset(PresetError::Source(error))) => {
                    let note = Note::warning(format!("the policy of the preset is not checked: {error}"));
                    report.notes(&[note.hint("`pydock check --online` fetches it; what is fetched is kept")]);
                }
                Err(error) => return Err(error),
            }
        }
        Ok(Self(presets))
    }

    pub fn for_file(&self, target: &Target) -> Option<&Preset> {
        self.0.get(&target.folder).filter(|_| is_held(target))
    }
}

/// A policy is about the Dockerfile that the preset lays out.
fn is_held(target: &Target) -> bool {
    target.kind() == FileKind::Dockerfile && target.name.as_str() == DOCKERFILE
}
