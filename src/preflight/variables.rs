//! The values of variables at a step, for the words of instructions and of shell commands.

use std::collections::BTreeMap;

use crate::dockerfile::{self, Value};

/// What is declared; a name without a value is given from outside.
pub type Variables = BTreeMap<String, Option<String>>;

/// A word of an instruction with its variables filled in; `None` if one of them is not known.
pub fn word(text: &str, escape: char, variables: &Variables) -> Option<String> {
    dockerfile::expand(text, escape, &|name| value(name, variables)).known().map(str::to_owned)
}

/// The same for a word of a shell command, whose quotes are taken out already. `None` if one of them is not known.
pub fn text(text: &str, variables: &Variables) -> Option<String> {
    dockerfile::expand_unquoted(text, &|name| value(name, variables)).known().map(str::to_owned)
}

/// What is declared without a value may get one from outside.
fn value(name: &str, variables: &Variables) -> Value {
    match variables.get(name) {
        None => Value::Unset,
        Some(None) => Value::Unknown,
        Some(Some(text)) => Value::Known(text.clone()),
    }
}
