//! The signal that asks a container to stop.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What `docker stop` sends to the first process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Signal {
    /// Docker's own default: a server that handles it stops cleanly.
    #[serde(rename = "SIGTERM")]
    Term,
    /// For a plain Python program: as process 1 it ignores SIGTERM, while SIGINT raises `KeyboardInterrupt`.
    #[serde(rename = "SIGINT")]
    Int,
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Term => "SIGTERM",
            Self::Int => "SIGINT",
        })
    }
}
