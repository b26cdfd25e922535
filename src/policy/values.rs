//! Keys of labels, and what all values of a policy share.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::model::InvalidValue;

/// The key of a label. Ex) `org.opencontainers.image.source`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct LabelKey(String);

impl LabelKey {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LabelKey {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let inner = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
        if !text.is_empty() && text.chars().all(inner) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new("label key", text, "letters, digits, `.`, `_`, `-` and `/`"))
        }
    }
}

/// A value that is written as text in TOML, and checked on its way in.
macro_rules! written_as_text {
    ($($name:ty),+) => {
        $(
            impl TryFrom<String> for $name {
                type Error = InvalidValue;

                fn try_from(text: String) -> Result<Self, InvalidValue> {
                    text.parse()
                }
            }

            impl From<$name> for String {
                fn from(value: $name) -> Self {
                    value.as_str().to_owned()
                }
            }
        )+
    };
}

written_as_text!(LabelKey, super::ImagePattern, super::Registry);

/// Names in the order in which they are written. Ex) "`a`, `b`"
pub(super) fn listed<T>(values: &[T], text: impl Fn(&T) -> String) -> String {
    values.iter().map(|value| format!("`{}`", text(value).escape_debug())).collect::<Vec<_>>().join(", ")
}
