//! An answer to a question that a preset asks.

use serde::Serialize;
use serde_json::Value;

use super::Origin;

/// One question of the preset's own, answered.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PresetAnswer {
    /// The question's name. Ex) `node-version`
    pub id: String,
    /// Its name in templates. Ex) `node_version`
    pub variable: String,
    pub value: Value,
    /// The answer as it would be typed.
    pub text: String,
    pub origin: Origin,
    /// Never recorded, and not shown.
    pub secret: bool,
    /// The question was left out, because its condition does not hold.
    pub skipped: bool,
}
