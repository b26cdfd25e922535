//! A `--set key=value`.

use std::str::FromStr;

use serde::Serialize;

use super::InvalidValue;

/// A setting that has no flag of its own. Ex) `stop-signal=SIGINT`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Setting {
    pub key: String,
    pub value: String,
}

impl FromStr for Setting {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        match text.split_once('=') {
            Some((key, value)) if !key.is_empty() => Ok(Self { key: key.to_owned(), value: value.to_owned() }),
            _ => Err(InvalidValue::new("setting", text, "key=value")),
        }
    }
}
