//! How the image tells that it is well.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::InvalidValue;

/// What stands for the check that only connects.
const CONNECTS: &str = "tcp";

/// What the health check asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HealthCheck {
    /// Requested over HTTP. `None` if the check only connects to the port.
    path: Option<String>,
    /// The first status that counts as ill: 400 where the path is known to be a page, 500 where any answer will do.
    pub unhealthy_from: u16,
}

impl HealthCheck {
    /// Connects and asks for nothing: for a program whose pages need what may be down, such as its database.
    pub const CONNECT: Self = Self { path: None, unhealthy_from: 500 };

    /// `known` says that the path is a route of the application and not a guess.
    pub fn new(path: &str, known: bool) -> Result<Self, InvalidValue> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "/-_.~%?=&+:@,;!".contains(c);
        if path.starts_with('/') && path.chars().all(allowed) {
            Ok(Self { path: Some(path.to_owned()), unhealthy_from: if known { 400 } else { 500 } })
        } else {
            Err(InvalidValue::new("health path", path, "a URL path such as /health, `tcp`, or `none`"))
        }
    }

    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// Whether it asks for the front page although nothing is known about it.
    pub fn is_guess(&self) -> bool {
        self.unhealthy_from == 500 && self.path() == Some("/")
    }
}

impl FromStr for HealthCheck {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        if text == CONNECTS { Ok(Self::CONNECT) } else { Self::new(text, true) }
    }
}

impl fmt::Display for HealthCheck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.path().unwrap_or(CONNECTS))
    }
}
