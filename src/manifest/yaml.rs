//! YAML files of other tools, which are read for hints alone.

use saphyr::{LoadableYamlNode, MarkedYaml};

use crate::model::{Location, RelPath};

/// The first document of the text; nothing where it is no YAML that is worth reading.
pub(super) fn load(text: &str) -> Option<MarkedYaml<'_>> {
    if is_too_deep(text) {
        return None;
    }
    MarkedYaml::load_from_str(text).ok()?.into_iter().next()
}

/// saphyr follows block nesting without a limit of its own. Every level costs a column at the start of some line.
pub(super) fn is_too_deep(text: &str) -> bool {
    const WIDEST: usize = 256;
    text.lines()
        .any(|line| line.find(|c| !matches!(c, ' ' | '\t' | '-' | '?')).unwrap_or(line.len()) > WIDEST && !line.trim().is_empty())
}

pub(super) fn get<'n, 'i>(node: &'n MarkedYaml<'i>, key: &str) -> Option<&'n MarkedYaml<'i>> {
    node.data.as_mapping()?.iter().find(|(name, _)| name.data.as_str() == Some(key)).map(|(_, value)| value)
}

pub(super) fn at(path: &RelPath, node: &MarkedYaml<'_>) -> Location {
    Location::line(path.clone(), node.span.start.line())
}

/// The first document of a text that pydock made itself, with its aliases in place. Keys must be texts.
pub fn yaml_value(text: &str) -> Result<serde_json::Value, String> {
    if is_too_deep(text) {
        return Err("it is nested too deeply".to_owned());
    }
    let documents = MarkedYaml::load_from_str(text).map_err(|error| error.to_string())?;
    match documents.as_slice() {
        [document] => value(document),
        _ => Err(format!("it holds {} documents", documents.len())),
    }
}

fn value(node: &MarkedYaml<'_>) -> Result<serde_json::Value, String> {
    use serde_json::Value;
    if let Some(items) = node.data.as_sequence() {
        return items.iter().map(value).collect::<Result<Vec<_>, _>>().map(Value::from);
    }
    if let Some(mapping) = node.data.as_mapping() {
        let entry = |(key, item): (&MarkedYaml<'_>, &MarkedYaml<'_>)| {
            let key = key.data.as_str().ok_or_else(|| format!("line {}: a key is not a string", key.span.start.line()))?;
            Ok((key.to_owned(), value(item)?))
        };
        return mapping.iter().map(entry).collect::<Result<serde_json::Map<_, _>, String>>().map(Value::from);
    }
    let data = &node.data;
    let scalar =
        data.as_str().map(Value::from).or_else(|| data.as_bool().map(Value::from)).or_else(|| data.as_integer().map(Value::from));
    scalar
        .or_else(|| data.is_null().then_some(Value::Null))
        .ok_or_else(|| format!("line {}: an unsupported value", node.span.start.line()))
}
