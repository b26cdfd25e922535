//! A remark to the person, which does not stop the work.

use serde::Serialize;

use super::Location;

/// Something worth knowing about the project or about a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    pub level: Level,
    /// One sentence without a full stop, things named in backticks.
    pub message: String,
    pub at: Option<Location>,
    /// What to do about it. `None` if there is no advice.
    pub hint: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// A choice that was made for the person, said aloud.
    Info,
    /// The image may not do what the person expects.
    Warning,
}

impl Note {
    pub fn info(message: impl Into<String>) -> Self {
        Self { level: Level::Info, message: message.into(), at: None, hint: None }
    }

    pub fn warning(message: impl Into<String>) -> Self {
        Self { level: Level::Warning, ..Self::info(message) }
    }

    pub fn at(mut self, at: Location) -> Self {
        self.at = Some(at);
        self
    }

    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}
