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

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::*;

    const PACKAGE: &str =
        r#"{ "engines": { "node": ">=22" }, "private": true, "workspaces": ["a"], "dependencies": { "@a/b": "^1.2" } }"#;
    const TREE: [(&str, &str); 3] =
        [("package.json", PACKAGE), ("pdm.toml", "[tool]\nlevel = 3\n"), (".tool-versions", "ruby 3\nnode 24.1\n")];

    #[track_caller]
    fn check(file: &str, pointer: Option<&str>, pattern: Option<&str>, value: Option<&str>, expected: Option<&str>) {
        let path = RelPath::parse(file).unwrap();
        let detect = Detect {
            file: DetectPath::Plain(path.clone()),
            pointer: pointer.map(str::to_owned),
            pattern: pattern.map(|text| Regex::new(text).unwrap()),
            value: value.map(str::to_owned),
            condition: None,
        };
        let found = found(&detect, path, &ProjectTree::in_memory(TREE)).unwrap();
        assert_eq!(found.as_ref().map(|(text, _)| text.as_str()), expected, "{detect:?}");
    }

    #[test]
    fn an_answer_is_a_file_a_value_or_a_match() {
        check("package.json", None, None, None, Some("true"));
        check("package.json", None, None, Some("npm"), Some("npm"));
        check("absent.json", None, None, Some("npm"), None);
        check("package.json", Some("/engines/node"), None, None, Some(">=22"));
        check("package.json", Some("/engines/node"), Some(r"(\d+)"), None, Some("22"));
        check("package.json", Some("/engines/node"), Some("^24"), None, None);
        check("package.json", Some("/private"), None, None, Some("true"));
        check("package.json", Some("/dependencies/@a~1b"), None, Some("b"), Some("b"));
        check("package.json", Some("/absent"), None, Some("b"), None);
        check("pdm.toml", Some("/tool/level"), None, None, Some("3"));
        check(".tool-versions", None, Some(r"(?m)^node (\d+)"), None, Some("24"));
        // A list is there, whatever it holds.
        check("package.json", Some("/workspaces"), None, Some("true"), Some("true"));
        // What cannot be read as JSON has no values.
        check(".tool-versions", Some("/node"), None, None, None);
    }

    #[test]
    fn the_place_of_a_match_is_its_line() {
        let path = RelPath::parse(".tool-versions").unwrap();
        let detect = Detect {
            file: DetectPath::Plain(path.clone()),
            pointer: None,
            pattern: Some(Regex::new(r"node (\d+)").unwrap()),
            value: None,
            condition: None,
        };
        let (_, place) = found(&detect, path, &ProjectTree::in_memory(TREE)).unwrap().unwrap();
        assert_eq!(place.to_string(), ".tool-versions:2");
    }
}
