//! What the project says in answer to a preset's question.

use serde_json::Value;

use super::question::{Detect, DetectPath};
use super::{Preset, PresetError};
use crate::model::{Location, RelPath};
use crate::template::Values;
use crate::tree::ProjectTree;

impl Preset {
    /// What stands at a place of the project, if the place is looked at.
    pub(super) fn detected(
        &self,
        detect: &Detect,
        tree: &ProjectTree,
        seen: &Values,
    ) -> Result<Option<(String, Location)>, PresetError> {
        if let Some(condition) = &detect.condition
            && !self.holds(condition, seen)?
        {
            return Ok(None);
        }
        let file = match &detect.file {
            DetectPath::Plain(file) => file.clone(),
            // What is no path below the project is nowhere in it.
            DetectPath::Expression(name) => match RelPath::parse(&self.expression(name, seen)?) {
                Ok(file) if !file.is_root() => file,
                _ => return Ok(None),
            },
        };
        found(detect, file, tree)
    }
}

fn found(detect: &Detect, file: RelPath, tree: &ProjectTree) -> Result<Option<(String, Location)>, PresetError> {
    if detect.pointer.is_none() && detect.pattern.is_none() {
        // The file's presence is the answer; it need not be text.
        let is_there = tree.kind(&file).is_some();
        let value = detect.value.clone().unwrap_or_else(|| "true".to_owned());
        return Ok(is_there.then(|| (value, Location::file(file))));
    }
    let Some(text) = tree.text(&file)? else { return Ok(None) };
    let at = |offset: usize| Location::at_offset(file.clone(), &text, offset);
    let (found, place) = match &detect.pointer {
        Some(pointer) => match pointed(&file, &text, pointer) {
            Some(Value::String(text)) => (text, Location::file(file.clone())),
            // A list or a table has no text of its own; that it is there can be an answer nevertheless.
            Some(value) if !value.is_null() => (value.to_string(), Location::file(file.clone())),
            _ => return Ok(None),
        },
        None => (text.to_string(), at(0)),
    };
    let Some(pattern) = &detect.pattern else {
        return Ok(Some((detect.value.clone().unwrap_or(found), place)));
    };
    let Some(groups) = pattern.captures(&found) else { return Ok(None) };
    let Some(group) = groups.get(1).or_else(|| groups.get(0)) else { return Ok(None) };
    let place = if detect.pointer.is_some() { place } else { at(group.start()) };
    Ok(Some((detect.value.clone().unwrap_or_else(|| group.as_str().to_owned()), place)))
}

/// A value of a JSON or TOML file. A file that is neither has none.
fn pointed(file: &RelPath, text: &str, pointer: &str) -> Option<Value> {
    let mut whole: Value = match file.extension() {
        Some("toml") => toml::from_str(text).ok()?,
        _ => serde_json::from_str(text).ok()?,
    };
    whole.pointer_mut(pointer).map(Value::take)
}
