//! The state of a script that is followed.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::expand::Text;
use crate::shell::ast::List;

/// What is known about the container that runs the script.
pub struct Surroundings<'a> {
    /// Variables of the image.
    pub variables: BTreeMap<String, String>,
    /// `$1`, `$2` …
    pub arguments: Vec<Text>,
    /// Whether a file or a folder exists; nothing where that is unknown.
    pub exists: &'a dyn Fn(&str) -> Option<bool>,
    /// The text of a script that is read with `.`.
    pub source: &'a dyn Fn(&str) -> Option<String>,
    /// What `$PORT` stands for where the script gives it no default.
    pub port: u16,
}

/// A program that runs before the last one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// As written, on one line.
    pub text: String,
    /// Where it begins; `None` if another file holds it.
    pub offset: Option<usize>,
}

/// One program that runs.
#[derive(Clone)]
pub(super) struct Step {
    pub words: Vec<Text>,
    pub env: Vec<(String, String)>,
    pub before: Before,
    pub stays: bool,
}

/// A script while it is followed.
pub(super) struct Run<'a> {
    pub around: &'a Surroundings<'a>,
    /// The text that spans count the bytes of.
    pub text: Rc<str>,
    pub variables: BTreeMap<String, Text>,
    pub exported: BTreeMap<String, String>,
    pub arguments: Vec<Text>,
    pub functions: BTreeMap<String, (Rc<str>, List)>,
    pub steps: Vec<Step>,
    /// What `exec` named. `None` if nothing was named.
    pub last: Option<Step>,
    pub folder: Option<String>,
    pub depth: usize,
    /// The text is the script itself, and not one that it reads.
    pub is_main: bool,
    pub uses_port: bool,
}
