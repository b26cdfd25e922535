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
