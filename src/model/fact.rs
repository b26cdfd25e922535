//! A decided value together with where it came from.

use std::fmt;

use serde::Serialize;

use super::{FactId, Location};

/// A value that pydock works with, and its origin. That is what keeps `detect`, warnings and `--json` honest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact<T> {
    pub value: T,
    pub origin: Origin,
}

/// The sources of facts, strongest first. This is the one precedence of pydock: it is written down here alone, and
/// `src/commands/tests/precedence.rs` holds every fact and every two sources to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    Flag,
    Prompt,
    Recorded,
    Configured,
    Adopted,
    Detected,
    Preset,
    Default,
}

impl Source {
    /// Whether it is believed where the other one speaks about the same fact.
    ///
    /// What is taken over from a Dockerfile that was there stands above what the project says where it is about the start.
    /// Of Python and the Debian release it says what the image had, so there a file about the version counts more.
    pub fn is_above(self, other: Self, fact: FactId) -> bool {
        match (self, other, fact) {
            (Self::Adopted, Self::Detected, FactId::Python | FactId::Suite) => false,
            (Self::Detected, Self::Adopted, FactId::Python | FactId::Suite) => true,
            _ => self < other,
        }
    }
}

/// Who said so, with the place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Origin {
    /// Ex) `--port 8080`
    Flag,
    /// Answered at the terminal.
    Prompt,
    /// Chosen before, and kept. Ex) `pydock.toml:3`
    Recorded {
        #[serde(flatten)]
        at: Location,
    },
    /// The usual choice of a person or of an organisation, for every project. Ex) `PYDOCK_DEFAULT_PRESET`
    Configured { by: String },
    /// Taken over from the Dockerfile that was there. Ex) `Dockerfile:1`
    Adopted {
        #[serde(flatten)]
        at: Location,
    },
    /// Read from the project. Ex) `.python-version:1`
    Detected {
        #[serde(flatten)]
        at: Location,
    },
    /// Set by the preset.
    Preset,
    /// Nobody said anything.
    Default,
}

impl Origin {
    pub fn source(&self) -> Source {
        match self {
            Self::Flag => Source::Flag,
            Self::Prompt => Source::Prompt,
            Self::Recorded { .. } => Source::Recorded,
            Self::Configured { .. } => Source::Configured,
            Self::Adopted { .. } => Source::Adopted,
            Self::Detected { .. } => Source::Detected,
            Self::Preset => Source::Preset,
            Self::Default => Source::Default,
        }
    }

    /// Whether a person said so, now or before.
    pub fn is_stated(&self) -> bool {
        matches!(self, Self::Flag | Self::Prompt | Self::Recorded { .. } | Self::Configured { .. })
    }

    /// Whether it was said in this run and is not recorded yet.
    pub fn is_new(&self) -> bool {
        matches!(self, Self::Flag | Self::Prompt | Self::Configured { .. } | Self::Adopted { .. })
    }
}

impl<T> Fact<T> {
    pub fn new(value: T, origin: Origin) -> Self {
        Self { value, origin }
    }

    pub fn default_value(value: T) -> Self {
        Self::new(value, Origin::Default)
    }

    pub fn detected(value: T, at: Location) -> Self {
        Self::new(value, Origin::Detected { at })
    }

    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Fact<U> {
        Fact { value: change(self.value), origin: self.origin }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("flag"),
            Self::Prompt => f.write_str("answer"),
            Self::Configured { by } => f.write_str(by),
            Self::Recorded { at } | Self::Adopted { at } | Self::Detected { at } => write!(f, "{at}"),
            Self::Preset => f.write_str("preset"),
            Self::Default => f.write_str("default"),
        }
    }
}
