//! One of the programs that the application consists of.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::conversions::text_conversions;
use super::{Command, InvalidValue, Location, Start};

/// What a process is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProcessKind {
    /// Answers requests on a port.
    Web,
    /// Takes jobs from a queue, or talks to another service, until it is stopped.
    Worker,
    /// Starts jobs at their time; there is one of it.
    Scheduler,
    /// Runs once for each release, before the others start. Ex) database migrations
    Release,
    /// Runs when a person calls it, and ends.
    OneOff,
}

/// The name of a process or of a service of a compose file: what `docker compose` takes. Ex) `worker-beat`
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProcessName(String);

/// A program of the application, complete with what follows from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    pub name: ProcessName,
    pub kind: ProcessKind,
    pub start: Start,
    /// A command that fails while the process is unwell, beside the HTTP check of the start. `None` if there is none.
    pub health: Option<Command>,
    /// Seconds that it may take to end after the stop signal.
    pub grace: u16,
    pub at: Location,
    /// As written, or the line of the code that shows it.
    pub why: String,
    /// Other places of the project that name the same process.
    pub also: Vec<Location>,
    /// It is the one that the image starts.
    pub is_image: bool,
    /// The command that starts it anew at every change of the source, for development. `None` if nothing restarts it.
    pub reload: Option<Command>,
}

impl ProcessKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Worker => "worker",
            Self::Scheduler => "scheduler",
            Self::Release => "release",
            Self::OneOff => "one-off",
        }
    }

    /// Whether it goes on until it is stopped.
    pub fn lasts(self) -> bool {
        matches!(self, Self::Web | Self::Worker | Self::Scheduler)
    }
}

impl ProcessName {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The nearest name to a text that is meant for people. `None` if nothing of it is left.
    pub fn from_free_text(text: &str) -> Option<Self> {
        let keep = |c: char| if c.is_ascii_alphanumeric() || c == '_' { c.to_ascii_lowercase() } else { '-' };
        let name: String = text.chars().take(63).map(keep).collect();
        name.trim_matches(['-', '_']).parse().ok()
    }

    /// This name, or with the first number behind it that makes it none of the others.
    #[must_use]
    pub fn beside(self, is_taken: impl Fn(&Self) -> bool) -> Self {
        let numbered = (2..).map(|number: u32| Self(format!("{}-{number}", self.0)));
        std::iter::once(self.clone()).chain(numbered).find(|name| !is_taken(name)).unwrap_or(self)
    }
}

impl FromStr for ProcessName {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let inner = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        if text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.len() <= 63 && text.chars().all(inner) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new("process name", text, "letters, digits, `-`, `_` and `.`, such as `worker`"))
        }
    }
}

impl fmt::Display for ProcessKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

text_conversions!(ProcessName: parsed, written, shown);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_that_compose_takes() {
        for text in ["web", "worker-beat", "Web_2", "a.b"] {
            assert_eq!(text.parse::<ProcessName>().unwrap().as_str(), text);
        }
        for text in ["", "-web", "web worker", "web\nx", "wéb", "${WEB}"] {
            assert!(text.parse::<ProcessName>().is_err(), "{text:?}");
        }
        assert_eq!(ProcessName::from_free_text("Celery Beat!").unwrap().as_str(), "celery-beat");
        assert_eq!(ProcessName::from_free_text("--"), None);
        let web: ProcessName = "web".parse().unwrap();
        assert_eq!(web.beside(|name| matches!(name.as_str(), "web" | "web-2")).as_str(), "web-3");
    }
}
