//! What the application reads from its environment.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{EnvName, Location};

/// Every variable, sorted by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Environment {
    pub variables: Vec<Variable>,
}

/// One variable and every place that names it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Variable {
    pub name: EnvName,
    /// The program stops where the variable is missing.
    pub required: bool,
    /// The literal that stands for a missing variable; never one of a secret. `None` if there is none.
    pub default: Option<String>,
    /// What that literal begins with where it is a URL, with a password or without. `None` if it is not a URL. Ex) `postgresql`
    #[serde(skip)]
    pub scheme: Option<String>,
    /// The literal names the machine that the program runs on, which in a container is the container. Ex) `localhost`
    #[serde(skip)]
    pub is_local: bool,
    /// The literal names a machine that only a network of containers knows. Ex) `redis://cache:6379`
    #[serde(skip)]
    pub is_of_network: bool,
    /// Something in the code stands for a missing variable.
    #[serde(skip)]
    pub defaulted: bool,
    pub secret: bool,
    pub kind: VariableKind,
    /// Where it is named, the code first.
    pub places: Vec<Mention>,
}

/// One place that names a variable.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Mention {
    pub by: MentionedBy,
    #[serde(flatten)]
    pub at: Location,
}

/// What names a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MentionedBy {
    /// The program reads it.
    Code,
    /// A file such as `.env.example` lists it.
    Example,
    /// A platform's file gives it. Ex) `app.json`, `render.yaml`
    Platform,
    /// A service of the compose file that runs this image.
    Compose,
}

/// What the text of a variable stands for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VariableKind {
    #[default]
    Text,
    Integer,
    Number,
    Boolean,
    /// Several values in one text. Ex) `a.example,b.example`
    List,
    Json,
    Url,
    Path,
}

impl Environment {
    pub fn get(&self, name: &str) -> Option<&Variable> {
        self.variables.iter().find(|variable| variable.name.as_str() == name)
    }

    /// The variables without which the program stops.
    pub fn required(&self) -> impl Iterator<Item = &Variable> {
        self.variables.iter().filter(|variable| variable.required)
    }
}

impl Variable {
    /// Whether the code of the program reads it.
    pub fn is_read(&self) -> bool {
        self.places.iter().any(|place| place.by == MentionedBy::Code)
    }
}

impl VariableKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::List => "list",
            Self::Json => "json",
            Self::Url => "url",
            Self::Path => "path",
        }
    }

    /// What a variable of this name is taken for where its use says nothing.
    pub fn of_name(name: &str) -> Self {
        let upper = name.to_uppercase();
        match upper.rsplit('_').next().unwrap_or_default() {
            "URL" | "URI" | "DSN" => Self::Url,
            "PORT" => Self::Integer,
            "DEBUG" => Self::Boolean,
            _ => Self::Text,
        }
    }
}

impl fmt::Display for VariableKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
