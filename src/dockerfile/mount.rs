//! The value of `RUN --mount`.
//!
//! ```text
//! mount = field ("," field)*      field = key ("=" value)?, quoted as in CSV when it holds a comma
//! ```
//! Left out: which keys go with which type; BuildKit decides that after it has expanded variables.

use super::ParseProblem;

/// The fields of one `--mount`, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mount {
    /// Key, in lower case, and value; a key alone, as in `ro`, has none.
    pub fields: Vec<(String, Option<String>)>,
}

impl Mount {
    pub fn parse(text: &str) -> Result<Self, ParseProblem> {
        let fields = csv_fields(text).ok_or_else(|| ParseProblem::InvalidMount(text.to_owned()))?;
        let field = |field: String| match field.split_once('=') {
            Some((key, value)) => (key.to_lowercase(), Some(value.to_owned())),
            None => (field.to_lowercase(), None),
        };
        Ok(Self { fields: fields.into_iter().map(field).collect() })
    }

    /// The mount's type; without one it is `bind`.
    pub fn kind(&self) -> &str {
        self.value(&["type"]).unwrap_or("bind")
    }

    pub fn id(&self) -> Option<&str> {
        self.value(&["id"])
    }

    pub fn target(&self) -> Option<&str> {
        self.value(&["target", "dst", "destination"])
    }

    pub fn source(&self) -> Option<&str> {
        self.value(&["source", "src"])
    }

    pub fn from(&self) -> Option<&str> {
        self.value(&["from"])
    }

    /// The value of the last field with one of these names, since a later field wins. `None` if the mount has none of them.
    pub fn value(&self, names: &[&str]) -> Option<&str> {
        self.fields.iter().rev().find(|(key, _)| names.contains(&key.as_str())).and_then(|(_, value)| value.as_deref())
    }
}

pub(super) fn check(text: &str) -> Result<(), ParseProblem> {
    let mount = Mount::parse(text)?;
    let variable = |value: &str| value.find('$').is_some_and(|index| index + 1 != value.len());
    let from_variable = |(key, value): &(String, Option<String>)| key == "from" && value.as_deref().is_some_and(variable);
    if mount.fields.iter().any(from_variable) { Err(ParseProblem::VariableInMountFrom) } else { Ok(()) }
}

fn csv_fields(text: &str) -> Option<Vec<String>> {
    let mut rest = text;
    if rest.is_empty() {
        return None;
    }
    let mut fields = Vec::new();
    loop {
        let Some(mut quoted) = rest.strip_prefix('"') else {
            let (field, after) = rest.split_once(',').map_or((rest, None), |(field, after)| (field, Some(after)));
            if field.contains('"') {
                return None;
            }
            fields.push(field.to_owned());
            match after {
                Some(after) => rest = after,
                None => return Some(fields),
            }
            continue;
        };
        let mut field = String::new();
        loop {
            let (before, after) = quoted.split_once('"')?;
            field.push_str(before);
            match after.chars().next() {
                Some('"') => {
                    field.push('"');
                    quoted = &after[1..];
                }
                Some(',') => {
                    rest = &after[1..];
                    fields.push(field);
                    break;
                }
                None => {
                    fields.push(field);
                    return Some(fields);
                }
                Some(_) => return None,
            }
        }
    }
}
