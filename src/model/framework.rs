//! The name of a framework.

use serde::{Deserialize, Serialize};

use super::conversions::text_conversions;

/// The id of a row under `src/knowledge/frameworks/`. Ex) `fastapi`
///
/// The rows decide which names exist; `knowledge` hands these out and checks a name that a person types.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Framework(pub String);

impl Framework {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

text_conversions!(Framework: shown);
