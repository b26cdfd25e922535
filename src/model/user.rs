//! The user that the container runs as.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::InvalidValue;

/// A numeric user id, also used as the group id: Kubernetes' `runAsNonRoot` accepts numbers only. Ex) `10001`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct UserId(u32);

impl UserId {
    /// Above the ids that distributions hand out themselves, so that it meets nobody on the host.
    pub const DEFAULT: Self = Self(10001);

    pub fn number(self) -> u32 {
        self.0
    }
}

impl FromStr for UserId {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        match text.trim().parse::<u32>() {
            Ok(number) if (1..=2_147_483_647).contains(&number) => Ok(Self(number)),
            _ => Err(InvalidValue::new("user id", text, "a number from 1 to 2147483647 (0 is root)")),
        }
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
