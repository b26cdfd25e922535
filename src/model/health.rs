//! How the image tells that it is well.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::InvalidValue;

/// The path that the health check asks for over HTTP.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HealthCheck {
    path: String,
    /// The first status that counts as ill: 400 where the path is known to be a page, 500 where any answer will do.
    pub ill_from: u16,
}

impl HealthCheck {
    /// `known` says that the path is a route of the application and not a guess.
    pub fn new(path: &str, known: bool) -> Result<Self, InvalidValue> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "/-_.~%?=&+:@,;!".contains(c);
        if path.starts_with('/') && path.chars().all(allowed) {
            Ok(Self { path: path.to_owned(), ill_from: if known { 400 } else { 500 } })
        } else {
            Err(InvalidValue::new("health path", path, "a URL path such as /health, or `none`"))
        }
    }

    pub fn path(&self) -> &str {
        &self.path
    }
}

impl FromStr for HealthCheck {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        Self::new(text, true)
    }
}

impl fmt::Display for HealthCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path)
    }
}
