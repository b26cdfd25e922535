//! The two sides that are compared, and what the comparisons share.

use crate::manifest::pyproject::Pyproject;
use crate::manifest::toml_file::{Table, TomlFile, Value};
use crate::tree::ProjectTree;

/// The answer for one part of the lock: equal, different, or not to be known without uv.
pub(in crate::manifest::lock) type Answer = Option<bool>;

/// The lock and the project that it was made from.
pub(in crate::manifest::lock) struct Project<'a, 't> {
    pub lock: &'a TomlFile<'t>,
    pub tree: &'a ProjectTree,
    pub file: &'a TomlFile<'t>,
    pub pyproject: &'a Pyproject,
}

/// Different if one part is; open if one is open and none is different.
pub(super) fn all(answers: impl IntoIterator<Item = Answer>) -> Answer {
    let mut open = false;
    for answer in answers {
        match answer {
            Some(true) => {}
            Some(false) => return Some(false),
            None => open = true,
        }
    }
    (!open).then_some(true)
}

/// How the lock installs a package that lies in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FolderKind {
    Editable,
    Virtual,
    Directory,
}

pub(super) fn text<'v>(table: &'v Table<'_>, key: &str) -> Option<&'v str> {
    table.get(key)?.get_ref().as_str()
}

/// Whether uv builds the project: `tool.uv.package`, else whether there is a build system.
pub(super) fn is_package(pyproject: &Pyproject) -> bool {
    pyproject.uv.as_ref().and_then(|uv| uv.package).unwrap_or(pyproject.build_system.is_some())
}

pub(super) fn items<'v, 't>(table: Option<&'v Value<'t>>) -> impl Iterator<Item = &'v Table<'t>> {
    let items = table.and_then(|value| value.get_ref().as_array()).map(|array| &**array).unwrap_or_default();
    items.iter().filter_map(|item| item.get_ref().as_table())
}

pub(super) fn strings<'v>(value: Option<&'v Value<'_>>) -> Vec<&'v str> {
    let items = value.and_then(|value| value.get_ref().as_array()).map(|array| &**array).unwrap_or_default();
    items.iter().filter_map(|item| item.get_ref().as_str()).collect()
}
