//! How sure it is that a start is the one that the image is for.

use std::fmt;

use serde::{Serialize, Serializer};

/// Follows from the evidence alone. A start that is only [`Weak`](Self::Weak) is never taken without a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confidence {
    /// The project names it as its start. Ex) a Procfile, `[tool.fastapi]`, the console script that is called like the project
    Declared,
    /// The code is a program by itself. Ex) an application of a declared framework, `main.py` that calls `main()`
    Strong,
    /// It can be started, but nothing says that it is the program.
    Weak(Doubt),
}

/// Why a start may not be the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// Ex) a plugin's Flask application in a project that does not depend on Flask
    UndeclaredFramework,
    /// Ex) a plugin's Flask application whose framework is in the extra `web`, beside the console script `songbook`
    OptionalFramework,
    /// Ex) a tutorial's FastAPI application in a library whose tests alone use FastAPI
    DevelopmentFramework,
    /// Ex) `resize/main.py` in a repository with a hundred samples beside it
    OneOfMany,
    /// Ex) an API that `app.mount("/api", api)` puts into another application
    Inner,
    /// Ex) a page for health checks that a bot serves in a thread
    Beside,
    /// Ex) `scripts/push_prompt.py`
    Helper,
    /// Ex) `acme-create-index` beside `acme-server`, in a project called `search`
    OneOfSeveral,
    /// Ex) a script with a `__main__` guard below several folders
    Unnamed,
}

impl Confidence {
    /// The name in `pydock detect --json`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Strong => "strong",
            Self::Weak(_) => "weak",
        }
    }

    pub fn doubt(self) -> Option<Doubt> {
        match self {
            Self::Weak(doubt) => Some(doubt),
            Self::Declared | Self::Strong => None,
        }
    }
}

impl Serialize for Confidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::UndeclaredFramework => "its framework is not a dependency of the project",
            Self::OptionalFramework => "its framework is only in an extra or a group, and the project has a command",
            Self::DevelopmentFramework => "its framework is a dependency for development only",
            Self::OneOfMany => "it is in one of many projects, and no manifest is at the root",
            Self::Inner => "another application includes it",
            Self::Beside => "a program serves it beside its other work",
            Self::Helper => "it is in a folder of helper scripts",
            Self::OneOfSeveral => "it is one of several, and none has the project's name",
            Self::Unnamed => "nothing in the project names it as the program",
        })
    }
}
