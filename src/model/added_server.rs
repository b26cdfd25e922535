//! A production server that the project does not declare.

use std::fmt;

use serde::Serialize;

use super::conversions::text_conversions;
use super::{PackageName, Version};

/// A pinned server that is installed besides the project's dependencies. Ex) `gunicorn==27.0.1`
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(into = "String")]
pub struct AddedServer {
    pub name: PackageName,
    pub version: Version,
}

impl fmt::Display for AddedServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}=={}", self.name, self.version)
    }
}

text_conversions!(AddedServer: written);
